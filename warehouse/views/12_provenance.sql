CREATE VIEW provenance AS
WITH facts AS (
    SELECT id, 'milestone' AS kind, company, quote, quote_start, quote_end, document_id, document_version, superseded_at
    FROM milestones
    UNION ALL
    SELECT id, 'stock move', company, quote, quote_start, quote_end, document_id, document_version, superseded_at
    FROM stock_moves
)
SELECT
    f.id AS fact_id, f.kind, f.company, f.quote, f.quote_start, f.quote_end, d.url, d.title, d.published,
    d.id AS document_id, d.version AS document_version, f.superseded_at, d.first_seen AS captured,
    -- The archive holds a text's body on the day of its first capture; what is seen again after that day was given up
    -- is kept in full again.
    coalesce(d.source IS NOT NULL AND (
        SELECT bool_or(g.day = CAST(d.first_seen AS DATE)) AND max(g.given_up_at) > d.last_seen
        FROM archive_days_gone g
        WHERE g.day BETWEEN CAST(d.first_seen AS DATE) AND CAST(d.last_seen AS DATE)
    ), false) AS capture_gone
FROM facts f JOIN documents d ON d.id = f.document_id AND d.version = f.document_version;
COMMENT ON VIEW provenance IS 'Where each fact comes from: its quote, page and capture, and whether the capture is still kept.';
COMMENT ON COLUMN provenance.fact_id IS 'milestones.id or stock_moves.id.';
COMMENT ON COLUMN provenance.kind IS 'milestone or stock move.';
COMMENT ON COLUMN provenance.company IS 'companies.slug.';
COMMENT ON COLUMN provenance.quote IS 'What the text says, verbatim.';
COMMENT ON COLUMN provenance.quote_start IS 'Place of the quote in the text, characters.';
COMMENT ON COLUMN provenance.quote_end IS 'Place behind the quote.';
COMMENT ON COLUMN provenance.url IS 'Address of the page.';
COMMENT ON COLUMN provenance.title IS 'Its headline.';
COMMENT ON COLUMN provenance.published IS 'Day of publication.';
COMMENT ON COLUMN provenance.document_id IS 'documents.id.';
COMMENT ON COLUMN provenance.document_version IS 'documents.version.';
COMMENT ON COLUMN provenance.superseded_at IS 'When the fact stopped being what the page states, UTC; null while it holds.';
COMMENT ON COLUMN provenance.captured IS 'When this text was first captured, UTC.';
COMMENT ON COLUMN provenance.capture_gone IS 'Whether retention gave its capture up: the fact stays as it was read, and no later extractor reads it again.';

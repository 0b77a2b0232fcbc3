-- a quote lies within its document's text and is as long as it says
WITH facts AS (
    SELECT 'milestones' AS "table", id, document_id, document_version, quote, quote_start, quote_end FROM milestones
    UNION ALL
    SELECT 'stock_moves', id, document_id, document_version, quote, quote_start, quote_end FROM stock_moves
)
SELECT f."table", f.id, f.quote_start, f.quote_end, d.text_length
FROM facts f JOIN documents d ON d.id = f.document_id AND d.version = f.document_version
WHERE f.quote_end > d.text_length OR length(f.quote) <> f.quote_end - f.quote_start;

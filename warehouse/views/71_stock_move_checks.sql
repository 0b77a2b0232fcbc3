CREATE OR REPLACE VIEW stock_move_checks AS
SELECT
    m.id, m.company, k.venue, k.symbol, m."window", m.direction, m.pct, m.qualifier, k.session, k.counted_from,
    round(k.measured, 2) AS measured,
    round(k.measured - m.pct, 2) AS difference,
    k.verdict, k.reason,
    m.price AS stated_price, m.currency AS stated_currency, round(k.close, 4) AS close,
    d.published, d.published_at, d.publisher, m.quote, d.url, m.document_id
FROM move_checks k
JOIN stock_moves m ON m.id = k.id
JOIN documents d ON d.id = m.document_id AND d.version = m.document_version;
COMMENT ON VIEW stock_move_checks IS 'Every move of a share that a text claims and that holds now, against the closes of the venue and session it speaks of.';
COMMENT ON COLUMN stock_move_checks.id IS 'stock_moves.id.';
COMMENT ON COLUMN stock_move_checks.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN stock_move_checks.venue IS 'Exchange it is measured at: the one stated, else one with the stated currency, else that of the main share; null where there is none such.';
COMMENT ON COLUMN stock_move_checks.symbol IS 'Symbol on that exchange.';
COMMENT ON COLUMN stock_move_checks."window" IS 'Window of the claim, as in stock_moves. A reserved word: write "window" in double quotes.';
COMMENT ON COLUMN stock_move_checks.direction IS 'Claimed direction: up, down or flat.';
COMMENT ON COLUMN stock_move_checks.pct IS 'Claimed move, signed, percent; null where the text gives none.';
COMMENT ON COLUMN stock_move_checks.qualifier IS 'exact, about, over or under, of the claimed move''s size.';
COMMENT ON COLUMN stock_move_checks.session IS 'Session whose close ends the move: the day stated or that of publication, or the last session before it; never one that had not opened when the text was published.';
COMMENT ON COLUMN stock_move_checks.counted_from IS 'Session whose close the move counts from: the last of the week, month or year before, the same day a year before, or the stated day; null for a day''s move, which counts from the session before.';
COMMENT ON COLUMN stock_move_checks.measured IS 'Move by the closes, percent.';
COMMENT ON COLUMN stock_move_checks.difference IS 'Measured less claimed, percentage points.';
COMMENT ON COLUMN stock_move_checks.verdict IS 'confirmed; off (right direction, other size); wrong direction; no data. Exact is right within its last digit, about within a tenth, over up to a tenth or a point above, under as much below.';
COMMENT ON COLUMN stock_move_checks.reason IS 'Why there is no data; null else.';
COMMENT ON COLUMN stock_move_checks.stated_price IS 'Price that the text states, in stated_currency.';
COMMENT ON COLUMN stock_move_checks.stated_currency IS 'Its currency, ISO 4217.';
COMMENT ON COLUMN stock_move_checks.close IS 'Close of the session per share as shares are today, closes.close.';
COMMENT ON COLUMN stock_move_checks.published IS 'Day of publication.';
COMMENT ON COLUMN stock_move_checks.published_at IS 'Time of publication, UTC, where known.';
COMMENT ON COLUMN stock_move_checks.publisher IS 'Who published it.';
COMMENT ON COLUMN stock_move_checks.quote IS 'The words that claim it.';
COMMENT ON COLUMN stock_move_checks.url IS 'Address of the document.';
COMMENT ON COLUMN stock_move_checks.document_id IS 'documents.id.';

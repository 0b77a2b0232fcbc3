CREATE TABLE move_checks (
    id VARCHAR NOT NULL,
    venue VARCHAR,
    symbol VARCHAR,
    session DATE,
    counted_from DATE,
    measured DOUBLE,
    close DOUBLE,
    verdict VARCHAR NOT NULL CHECK (verdict IN ('confirmed', 'off', 'wrong direction', 'no data')),
    reason VARCHAR
);
COMMENT ON TABLE move_checks IS 'What closes say of each claimed move that holds now, worked out at each load. Read it as stock_move_checks.';
COMMENT ON COLUMN move_checks.id IS 'stock_moves.id.';
COMMENT ON COLUMN move_checks.venue IS 'Exchange it is measured at; null where the carmaker has no share there.';
COMMENT ON COLUMN move_checks.symbol IS 'Symbol on that exchange.';
COMMENT ON COLUMN move_checks.session IS 'Session whose close ends the move.';
COMMENT ON COLUMN move_checks.counted_from IS 'Session whose close it counts from; null for a day''s move.';
COMMENT ON COLUMN move_checks.measured IS 'Move by the closes, percent, not rounded.';
COMMENT ON COLUMN move_checks.close IS 'Close of the session per share as shares are today.';
COMMENT ON COLUMN move_checks.verdict IS 'confirmed, off, wrong direction or no data, as in stock_move_checks.';
COMMENT ON COLUMN move_checks.reason IS 'Why there is no data; null else.';

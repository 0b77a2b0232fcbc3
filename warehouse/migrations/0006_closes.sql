CREATE TABLE closes (
    venue VARCHAR NOT NULL,
    symbol VARCHAR NOT NULL,
    date DATE NOT NULL,
    session INTEGER NOT NULL,
    close DOUBLE NOT NULL,
    stated_close DOUBLE NOT NULL,
    currency VARCHAR,
    provider VARCHAR NOT NULL,
    pct DOUBLE,
    pct_3 DOUBLE,
    pct_11 DOUBLE
);
COMMENT ON TABLE closes IS 'Closes of shares and indices that can be compared over splits, with their moves. Worked out at each load of prices.';
COMMENT ON COLUMN closes.venue IS 'Exchange, shares.venue.';
COMMENT ON COLUMN closes.symbol IS 'Symbol on that exchange, shares.symbol.';
COMMENT ON COLUMN closes.date IS 'Day of the session, in the exchange''s own zone.';
COMMENT ON COLUMN closes.session IS 'sessions.number.';
COMMENT ON COLUMN closes.close IS 'Close per share as shares are today: adjusted for all splits, not for dividends.';
COMMENT ON COLUMN closes.stated_close IS 'Close as the provider gives it.';
COMMENT ON COLUMN closes.currency IS 'ISO 4217; null for an index.';
COMMENT ON COLUMN closes.provider IS 'Who gave it.';
COMMENT ON COLUMN closes.pct IS 'Move from the close of the session before, percent; null without that close.';
COMMENT ON COLUMN closes.pct_3 IS 'Move over this session, the one before and the one after (-1 to +1), percent.';
COMMENT ON COLUMN closes.pct_11 IS 'Move over this session, the five before and the five after (-5 to +5), percent.';

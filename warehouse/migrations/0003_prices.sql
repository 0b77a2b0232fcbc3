CREATE TABLE shares (
    venue VARCHAR NOT NULL,
    symbol VARCHAR NOT NULL,
    company VARCHAR,
    place INTEGER CHECK (place >= 1),
    currency VARCHAR,
    CHECK ((company IS NULL) = (place IS NULL))
);
COMMENT ON TABLE shares IS 'What closes are asked for: the running listings of the carmakers, and each exchange''s benchmark index.';
COMMENT ON COLUMN shares.venue IS 'Exchange: HKEX, NASDAQ, NYSE, SSE, SZSE, XETRA and others.';
COMMENT ON COLUMN shares.symbol IS 'Symbol or number on that exchange; an index''s by the provider''s spelling.';
COMMENT ON COLUMN shares.company IS 'Carmaker, companies.slug; null for the exchange''s benchmark index.';
COMMENT ON COLUMN shares.place IS '1 for the carmaker''s main share, 2 for the next; null for an index.';
COMMENT ON COLUMN shares.currency IS 'Currency of its quotes, ISO 4217; null for an index.';

CREATE TABLE prices (
    venue VARCHAR NOT NULL,
    symbol VARCHAR NOT NULL,
    date DATE NOT NULL,
    close DOUBLE NOT NULL CHECK (close > 0),
    adjusted_close DOUBLE CHECK (adjusted_close > 0),
    currency VARCHAR,
    volume BIGINT CHECK (volume >= 0),
    provider VARCHAR NOT NULL,
    adjustment VARCHAR NOT NULL CHECK (adjustment IN ('none', 'splits')),
    seen_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE prices IS 'Closes as providers give them, one row per share or index and session. To compare days use the view closes.';
COMMENT ON COLUMN prices.venue IS 'Exchange, shares.venue.';
COMMENT ON COLUMN prices.symbol IS 'Symbol on that exchange, shares.symbol.';
COMMENT ON COLUMN prices.date IS 'Day of the session, in the exchange''s own zone.';
COMMENT ON COLUMN prices.close IS 'Last price of the session, in currency; for splits see adjustment.';
COMMENT ON COLUMN prices.adjusted_close IS 'The same adjusted for splits and dividends, where the provider has it.';
COMMENT ON COLUMN prices.currency IS 'ISO 4217; null for an index.';
COMMENT ON COLUMN prices.volume IS 'Shares traded, where the provider has it.';
COMMENT ON COLUMN prices.provider IS 'Who gave it: tiingo, yahoo, or the name of the folder its file lay in.';
COMMENT ON COLUMN prices.adjustment IS 'What close was adjusted for: none (as traded), or splits known at seen_at.';
COMMENT ON COLUMN prices.seen_at IS 'When this close was first loaded as it stands, UTC.';

CREATE TABLE splits (
    venue VARCHAR NOT NULL,
    symbol VARCHAR NOT NULL,
    date DATE NOT NULL,
    ratio DOUBLE NOT NULL CHECK (ratio > 0),
    provider VARCHAR NOT NULL
);
COMMENT ON TABLE splits IS 'Splits of shares, one row each.';
COMMENT ON COLUMN splits.venue IS 'Exchange, shares.venue.';
COMMENT ON COLUMN splits.symbol IS 'Symbol on that exchange, shares.symbol.';
COMMENT ON COLUMN splits.date IS 'First session after the split.';
COMMENT ON COLUMN splits.ratio IS 'Shares that one share of before became: 3 for three for one, 0.1 for one for ten.';
COMMENT ON COLUMN splits.provider IS 'Who gave it.';

CREATE TABLE fx (
    base VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    date DATE NOT NULL,
    rate DOUBLE NOT NULL CHECK (rate > 0),
    provider VARCHAR NOT NULL
);
COMMENT ON TABLE fx IS 'Exchange rates of days.';
COMMENT ON COLUMN fx.base IS 'Currency that one unit is taken of, ISO 4217.';
COMMENT ON COLUMN fx.currency IS 'Currency that it is told in, ISO 4217.';
COMMENT ON COLUMN fx.date IS 'Day of the rate.';
COMMENT ON COLUMN fx.rate IS 'What one unit of base costs in currency.';
COMMENT ON COLUMN fx.provider IS 'Who gave it; for ecb to be named as "Source: ECB statistics".';

CREATE TABLE sessions (
    venue VARCHAR NOT NULL,
    date DATE NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    opens_at TIMESTAMP NOT NULL,
    closes_at TIMESTAMP NOT NULL,
    CHECK (closes_at > opens_at)
);
COMMENT ON TABLE sessions IS 'Trading sessions of the exchanges of shares, to the day of the last load of prices.';
COMMENT ON COLUMN sessions.venue IS 'Exchange, shares.venue.';
COMMENT ON COLUMN sessions.date IS 'Day of the session, in the exchange''s own zone.';
COMMENT ON COLUMN sessions.number IS 'Counts the sessions of a venue without a gap: five sessions later is number + 5.';
COMMENT ON COLUMN sessions.opens_at IS 'When it opens, UTC.';
COMMENT ON COLUMN sessions.closes_at IS 'When it closes, UTC.';

ALTER TABLE documents ADD COLUMN published_at TIMESTAMP;
COMMENT ON COLUMN documents.published_at IS 'Time of publication, UTC, where the page states time and offset or its source has a zone; null where only the day is known.';

CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE schema_version IS 'The numbered migrations this file has been through.';
COMMENT ON COLUMN schema_version.version IS 'Number of the migration; the highest one is the layout of this file, 0 stands for its views.';
COMMENT ON COLUMN schema_version.name IS 'What the migration did, as its file is named; for the views a digest of their text.';

CREATE TABLE companies (
    slug VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    legal_name VARCHAR,
    parent VARCHAR,
    country VARCHAR
);
COMMENT ON TABLE companies IS 'Carmakers that facts are about, one row each.';
COMMENT ON COLUMN companies.slug IS 'Short name used as the key everywhere, such as li-auto.';
COMMENT ON COLUMN companies.name IS 'Name as newspapers write it.';
COMMENT ON COLUMN companies.legal_name IS 'Name of the legal entity that reports, where known.';
COMMENT ON COLUMN companies.parent IS 'Slug or name of the group that controls it; null where none does.';
COMMENT ON COLUMN companies.country IS 'Country of the head office, ISO 3166 alpha-2.';

CREATE TABLE listings (
    company VARCHAR NOT NULL,
    venue VARCHAR NOT NULL,
    symbol VARCHAR NOT NULL,
    isin VARCHAR,
    currency VARCHAR,
    listed_from DATE,
    listed_until DATE,
    PRIMARY KEY (venue, symbol, company)
);
COMMENT ON TABLE listings IS 'Where a carmaker''s shares are or were traded, one row per company, venue and symbol.';
COMMENT ON COLUMN listings.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN listings.venue IS 'Exchange: HKEX, NASDAQ, NYSE, SSE, SZSE, XETRA and others.';
COMMENT ON COLUMN listings.symbol IS 'Symbol or number of the share on that exchange.';
COMMENT ON COLUMN listings.isin IS 'International securities identification number, where known.';
COMMENT ON COLUMN listings.currency IS 'Currency the share is quoted in, ISO 4217, where known.';
COMMENT ON COLUMN listings.listed_from IS 'First day of trading, where known.';
COMMENT ON COLUMN listings.listed_until IS 'Last day of trading; null while listed.';

CREATE TABLE documents (
    id VARCHAR NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    url VARCHAR NOT NULL,
    source VARCHAR,
    publisher VARCHAR,
    lang VARCHAR NOT NULL,
    title VARCHAR,
    published DATE,
    published_from VARCHAR,
    first_seen TIMESTAMP NOT NULL,
    last_seen TIMESTAMP NOT NULL,
    superseded_at TIMESTAMP,
    text_length INTEGER NOT NULL CHECK (text_length >= 0),
    text_sha256 VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE documents IS 'Articles, announcements and filings that were read, one row for each text an article has had. The full text is not kept here.';
COMMENT ON COLUMN documents.id IS 'What the article is, by whichever link it came; the same for all its versions.';
COMMENT ON COLUMN documents.version IS '1 for the oldest text; the highest is the one seen last.';
COMMENT ON COLUMN documents.url IS 'Address of the article.';
COMMENT ON COLUMN documents.source IS 'Source that named the page; null for a page given by hand.';
COMMENT ON COLUMN documents.publisher IS 'Who published it: a host or a name.';
COMMENT ON COLUMN documents.lang IS 'Language of the text, ISO 639-1.';
COMMENT ON COLUMN documents.title IS 'Headline.';
COMMENT ON COLUMN documents.published IS 'Day of publication as the page states it; null where it does not.';
COMMENT ON COLUMN documents.published_from IS 'How that day is known: json-ld, meta, time, url, feed, text or argument.';
COMMENT ON COLUMN documents.first_seen IS 'Earliest capture of this text, UTC.';
COMMENT ON COLUMN documents.last_seen IS 'Latest capture of this text, UTC.';
COMMENT ON COLUMN documents.superseded_at IS 'When another text was seen in its place, UTC; null for the current version.';
COMMENT ON COLUMN documents.text_length IS 'Characters in the text; quotes lie within them.';
COMMENT ON COLUMN documents.text_sha256 IS 'SHA-256 of the text in UTF-8, hex: another digest is another version.';
COMMENT ON COLUMN documents.extractor_version IS 'Extractor that read this text last.';

CREATE TABLE milestones (
    id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    document_version INTEGER NOT NULL,
    company VARCHAR NOT NULL,
    brand VARCHAR,
    model VARCHAR,
    powertrain VARCHAR CHECK (powertrain IN ('bev', 'phev', 'nev', 'ev', 'all')),
    region VARCHAR,
    metric VARCHAR NOT NULL CHECK (metric IN ('production', 'deliveries', 'sales', 'registrations', 'orders', 'exports', 'capacity')),
    value BIGINT NOT NULL CHECK (value >= 0),
    qualifier VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'about', 'over', 'under')),
    scope VARCHAR NOT NULL CHECK (scope IN ('cumulative', 'period', 'rate')),
    period VARCHAR,
    period_start DATE,
    period_end DATE,
    status VARCHAR NOT NULL CHECK (status IN ('actual', 'target', 'forecast')),
    elapsed_days INTEGER CHECK (elapsed_days >= 0),
    yoy_pct DOUBLE,
    seq_pct DOUBLE,
    quote VARCHAR NOT NULL,
    quote_start INTEGER NOT NULL CHECK (quote_start >= 0),
    quote_end INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    superseded_at TIMESTAMP,
    CHECK (quote_end > quote_start),
    CHECK (period_end >= period_start)
);
COMMENT ON TABLE milestones IS 'Counts of vehicles, one row for each that one version of one document states. What holds now: superseded_at IS NULL.';
COMMENT ON COLUMN milestones.id IS 'Derived from the document, its text and the statement: the same statement has the same id on every run and machine.';
COMMENT ON COLUMN milestones.document_id IS 'documents.id.';
COMMENT ON COLUMN milestones.document_version IS 'documents.version.';
COMMENT ON COLUMN milestones.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN milestones.brand IS 'Marque, as the field writes it; null where the text names none.';
COMMENT ON COLUMN milestones.model IS 'Model or models, such as SU7 or Model 3/Y; null where the text names none.';
COMMENT ON COLUMN milestones.powertrain IS 'bev, phev, nev, ev or all; null where the text does not say.';
COMMENT ON COLUMN milestones.region IS 'Market, country or plant of the count; null where the text does not say.';
COMMENT ON COLUMN milestones.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity, by the text''s own verb.';
COMMENT ON COLUMN milestones.value IS 'Number of vehicles.';
COMMENT ON COLUMN milestones.qualifier IS 'exact, about, over (at least, more than) or under (nearly, at most). A range is two rows: over its low end, under its high end.';
COMMENT ON COLUMN milestones.scope IS 'cumulative (since the start), period (within the period), rate (per week, month or year).';
COMMENT ON COLUMN milestones.period IS 'YYYY, YYYY-Hn, YYYY-Qn, YYYY-MM, YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD; for a cumulative count when it was reached or stood; null where the text does not say.';
COMMENT ON COLUMN milestones.period_start IS 'First day of the period.';
COMMENT ON COLUMN milestones.period_end IS 'Last day of the period, itself within it.';
COMMENT ON COLUMN milestones.status IS 'actual, target (the company''s own goal) or forecast (somebody else''s estimate).';
COMMENT ON COLUMN milestones.elapsed_days IS 'Days to the count, where the text states them: "in 230 days".';
COMMENT ON COLUMN milestones.yoy_pct IS 'Stated change on the year before, signed, percent.';
COMMENT ON COLUMN milestones.seq_pct IS 'Stated change on the month or quarter before, signed, percent.';
COMMENT ON COLUMN milestones.quote IS 'Shortest stretch of the text that states it, verbatim.';
COMMENT ON COLUMN milestones.quote_start IS 'Offset of the quote''s first character in the document''s text.';
COMMENT ON COLUMN milestones.quote_end IS 'Offset after the quote''s last character.';
COMMENT ON COLUMN milestones.extractor_version IS 'Extractor that read this statement last.';
COMMENT ON COLUMN milestones.first_seen IS 'When it was first to be known: capture of the text, or for a statement found by a later extractor that run''s time. UTC.';
COMMENT ON COLUMN milestones.superseded_at IS 'When it ceased to hold, by a corrected page or a later extractor that no longer finds it, UTC; null while it holds.';

CREATE TABLE stock_moves (
    id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    document_version INTEGER NOT NULL,
    company VARCHAR NOT NULL,
    direction VARCHAR NOT NULL CHECK (direction IN ('up', 'down', 'flat')),
    pct DOUBLE,
    qualifier VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'about', 'over', 'under')),
    "window" VARCHAR NOT NULL CHECK ("window" IN ('day', 'premarket', 'afterhours', 'week', 'month', 'ytd', 'year', 'since', 'unknown')),
    since VARCHAR,
    price DOUBLE,
    currency VARCHAR,
    venue VARCHAR,
    date DATE,
    quote VARCHAR NOT NULL,
    quote_start INTEGER NOT NULL CHECK (quote_start >= 0),
    quote_end INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    superseded_at TIMESTAMP,
    CHECK (quote_end > quote_start)
);
COMMENT ON TABLE stock_moves IS 'How carmakers'' shares moved or where they stood, one row for each that one version of one document states. What holds now: superseded_at IS NULL.';
COMMENT ON COLUMN stock_moves.id IS 'Derived from the document, its text and the statement: the same statement has the same id on every run and machine.';
COMMENT ON COLUMN stock_moves.document_id IS 'documents.id.';
COMMENT ON COLUMN stock_moves.document_version IS 'documents.version.';
COMMENT ON COLUMN stock_moves.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN stock_moves.direction IS 'up, down or flat.';
COMMENT ON COLUMN stock_moves.pct IS 'Stated move, signed, percent; null where the text gives none.';
COMMENT ON COLUMN stock_moves.qualifier IS 'exact, about, over or under, of the move''s size.';
COMMENT ON COLUMN stock_moves."window" IS 'day, premarket, afterhours, week, month, ytd, year, since or unknown. A reserved word: write "window" in double quotes.';
COMMENT ON COLUMN stock_moves.since IS 'Start of the move where the window is since, as a date or in the text''s words.';
COMMENT ON COLUMN stock_moves.price IS 'Stated price of the share.';
COMMENT ON COLUMN stock_moves.currency IS 'Currency of the price, ISO 4217.';
COMMENT ON COLUMN stock_moves.venue IS 'Exchange: HKEX, NASDAQ, NYSE, SSE, SZSE, XETRA and others.';
COMMENT ON COLUMN stock_moves.date IS 'Trading day of a day''s move.';
COMMENT ON COLUMN stock_moves.quote IS 'Shortest stretch of the text that states it, verbatim.';
COMMENT ON COLUMN stock_moves.quote_start IS 'Offset of the quote''s first character in the document''s text.';
COMMENT ON COLUMN stock_moves.quote_end IS 'Offset after the quote''s last character.';
COMMENT ON COLUMN stock_moves.extractor_version IS 'Extractor that read this statement last.';
COMMENT ON COLUMN stock_moves.first_seen IS 'When it was first to be known: capture of the text, or for a statement found by a later extractor that run''s time. UTC.';
COMMENT ON COLUMN stock_moves.superseded_at IS 'When it ceased to hold, by a corrected page or a later extractor that no longer finds it, UTC; null while it holds.';

CREATE TABLE problems (
    run_id VARCHAR NOT NULL,
    source VARCHAR,
    url VARCHAR,
    code VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE problems IS 'What went wrong with a page, or could not be told from it: one row for each, with the run that met it last.';
COMMENT ON COLUMN problems.run_id IS 'The latest run that met it, runs.run_id.';
COMMENT ON COLUMN problems.source IS 'Source of the page; null for a page given by hand.';
COMMENT ON COLUMN problems.url IS 'Address of the page; null where the trouble is not one page''s.';
COMMENT ON COLUMN problems.code IS 'Kind of problem, such as consent_wall or http_error.';
COMMENT ON COLUMN problems.message IS 'One sentence for a person.';
COMMENT ON COLUMN problems.seen_at IS 'Start of that run, UTC.';

CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    status VARCHAR NOT NULL CHECK (status IN ('running', 'done', 'incomplete', 'failed', 'killed')),
    trigger VARCHAR NOT NULL,
    parameters VARCHAR NOT NULL,
    message VARCHAR,
    pages INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    milestones INTEGER NOT NULL,
    stock_moves INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    new_documents INTEGER NOT NULL,
    new_milestones INTEGER NOT NULL,
    new_stock_moves INTEGER NOT NULL
);
COMMENT ON TABLE runs IS 'Every run that began, one row each.';
COMMENT ON COLUMN runs.run_id IS 'Name of the run.';
COMMENT ON COLUMN runs.started_at IS 'When it began, UTC.';
COMMENT ON COLUMN runs.finished_at IS 'When it loaded its last rows or gave up, UTC; null while it runs.';
COMMENT ON COLUMN runs.status IS 'running; done; incomplete (some sources failed, the others are in); failed; killed (never ended, as a later run found).';
COMMENT ON COLUMN runs.trigger IS 'What started it: command, schedule or other.';
COMMENT ON COLUMN runs.parameters IS 'What it was asked to do, a JSON object.';
COMMENT ON COLUMN runs.message IS 'Why it failed or is incomplete, one sentence.';
COMMENT ON COLUMN runs.pages IS 'Pages it looked at, Problems among them.';
COMMENT ON COLUMN runs.documents IS 'Texts it read, each once.';
COMMENT ON COLUMN runs.milestones IS 'Milestones these texts state.';
COMMENT ON COLUMN runs.stock_moves IS 'Stock moves these texts state.';
COMMENT ON COLUMN runs.problems IS 'Problems it met.';
COMMENT ON COLUMN runs.new_documents IS 'Rows it added to documents.';
COMMENT ON COLUMN runs.new_milestones IS 'Rows it added to milestones.';
COMMENT ON COLUMN runs.new_stock_moves IS 'Rows it added to stock_moves.';

CREATE TABLE run_sources (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('done', 'failed')),
    pages INTEGER NOT NULL,
    message VARCHAR,
    PRIMARY KEY (run_id, source)
);
COMMENT ON TABLE run_sources IS 'How each source of a run fared.';
COMMENT ON COLUMN run_sources.run_id IS 'runs.run_id.';
COMMENT ON COLUMN run_sources.source IS 'Name of the source, or of the archive that was read.';
COMMENT ON COLUMN run_sources.status IS 'done or failed.';
COMMENT ON COLUMN run_sources.pages IS 'Pages it gave.';
COMMENT ON COLUMN run_sources.message IS 'Why it failed, one sentence.';

ALTER TABLE companies ADD COLUMN ir_url VARCHAR;
COMMENT ON COLUMN companies.ir_url IS 'Where it speaks to investors; pages of that site are its own word.';

CREATE TABLE sites (
    site VARCHAR PRIMARY KEY,
    voice VARCHAR NOT NULL CHECK (voice IN ('filing', 'company', 'agency'))
);
COMMENT ON TABLE sites IS 'Who speaks on which site, where it is not the press; makers'' own sites are those of companies.ir_url.';
COMMENT ON COLUMN sites.site IS 'Domain as it is registered, such as sec.gov.';
COMMENT ON COLUMN sites.voice IS 'filing (regulators and exchanges), company (wires that print companies'' releases) or agency (news agencies).';

ALTER TABLE documents ADD COLUMN voice VARCHAR;
COMMENT ON COLUMN documents.voice IS 'Who speaks: filing, company, agency or press, by the site it stands on.';

ALTER TABLE milestones ADD COLUMN subject VARCHAR;
ALTER TABLE milestones ADD COLUMN event_key UBIGINT;
COMMENT ON COLUMN milestones.subject IS 'The model, else the brand where it is not the company''s own name; null for the company as a whole.';
COMMENT ON COLUMN milestones.event_key IS 'Alike for statements that may tell of one count: company, metric, subject, scope and, unless it is cumulative, period. Not kept between versions of DuckDB.';

CREATE TABLE statement_events (
    statement_id VARCHAR NOT NULL,
    event_key UBIGINT NOT NULL,
    event_id VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    doubt VARCHAR
);
COMMENT ON TABLE statement_events IS 'Which event each statement of an actual count tells of, and whether it can be believed. Worked out at each load.';
COMMENT ON COLUMN statement_events.statement_id IS 'milestones.id.';
COMMENT ON COLUMN statement_events.event_key IS 'milestones.event_key.';
COMMENT ON COLUMN statement_events.event_id IS 'milestone_events.id.';
COMMENT ON COLUMN statement_events.place IS '1 for the best statement of the event, 2 for the next one.';
COMMENT ON COLUMN statement_events.doubt IS 'Why the number is not plausible, a sentence; null where nothing speaks against it.';

CREATE TABLE events (
    id VARCHAR NOT NULL,
    company VARCHAR NOT NULL,
    metric VARCHAR NOT NULL,
    subject VARCHAR,
    region VARCHAR,
    powertrain VARCHAR,
    scope VARCHAR NOT NULL,
    period VARCHAR,
    period_start DATE,
    period_end DATE,
    value BIGINT NOT NULL,
    qualifier VARCHAR NOT NULL,
    doubt VARCHAR,
    lowest_claim BIGINT NOT NULL,
    highest_claim BIGINT NOT NULL,
    agreed BOOLEAN NOT NULL,
    elapsed_days INTEGER,
    yoy_pct DOUBLE,
    seq_pct DOUBLE,
    statements INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    originators INTEGER NOT NULL,
    doubted INTEGER NOT NULL,
    first_published DATE,
    first_seen TIMESTAMP NOT NULL,
    first_publisher VARCHAR,
    voice VARCHAR NOT NULL,
    event_key UBIGINT NOT NULL,
    series UBIGINT NOT NULL,
    months SMALLINT
);
COMMENT ON TABLE events IS 'What milestone_events shows, worked out at each load: counts that were reached, each once.';
COMMENT ON COLUMN events.id IS 'Derived from what the event is.';
COMMENT ON COLUMN events.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN events.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN events.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN events.region IS 'Market, country or plant; null where no statement says.';
COMMENT ON COLUMN events.powertrain IS 'bev, phev, nev, ev or all; null where no statement says.';
COMMENT ON COLUMN events.scope IS 'cumulative, period or rate.';
COMMENT ON COLUMN events.period IS 'Period as the best statement that has one gives it.';
COMMENT ON COLUMN events.period_start IS 'First day of the period.';
COMMENT ON COLUMN events.period_end IS 'Last day of the period, itself within it.';
COMMENT ON COLUMN events.value IS 'Best value: one without doubt first, then exact before rounded, filing before company before agency before press, later before earlier.';
COMMENT ON COLUMN events.qualifier IS 'Qualifier of the best value.';
COMMENT ON COLUMN events.doubt IS 'Why even the best value is not plausible; null where nothing speaks against it.';
COMMENT ON COLUMN events.lowest_claim IS 'Lowest value stated.';
COMMENT ON COLUMN events.highest_claim IS 'Highest value stated.';
COMMENT ON COLUMN events.agreed IS 'Whether every statement allows the best value.';
COMMENT ON COLUMN events.elapsed_days IS 'Stated days to the count, by the best statement that gives them.';
COMMENT ON COLUMN events.yoy_pct IS 'Stated change on the year before, percent, by the best statement that gives one.';
COMMENT ON COLUMN events.seq_pct IS 'Stated change on the month or quarter before, percent, by the best statement that gives one.';
COMMENT ON COLUMN events.statements IS 'Number of statements that tell of it.';
COMMENT ON COLUMN events.documents IS 'Number of documents that tell of it.';
COMMENT ON COLUMN events.originators IS 'Number of publishers that tell of it in their own words: a release on ten sites counts once.';
COMMENT ON COLUMN events.doubted IS 'Number of its statements that are doubtful.';
COMMENT ON COLUMN events.first_published IS 'Earliest day of publication.';
COMMENT ON COLUMN events.first_seen IS 'When it was first to be known, UTC.';
COMMENT ON COLUMN events.first_publisher IS 'Who told of it first.';
COMMENT ON COLUMN events.voice IS 'Who states the best value: filing, company, agency or press.';
COMMENT ON COLUMN events.event_key IS 'milestones.event_key of its statements.';
COMMENT ON COLUMN events.series IS 'Alike for counts of one thing over time: company, metric, subject, region and powertrain. Not kept between versions of DuckDB.';
COMMENT ON COLUMN events.months IS '1, 3 or 12 for a whole month, quarter or year; else null.';

CREATE TABLE reference_figures (
    company VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    basis VARCHAR,
    note VARCHAR,
    source_url VARCHAR,
    metric VARCHAR,
    subject VARCHAR,
    powertrain VARCHAR,
    region VARCHAR,
    scope VARCHAR,
    period_start DATE,
    period_end DATE,
    left_out VARCHAR
);
COMMENT ON TABLE reference_figures IS 'Figures published elsewhere, that came with the program, to compare statements with.';
COMMENT ON COLUMN reference_figures.company IS 'Carmaker, companies.slug, or the market it is a total of.';
COMMENT ON COLUMN reference_figures.name IS 'What it counts, in the words of its list.';
COMMENT ON COLUMN reference_figures.period IS 'Period as its list gives it: YYYY, YYYY-Hn, YYYY-Qn or YYYY-MM.';
COMMENT ON COLUMN reference_figures.value IS 'The figure, in its unit.';
COMMENT ON COLUMN reference_figures.unit IS 'vehicles, GWh or MWh.';
COMMENT ON COLUMN reference_figures.basis IS 'Who counts it and how.';
COMMENT ON COLUMN reference_figures.note IS 'What to know of it.';
COMMENT ON COLUMN reference_figures.source_url IS 'Where it was published.';
COMMENT ON COLUMN reference_figures.metric IS 'The same in our words; null where it is left out.';
COMMENT ON COLUMN reference_figures.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN reference_figures.powertrain IS 'bev, phev or nev; null where the list does not say.';
COMMENT ON COLUMN reference_figures.region IS 'Market; null for the world.';
COMMENT ON COLUMN reference_figures.scope IS 'period or cumulative.';
COMMENT ON COLUMN reference_figures.period_start IS 'First day of the period, of a figure for the year to date the first of January.';
COMMENT ON COLUMN reference_figures.period_end IS 'Last day of the period, itself within it.';
COMMENT ON COLUMN reference_figures.left_out IS 'Why statements are not compared with it; null where they are.';

CREATE OR REPLACE VIEW statements AS
SELECT
    m.id,
    m.company,
    m.metric,
    m.status,
    m.scope,
    m.subject,
    m.region,
    m.powertrain,
    m.period,
    m.period_start,
    m.period_end,
    m.value,
    m.qualifier,
    (CASE m.qualifier WHEN 'under' THEN 18 WHEN 'about' THEN 19 ELSE 20 END * m.value + 10) // 20 AS low,
    (CASE m.qualifier WHEN 'over' THEN 22 WHEN 'about' THEN 21 ELSE 20 END * m.value + 10) // 20 AS high,
    m.elapsed_days,
    m.yoy_pct,
    m.seq_pct,
    m.quote,
    m.document_id,
    d.url,
    d.publisher,
    d.voice,
    d.lang,
    d.title,
    d.published,
    m.first_seen,
    m.event_key
FROM milestones m
JOIN documents d ON d.id = m.document_id AND d.version = m.document_version
WHERE m.superseded_at IS NULL;
COMMENT ON VIEW statements IS 'Every milestone that holds now, with the document it stands in and the range its words allow.';
COMMENT ON COLUMN statements.id IS 'milestones.id.';
COMMENT ON COLUMN statements.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN statements.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN statements.status IS 'actual, target or forecast.';
COMMENT ON COLUMN statements.scope IS 'cumulative, period or rate.';
COMMENT ON COLUMN statements.subject IS 'The model, else the brand where it is not the company''s own name; null for the company as a whole.';
COMMENT ON COLUMN statements.region IS 'Market, country or plant; null where the text does not say.';
COMMENT ON COLUMN statements.powertrain IS 'bev, phev, nev, ev or all; null where the text does not say.';
COMMENT ON COLUMN statements.period IS 'Period as stated; null where the text does not say.';
COMMENT ON COLUMN statements.period_start IS 'First day of the period.';
COMMENT ON COLUMN statements.period_end IS 'Last day of the period, itself within it.';
COMMENT ON COLUMN statements.value IS 'Number of vehicles, as stated.';
COMMENT ON COLUMN statements.qualifier IS 'exact, about, over or under.';
COMMENT ON COLUMN statements.low IS 'Lowest number the words allow: a tenth below for under, a twentieth below for about.';
COMMENT ON COLUMN statements.high IS 'Highest number the words allow: a tenth above for over, a twentieth above for about.';
COMMENT ON COLUMN statements.elapsed_days IS 'Stated days to the count.';
COMMENT ON COLUMN statements.yoy_pct IS 'Stated change on the year before, percent.';
COMMENT ON COLUMN statements.seq_pct IS 'Stated change on the month or quarter before, percent.';
COMMENT ON COLUMN statements.quote IS 'The words that state it.';
COMMENT ON COLUMN statements.document_id IS 'documents.id.';
COMMENT ON COLUMN statements.url IS 'Address of the document.';
COMMENT ON COLUMN statements.publisher IS 'Who published it.';
COMMENT ON COLUMN statements.voice IS 'Who speaks: filing, company, agency or press.';
COMMENT ON COLUMN statements.lang IS 'Language of the document.';
COMMENT ON COLUMN statements.title IS 'Headline of the document.';
COMMENT ON COLUMN statements.published IS 'Day of publication.';
COMMENT ON COLUMN statements.first_seen IS 'When it was first to be known, UTC.';
COMMENT ON COLUMN statements.event_key IS 'milestones.event_key.';

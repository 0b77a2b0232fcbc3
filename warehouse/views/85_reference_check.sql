CREATE OR REPLACE VIEW reference_check AS
WITH found AS (
    SELECT
        r.*, e.id AS event_id, e.value AS stated, e.qualifier, e.lowest_claim, e.highest_claim, e.doubt,
        CASE e.qualifier WHEN 'under' THEN 0.9 WHEN 'about' THEN 0.95 ELSE 1 END * e.value AS low,
        CASE e.qualifier WHEN 'over' THEN 1.1 WHEN 'about' THEN 1.05 ELSE 1 END * e.value AS high
    FROM reference_figures r
    JOIN events e
        ON e.company = r.company AND e.metric = r.metric AND e.scope = r.scope AND e.period_end = r.period_end
        AND (r.scope = 'cumulative' OR e.period_start = r.period_start)
    WHERE lower(coalesce(e.subject, '')) = lower(coalesce(r.subject, ''))
        AND e.region IS NOT DISTINCT FROM r.region
        -- What a list calls a maker's count may be told with its kind of drive, but part of it is not the whole.
        AND (e.powertrain IS NOT DISTINCT FROM r.powertrain
            OR coalesce(r.powertrain, 'nev') = 'nev' AND coalesce(e.powertrain, 'nev') IN ('nev', 'ev', 'bev', 'all')
                AND (e.powertrain IS DISTINCT FROM 'bev' OR r.powertrain IS NULL))
    QUALIFY row_number() OVER (
        PARTITION BY r.company, r.name, r.period, r.value, r.source_url
        ORDER BY e.powertrain IS DISTINCT FROM r.powertrain, e.powertrain = 'bev', e.qualifier <> 'exact', e.documents DESC, e.id
    ) = 1
)
SELECT
    f.company, name, f.period, CAST(f.value AS BIGINT) AS reference, stated, f.qualifier,
    stated - CAST(f.value AS BIGINT) AS difference,
    CASE WHEN f.value BETWEEN f.low AND f.high THEN 'agree' ELSE 'differ' END AS verdict,
    f.doubt, basis, note, source_url, s.quote, s.url, event_id
FROM found f
JOIN statement_events k USING (event_id)
JOIN statements s ON s.id = k.statement_id
WHERE k.place = 1;
COMMENT ON VIEW reference_check IS 'Figures published elsewhere that statements cover, one row each, and whether they agree.';
COMMENT ON COLUMN reference_check.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN reference_check.name IS 'What the figure counts, in the words of its list.';
COMMENT ON COLUMN reference_check.period IS 'Period of the figure.';
COMMENT ON COLUMN reference_check.reference IS 'Number of vehicles as published elsewhere.';
COMMENT ON COLUMN reference_check.stated IS 'Best value that statements give.';
COMMENT ON COLUMN reference_check.qualifier IS 'exact, about, over or under, of the stated value.';
COMMENT ON COLUMN reference_check.difference IS 'Stated less published.';
COMMENT ON COLUMN reference_check.verdict IS 'agree where the stated words allow the published figure, else differ.';
COMMENT ON COLUMN reference_check.doubt IS 'Why the stated value is not plausible; null where nothing speaks against it.';
COMMENT ON COLUMN reference_check.basis IS 'Who counts the figure and how.';
COMMENT ON COLUMN reference_check.note IS 'What to know of the figure.';
COMMENT ON COLUMN reference_check.source_url IS 'Where the figure was published.';
COMMENT ON COLUMN reference_check.quote IS 'Words of the best statement.';
COMMENT ON COLUMN reference_check.url IS 'Document of the best statement.';
COMMENT ON COLUMN reference_check.event_id IS 'milestone_events.id.';

CREATE OR REPLACE VIEW targets AS
WITH goals AS (
    SELECT
        company, metric, subject, region, powertrain, scope, period, period_start, period_end, value, qualifier,
        min(published) AS first_said, max(published) AS last_said, count(DISTINCT document_id) AS documents,
        arg_min(quote, (coalesce(published, DATE '9999-12-31'), id)) AS quote,
        arg_min(url, (coalesce(published, DATE '9999-12-31'), id)) AS url
    FROM statements
    WHERE status = 'target'
    GROUP BY ALL
), numbered AS (
    -- The ends of a range are one goal said on one day, not two revisions.
    SELECT
        *,
        dense_rank() OVER (goal ORDER BY first_said NULLS FIRST) AS revision,
        first_said IS NOT DISTINCT FROM max(first_said) OVER goal AS latest
    FROM goals
    WINDOW goal AS (PARTITION BY company, metric, subject, region, powertrain, scope, period_start, period_end)
)
SELECT
    n.company, n.metric, n.subject, n.region, n.powertrain, n.scope, n.period, n.period_start, n.period_end,
    n.value, n.qualifier, n.revision, n.latest, n.first_said, n.last_said, n.documents,
    e.value AS reached,
    e.value - n.value AS above,
    CASE WHEN n.qualifier = 'under' THEN e.value <= n.value ELSE e.value >= n.value END AS met,
    e.id AS event_id, n.quote, n.url
FROM numbered n
LEFT JOIN events e
    ON e.company = n.company AND e.metric = n.metric AND e.scope = 'period' AND n.scope = 'period'
    AND e.period_start = n.period_start AND e.period_end = n.period_end
    AND e.subject IS NOT DISTINCT FROM n.subject
    AND e.region IS NOT DISTINCT FROM n.region
    AND e.powertrain IS NOT DISTINCT FROM n.powertrain;
COMMENT ON VIEW targets IS 'Goals that companies set themselves, one row for each value a goal has had, with what was reached.';
COMMENT ON COLUMN targets.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN targets.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN targets.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN targets.region IS 'Market, country or plant; null where the text does not say.';
COMMENT ON COLUMN targets.powertrain IS 'bev, phev, nev, ev or all; null where the text does not say.';
COMMENT ON COLUMN targets.scope IS 'cumulative, period or rate.';
COMMENT ON COLUMN targets.period IS 'Period the goal is for.';
COMMENT ON COLUMN targets.period_start IS 'First day of the period.';
COMMENT ON COLUMN targets.period_end IS 'Last day of the period, itself within it.';
COMMENT ON COLUMN targets.value IS 'Number of vehicles aimed at.';
COMMENT ON COLUMN targets.qualifier IS 'over for the low end of a range, under for the high end; else as stated.';
COMMENT ON COLUMN targets.revision IS '1 for the value said first, 2 for the next one; the ends of a range said together share it.';
COMMENT ON COLUMN targets.latest IS 'Whether this is the value said last.';
COMMENT ON COLUMN targets.first_said IS 'Day this value was first published.';
COMMENT ON COLUMN targets.last_said IS 'Day it was last published.';
COMMENT ON COLUMN targets.documents IS 'Number of documents that state it.';
COMMENT ON COLUMN targets.reached IS 'What milestone_events has for the same period; null where nothing is known yet.';
COMMENT ON COLUMN targets.above IS 'Reached less aimed at: negative by how much it was missed.';
COMMENT ON COLUMN targets.met IS 'Whether the goal was met: at least the value, or for the high end of a range at most it.';
COMMENT ON COLUMN targets.event_id IS 'milestone_events.id of what was reached.';
COMMENT ON COLUMN targets.quote IS 'Words that stated it first.';
COMMENT ON COLUMN targets.url IS 'Document that stated it first.';

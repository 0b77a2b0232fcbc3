CREATE OR REPLACE VIEW milestone_events AS
WITH told AS (
    SELECT
        s.* EXCLUDE (region, powertrain),
        e.event_id, e.region, e.powertrain,
        -- A release printed under the same headline is one voice, that of who printed it first.
        first_value(coalesce(s.publisher, s.document_id)) OVER (
            PARTITION BY e.event_id, lower(coalesce(s.title, s.document_id)), s.quote
            ORDER BY s.published NULLS LAST, s.first_seen, s.document_id
        ) AS originator
    FROM statements s JOIN statement_events e ON e.statement_id = s.id
), ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY event_id
            ORDER BY qualifier <> 'exact', published DESC NULLS LAST, first_seen DESC, value DESC, id
        ) AS place
    FROM told
), best AS (
    SELECT * FROM ranked WHERE place = 1
)
SELECT
    b.event_id AS id,
    b.company,
    b.metric,
    b.subject,
    b.region,
    b.powertrain,
    b.scope,
    arg_min(t.period, t.place) AS period,
    arg_min(t.period_start, t.place) AS period_start,
    arg_min(t.period_end, t.place) AS period_end,
    b.value,
    b.qualifier,
    min(t.value) AS lowest_claim,
    max(t.value) AS highest_claim,
    bool_and(b.value BETWEEN t.low AND t.high OR (t.value BETWEEN b.low AND b.high)) AS agreed,
    arg_min(t.elapsed_days, t.place) AS elapsed_days,
    arg_min(t.yoy_pct, t.place) AS yoy_pct,
    arg_min(t.seq_pct, t.place) AS seq_pct,
    count(DISTINCT t.document_id) AS documents,
    count(DISTINCT t.originator) AS originators,
    min(t.published) AS first_published,
    min(t.first_seen) AS first_seen,
    arg_min(t.publisher, {'day': coalesce(t.published, DATE '9999-12-31'), 'seen': t.first_seen, 'id': t.document_id})
        AS first_publisher,
    b.quote,
    b.url,
    list(t.id ORDER BY t.place) AS statement_ids
FROM best b JOIN ranked t ON t.event_id = b.event_id
GROUP BY ALL;
COMMENT ON VIEW milestone_events IS 'Counts that were reached, each once, out of all statements that tell of it; targets and forecasts are not among them.';
COMMENT ON COLUMN milestone_events.id IS 'Derived from what the event is.';
COMMENT ON COLUMN milestone_events.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN milestone_events.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN milestone_events.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN milestone_events.region IS 'Market, country or plant; null where no statement says.';
COMMENT ON COLUMN milestone_events.powertrain IS 'bev, phev, nev, ev or all; null where no statement says.';
COMMENT ON COLUMN milestone_events.scope IS 'cumulative, period or rate.';
COMMENT ON COLUMN milestone_events.period IS 'Period as the best statement that has one gives it.';
COMMENT ON COLUMN milestone_events.period_start IS 'First day of the period.';
COMMENT ON COLUMN milestone_events.period_end IS 'Last day of the period, itself within it.';
COMMENT ON COLUMN milestone_events.value IS 'Best value: an exact one before a rounded one, a later one before an earlier.';
COMMENT ON COLUMN milestone_events.qualifier IS 'Qualifier of the best value.';
COMMENT ON COLUMN milestone_events.lowest_claim IS 'Lowest value stated.';
COMMENT ON COLUMN milestone_events.highest_claim IS 'Highest value stated.';
COMMENT ON COLUMN milestone_events.agreed IS 'Whether every statement allows the best value.';
COMMENT ON COLUMN milestone_events.elapsed_days IS 'Stated days to the count, by the best statement that gives them.';
COMMENT ON COLUMN milestone_events.yoy_pct IS 'Stated change on the year before, percent, by the best statement that gives one.';
COMMENT ON COLUMN milestone_events.seq_pct IS 'Stated change on the month or quarter before, percent, by the best statement that gives one.';
COMMENT ON COLUMN milestone_events.documents IS 'Number of documents that tell of it.';
COMMENT ON COLUMN milestone_events.originators IS 'Number of publishers that tell of it in their own words: one headline with one quote counts once.';
COMMENT ON COLUMN milestone_events.first_published IS 'Earliest day of publication.';
COMMENT ON COLUMN milestone_events.first_seen IS 'When it was first to be known, UTC.';
COMMENT ON COLUMN milestone_events.first_publisher IS 'Who told of it first.';
COMMENT ON COLUMN milestone_events.quote IS 'Words of the best statement.';
COMMENT ON COLUMN milestone_events.url IS 'Document of the best statement.';
COMMENT ON COLUMN milestone_events.statement_ids IS 'milestones.id of all statements, the best first.';

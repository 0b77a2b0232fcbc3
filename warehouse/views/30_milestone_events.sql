CREATE OR REPLACE VIEW milestone_events AS
SELECT
    e.* EXCLUDE (event_key, series, months),
    s.quote,
    s.url,
    i.statement_ids
FROM events e
JOIN (
    SELECT event_id, list(statement_id ORDER BY place) AS statement_ids, arg_min(statement_id, place) AS best
    FROM statement_events
    GROUP BY event_id
) i ON i.event_id = e.id
JOIN statements s ON s.id = i.best;
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
COMMENT ON COLUMN milestone_events.value IS 'Best value: one without doubt first, then exact before rounded, filing before company before agency before press, later before earlier.';
COMMENT ON COLUMN milestone_events.qualifier IS 'Qualifier of the best value.';
COMMENT ON COLUMN milestone_events.doubt IS 'Why even the best value is not plausible; null where nothing speaks against it.';
COMMENT ON COLUMN milestone_events.lowest_claim IS 'Lowest value stated.';
COMMENT ON COLUMN milestone_events.highest_claim IS 'Highest value stated.';
COMMENT ON COLUMN milestone_events.agreed IS 'Whether every statement allows the best value.';
COMMENT ON COLUMN milestone_events.elapsed_days IS 'Stated days to the count, by the best statement that gives them.';
COMMENT ON COLUMN milestone_events.yoy_pct IS 'Stated change on the year before, percent, by the best statement that gives one.';
COMMENT ON COLUMN milestone_events.seq_pct IS 'Stated change on the month or quarter before, percent, by the best statement that gives one.';
COMMENT ON COLUMN milestone_events.statements IS 'Number of statements that tell of it.';
COMMENT ON COLUMN milestone_events.documents IS 'Number of documents that tell of it.';
COMMENT ON COLUMN milestone_events.originators IS 'Number of publishers that tell of it in their own words: a release on ten sites counts once.';
COMMENT ON COLUMN milestone_events.doubted IS 'Number of its statements that are doubtful.';
COMMENT ON COLUMN milestone_events.first_published IS 'Earliest day of publication.';
COMMENT ON COLUMN milestone_events.first_seen IS 'When it was first to be known, UTC.';
COMMENT ON COLUMN milestone_events.first_publisher IS 'Who told of it first.';
COMMENT ON COLUMN milestone_events.voice IS 'Who states the best value: filing, company, agency or press.';
COMMENT ON COLUMN milestone_events.quote IS 'Words of the best statement.';
COMMENT ON COLUMN milestone_events.url IS 'Document of the best statement.';
COMMENT ON COLUMN milestone_events.statement_ids IS 'milestones.id of all statements, the best first.';

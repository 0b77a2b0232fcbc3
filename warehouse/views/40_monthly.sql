CREATE OR REPLACE VIEW monthly AS
WITH totals AS (
    -- The company as a whole in the world; of several drives the widest that is told.
    SELECT *, row_number() OVER (
        PARTITION BY company, metric, period_start
        ORDER BY coalesce(list_position(['all', 'nev', 'ev', 'bev', 'phev'], powertrain), 0), qualifier <> 'exact', documents DESC, id
    ) AS place
    FROM events
    WHERE scope = 'period' AND subject IS NULL AND region IS NULL
        AND period_start = date_trunc('month', period_start) AND period_end = last_day(period_start)
)
SELECT
    t.company, t.metric, t.period_start AS month, t.value, t.qualifier, t.powertrain, 'stated' AS basis,
    CASE WHEN y.value > 0 THEN round(100.0 * t.value / y.value - 100, 1) END AS yoy_computed,
    t.yoy_pct AS yoy_claimed,
    t.id AS event_id
FROM totals t
LEFT JOIN totals y ON y.place = 1 AND y.company = t.company AND y.metric = t.metric
    AND y.period_start = t.period_start - INTERVAL 1 YEAR AND y.powertrain IS NOT DISTINCT FROM t.powertrain
WHERE t.place = 1;
COMMENT ON VIEW monthly IS 'A company''s own count of each month, worldwide, one row per company and metric.';
COMMENT ON COLUMN monthly.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN monthly.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN monthly.month IS 'First day of the month.';
COMMENT ON COLUMN monthly.value IS 'Number of vehicles.';
COMMENT ON COLUMN monthly.qualifier IS 'exact, about, over or under; of a sum, exact only where all its parts are.';
COMMENT ON COLUMN monthly.powertrain IS 'What the number counts, where a statement says: a maker''s total is preferred, else nev, ev, bev, phev.';
COMMENT ON COLUMN monthly.basis IS 'Always stated.';
COMMENT ON COLUMN monthly.yoy_computed IS 'Change on the same month of the year before, percent, from this view''s own values.';
COMMENT ON COLUMN monthly.yoy_claimed IS 'Change on the year before as stated, percent.';
COMMENT ON COLUMN monthly.event_id IS 'milestone_events.id of the stated value; null for a sum.';

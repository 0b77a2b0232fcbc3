CREATE OR REPLACE VIEW yearly AS
WITH stated AS (
    SELECT *, row_number() OVER (
        PARTITION BY company, metric, period_start
        ORDER BY coalesce(list_position(['all', 'nev', 'ev', 'bev', 'phev'], powertrain), 0), qualifier <> 'exact', documents DESC, id
    ) AS place
    FROM events
    WHERE scope = 'period' AND subject IS NULL AND region IS NULL
        AND period_start = date_trunc('year', period_start)
        AND period_end = last_day(CAST(period_start + INTERVAL 11 MONTH AS DATE))
), summed AS (
    -- Only a whole year of one kind of count adds up.
    SELECT
        company, metric, CAST(date_trunc('year', quarter) AS DATE) AS year, CAST(sum(value) AS BIGINT) AS value,
        CASE WHEN bool_and(qualifier = 'exact') THEN 'exact' ELSE 'about' END AS qualifier,
        any_value(powertrain) AS powertrain
    FROM quarterly
    GROUP BY ALL
    HAVING count(*) = 4 AND count(DISTINCT coalesce(powertrain, '')) = 1
), every AS (
    SELECT company, metric, period_start AS year, value, qualifier, powertrain, 'stated' AS basis, yoy_pct, id
    FROM stated WHERE place = 1
    UNION ALL
    SELECT s.company, s.metric, s.year, s.value, s.qualifier, s.powertrain, 'quarters', NULL, NULL
    FROM summed s ANTI JOIN stated t ON t.company = s.company AND t.metric = s.metric AND t.period_start = s.year
)
SELECT
    e.company, e.metric, e.year, e.value, e.qualifier, e.powertrain, e.basis,
    CASE WHEN y.value > 0 THEN round(100.0 * e.value / y.value - 100, 1) END AS yoy_computed,
    e.yoy_pct AS yoy_claimed,
    e.id AS event_id
FROM every e
LEFT JOIN every y ON y.company = e.company AND y.metric = e.metric
    AND y.year = e.year - INTERVAL 1 YEAR AND y.powertrain IS NOT DISTINCT FROM e.powertrain;
COMMENT ON VIEW yearly IS 'A company''s own count of each year, worldwide, stated or else the sum of its quarters, one row per company and metric.';
COMMENT ON COLUMN yearly.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN yearly.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN yearly.year IS 'First day of the year.';
COMMENT ON COLUMN yearly.value IS 'Number of vehicles.';
COMMENT ON COLUMN yearly.qualifier IS 'exact, about, over or under; of a sum, exact only where all its parts are.';
COMMENT ON COLUMN yearly.powertrain IS 'What the number counts, where a statement says: a maker''s total is preferred, else nev, ev, bev, phev.';
COMMENT ON COLUMN yearly.basis IS 'stated, or quarters where no statement gives the year and all its quarters are there.';
COMMENT ON COLUMN yearly.yoy_computed IS 'Change on the same year of the year before, percent, from this view''s own values.';
COMMENT ON COLUMN yearly.yoy_claimed IS 'Change on the year before as stated, percent.';
COMMENT ON COLUMN yearly.event_id IS 'milestone_events.id of the stated value; null for a sum.';

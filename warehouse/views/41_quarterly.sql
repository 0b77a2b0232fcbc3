CREATE OR REPLACE VIEW quarterly AS
WITH stated AS (
    SELECT *, row_number() OVER (
        PARTITION BY company, metric, period_start
        ORDER BY coalesce(list_position(['all', 'nev', 'ev', 'bev', 'phev'], powertrain), 0), qualifier <> 'exact', documents DESC, id
    ) AS place
    FROM events
    WHERE scope = 'period' AND subject IS NULL AND region IS NULL
        AND period_start = date_trunc('quarter', period_start)
        AND period_end = last_day(CAST(period_start + INTERVAL 2 MONTH AS DATE))
), summed AS (
    -- Only a whole quarter of one kind of count adds up.
    SELECT
        company, metric, CAST(date_trunc('quarter', month) AS DATE) AS quarter, CAST(sum(value) AS BIGINT) AS value,
        CASE WHEN bool_and(qualifier = 'exact') THEN 'exact' ELSE 'about' END AS qualifier,
        any_value(powertrain) AS powertrain
    FROM monthly
    GROUP BY ALL
    HAVING count(*) = 3 AND count(DISTINCT coalesce(powertrain, '')) = 1
), every AS (
    SELECT company, metric, period_start AS quarter, value, qualifier, powertrain, 'stated' AS basis, yoy_pct, id
    FROM stated WHERE place = 1
    UNION ALL
    SELECT s.company, s.metric, s.quarter, s.value, s.qualifier, s.powertrain, 'months', NULL, NULL
    FROM summed s ANTI JOIN stated t ON t.company = s.company AND t.metric = s.metric AND t.period_start = s.quarter
)
SELECT
    e.company, e.metric, e.quarter, e.value, e.qualifier, e.powertrain, e.basis,
    CASE WHEN y.value > 0 THEN round(100.0 * e.value / y.value - 100, 1) END AS yoy_computed,
    e.yoy_pct AS yoy_claimed,
    e.id AS event_id
FROM every e
LEFT JOIN every y ON y.company = e.company AND y.metric = e.metric
    AND y.quarter = e.quarter - INTERVAL 1 YEAR AND y.powertrain IS NOT DISTINCT FROM e.powertrain;
COMMENT ON VIEW quarterly IS 'A company''s own count of each quarter, worldwide, stated or else the sum of its months, one row per company and metric.';
COMMENT ON COLUMN quarterly.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN quarterly.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN quarterly.quarter IS 'First day of the quarter.';
COMMENT ON COLUMN quarterly.value IS 'Number of vehicles.';
COMMENT ON COLUMN quarterly.qualifier IS 'exact, about, over or under; of a sum, exact only where all its parts are.';
COMMENT ON COLUMN quarterly.powertrain IS 'What the number counts, where a statement says: a maker''s total is preferred, else nev, ev, bev, phev.';
COMMENT ON COLUMN quarterly.basis IS 'stated, or months where no statement gives the quarter and all its months are there.';
COMMENT ON COLUMN quarterly.yoy_computed IS 'Change on the same quarter of the year before, percent, from this view''s own values.';
COMMENT ON COLUMN quarterly.yoy_claimed IS 'Change on the year before as stated, percent.';
COMMENT ON COLUMN quarterly.event_id IS 'milestone_events.id of the stated value; null for a sum.';

CREATE OR REPLACE VIEW cumulative AS
WITH stated AS (
    -- The company as a whole in the world, as it stood last in each month.
    SELECT *, CAST(date_trunc('month', period_end) AS DATE) AS month
    FROM events
    WHERE scope = 'cumulative' AND subject IS NULL AND region IS NULL AND period_end IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY company, metric, date_trunc('month', period_end)
        ORDER BY
            coalesce(list_position(['all', 'nev', 'ev', 'bev', 'phev'], powertrain), 0),
            doubt IS NOT NULL, period_end DESC, qualifier <> 'exact', value DESC, id
    ) = 1
), month_ends AS (
    SELECT * FROM stated WHERE period_end = last_day(month)
), counted AS (
    -- Only months without a gap since a total that was stated add up.
    SELECT
        m.company, m.metric, m.month, s.value + CAST(sum(p.value) AS BIGINT) AS value,
        CASE WHEN s.qualifier = 'exact' AND bool_and(p.qualifier = 'exact') THEN 'exact' ELSE 'about' END AS qualifier,
        s.powertrain
    FROM monthly m
    ASOF JOIN month_ends s ON s.company = m.company AND s.metric = m.metric AND m.month > s.month
    JOIN monthly p ON p.company = m.company AND p.metric = m.metric AND p.month > s.month AND p.month <= m.month
    GROUP BY m.company, m.metric, m.month, s.month, s.value, s.qualifier, s.powertrain
    HAVING count(*) = date_diff('month', s.month, m.month) AND bool_and(p.powertrain IS NOT DISTINCT FROM s.powertrain)
), every AS (
    SELECT company, metric, month, period_end AS as_of, value, qualifier, powertrain, 'stated' AS basis, yoy_pct, id
    FROM stated
    UNION ALL
    SELECT c.company, c.metric, c.month, last_day(c.month), c.value, c.qualifier, c.powertrain, 'months', NULL, NULL
    FROM counted c ANTI JOIN stated s ON s.company = c.company AND s.metric = c.metric AND s.month = c.month
)
SELECT
    e.company, e.metric, e.month, e.as_of, e.value, e.qualifier, e.powertrain, e.basis,
    CASE WHEN y.value > 0 THEN round(100.0 * e.value / y.value - 100, 1) END AS yoy_computed,
    e.yoy_pct AS yoy_claimed,
    e.id AS event_id
FROM every e
LEFT JOIN every y ON y.company = e.company AND y.metric = e.metric
    AND y.month = e.month - INTERVAL 1 YEAR AND y.powertrain IS NOT DISTINCT FROM e.powertrain;
COMMENT ON VIEW cumulative IS 'A company''s own count since its start, worldwide, as it stood in each month: stated, or else the last one stated at a month''s end and the months since.';
COMMENT ON COLUMN cumulative.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN cumulative.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN cumulative.month IS 'First day of the month.';
COMMENT ON COLUMN cumulative.as_of IS 'Day it was reached or stood at.';
COMMENT ON COLUMN cumulative.value IS 'Number of vehicles since the start.';
COMMENT ON COLUMN cumulative.qualifier IS 'exact, about, over or under; of a sum, exact only where all its parts are.';
COMMENT ON COLUMN cumulative.powertrain IS 'What the number counts, where a statement says.';
COMMENT ON COLUMN cumulative.basis IS 'stated, or months where no statement gives the total and no month is missing since the last one.';
COMMENT ON COLUMN cumulative.yoy_computed IS 'Change on the total of the same month a year before, percent, from this view''s own values.';
COMMENT ON COLUMN cumulative.yoy_claimed IS 'Change on the year before as stated, percent.';
COMMENT ON COLUMN cumulative.event_id IS 'milestone_events.id of the stated value; null for a sum.';

-- events beside which a number of theirs cannot stand; those of untouched keys are looked at again by derive
CREATE OR REPLACE TEMP TABLE around AS
SELECT event, event_key, series, months, period_start, lowest, highest, 0 AS doubted, true AS fresh FROM extents
UNION ALL
SELECT NULL, event_key, series, months, period_start, lowest_claim, highest_claim, doubted, false
FROM events
WHERE months IS NOT NULL AND series IN (SELECT series FROM extents WHERE months IS NOT NULL)
    AND event_key NOT IN (SELECT event_key FROM touched);

CREATE OR REPLACE TEMP TABLE suspects AS
WITH spans AS (
    SELECT
        *,
        CAST(period_start - to_months(CAST(months AS INTEGER)) AS DATE) AS before,
        CAST(period_start + to_months(CAST(months AS INTEGER)) AS DATE) AS after,
        CASE WHEN months < 12 THEN CAST(date_trunc('year', period_start) AS DATE) END AS year
    FROM around
)
SELECT
    e.event, e.event_key, e.fresh, e.doubted,
    coalesce(b.fresh, false) OR coalesce(a.fresh, false) OR coalesce(y.fresh, false) AS beside_fresh,
    e.highest >= 10 * e.lowest AS spread,
    least(b.lowest, a.lowest) AS least_beside,
    greatest(b.highest, a.highest) AS most_beside,
    b.event_key IS NOT NULL AND a.event_key IS NOT NULL
        AND (e.highest >= 10 * greatest(b.highest, a.highest) OR 10 * e.lowest <= least(b.lowest, a.lowest)) AS apart,
    y.highest AS most_of_year,
    coalesce(e.highest > y.highest, false) AS above_year
FROM spans e
LEFT JOIN spans b ON b.series = e.series AND b.months = e.months AND b.period_start = e.before
LEFT JOIN spans a ON a.series = e.series AND a.months = e.months AND a.period_start = e.after
LEFT JOIN spans y ON y.series = e.series AND y.months = 12 AND y.period_start = e.year
WHERE spread OR apart OR above_year OR e.doubted > 0;

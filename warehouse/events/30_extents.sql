-- each event, and from which number to which it is told
CREATE OR REPLACE TEMP TABLE extents AS
SELECT
    *,
    left(sha256(concat_ws(
        chr(31), company, metric, coalesce(subject, ''), scope, period_start, period_end, number,
        coalesce(region, ''), coalesce(powertrain, '')
    )), 16) AS id,
    hash(company, metric, subject, region, powertrain) AS series,
    CASE
        WHEN scope = 'period' AND day(period_start) = 1 AND day(period_end + 1) = 1
            AND date_diff('month', period_start, period_end + 1) IN (1, 3, 12)
        THEN CAST(date_diff('month', period_start, period_end + 1) AS SMALLINT)
    END AS months
FROM (
    SELECT
        event, event_key, number, nullif(region, '') AS region, nullif(powertrain, '') AS powertrain,
        min(value) AS lowest, max(value) AS highest
    FROM placed
    GROUP BY ALL
) JOIN keys USING (event_key);

CREATE OR REPLACE VIEW contradictions AS
WITH ranges AS (
    SELECT
        id, company, metric, subject, region, powertrain, scope, period, period_start, period_end, value, series, months,
        CASE qualifier WHEN 'under' THEN 0.9 WHEN 'about' THEN 0.95 ELSE 1 END * value AS low,
        CASE qualifier WHEN 'over' THEN 1.1 WHEN 'about' THEN 1.05 ELSE 1 END * value AS high
    FROM events
), above AS (
    SELECT 'month above its year to date' AS kind, m.id, [y.id] AS others
    FROM ranges m JOIN ranges y
        ON y.series = m.series AND y.scope = 'period' AND y.id <> m.id
        AND y.period_start = date_trunc('year', m.period_start)
    WHERE m.months = 1 AND y.period_end >= m.period_end AND m.low > y.high
), totals AS (
    SELECT
        id, high, period_start,
        max({'low': low, 'id': id, 'day': period_end}) OVER (
            PARTITION BY series ORDER BY period_end, value, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS most
    FROM ranges
    WHERE scope = 'cumulative' AND period_end IS NOT NULL
), falls AS (
    SELECT 'cumulative count that falls' AS kind, id, [most.id] AS others
    FROM totals
    WHERE most.low > high AND most.day < period_start
), quarters AS (
    SELECT 'quarter that is not its months' AS kind, q.id, list(m.id ORDER BY m.period_start) AS others
    FROM ranges q JOIN ranges m
        ON m.series = q.series AND date_trunc('quarter', m.period_start) = q.period_start
    WHERE q.months = 3 AND m.months = 1
    GROUP BY q.id, q.low, q.high
    HAVING count(*) = 3 AND (sum(m.low) > q.high OR sum(m.high) < q.low)
), drives AS (
    SELECT 'bev and phev that are not nev' AS kind, n.id, [b.id, p.id] AS others
    FROM ranges n
    JOIN ranges b
        ON b.company = n.company AND b.metric = n.metric AND b.period_start = n.period_start
        AND b.period_end = n.period_end AND b.scope = n.scope AND b.powertrain = 'bev'
        AND b.subject IS NOT DISTINCT FROM n.subject AND b.region IS NOT DISTINCT FROM n.region
    JOIN ranges p
        ON p.company = n.company AND p.metric = n.metric AND p.period_start = n.period_start
        AND p.period_end = n.period_end AND p.scope = n.scope AND p.powertrain = 'phev'
        AND p.subject IS NOT DISTINCT FROM n.subject AND p.region IS NOT DISTINCT FROM n.region
    WHERE n.powertrain = 'nev' AND n.scope = 'period' AND (b.low + p.low > n.high OR b.high + p.high < n.low)
), found AS (
    SELECT kind, id, unnest(others) AS other_id, generate_subscripts(others, 1) AS turn
    FROM (FROM above UNION ALL FROM falls UNION ALL FROM quarters UNION ALL FROM drives)
), best AS (
    SELECT k.event_id, s.quote, s.url
    FROM statement_events k JOIN statements s ON s.id = k.statement_id
    WHERE k.place = 1 AND k.event_id IN (SELECT id FROM found UNION SELECT other_id FROM found)
)
SELECT
    f.kind, e.company, e.metric, e.subject, e.region, e.powertrain, e.period, e.value,
    string_agg(o.period, ' | ' ORDER BY f.turn) AS other_period,
    CAST(sum(o.value) AS BIGINT) AS other_value,
    b.quote,
    string_agg(w.quote, ' | ' ORDER BY f.turn) AS other_quote,
    b.url,
    string_agg(w.url, ' | ' ORDER BY f.turn) AS other_url,
    e.id AS event_id,
    list(o.id ORDER BY f.turn) AS other_event_ids
FROM found f
JOIN events e ON e.id = f.id
JOIN events o ON o.id = f.other_id
JOIN best b ON b.event_id = f.id
JOIN best w ON w.event_id = f.other_id
GROUP BY f.kind, e.company, e.metric, e.subject, e.region, e.powertrain, e.period, e.value, b.quote, b.url, e.id,
    -- A month may be above several counts of its year.
    CASE WHEN f.kind LIKE 'month%' THEN f.other_id END;
COMMENT ON VIEW contradictions IS 'Counts that cannot both be true, whatever their words allow, with both quotes.';
COMMENT ON COLUMN contradictions.kind IS 'month above its year to date; cumulative count that falls; quarter that is not its months; bev and phev that are not nev.';
COMMENT ON COLUMN contradictions.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN contradictions.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN contradictions.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN contradictions.region IS 'Market, country or plant; null where no statement says.';
COMMENT ON COLUMN contradictions.powertrain IS 'Powertrain of the count; null where no statement says.';
COMMENT ON COLUMN contradictions.period IS 'Period of the count.';
COMMENT ON COLUMN contradictions.value IS 'The count: the month, the later total, the quarter, nev.';
COMMENT ON COLUMN contradictions.other_period IS 'Period of the other count; those of a sum''s parts with a bar between.';
COMMENT ON COLUMN contradictions.other_value IS 'The other count: the year to date, the earlier total, the sum of the months, bev and phev together.';
COMMENT ON COLUMN contradictions.quote IS 'Words of the count.';
COMMENT ON COLUMN contradictions.other_quote IS 'Words of the other count; those of a sum''s parts with a bar between.';
COMMENT ON COLUMN contradictions.url IS 'Document of the count.';
COMMENT ON COLUMN contradictions.other_url IS 'Document of the other count; those of a sum''s parts with a bar between.';
COMMENT ON COLUMN contradictions.event_id IS 'milestone_events.id of the count.';
COMMENT ON COLUMN contradictions.other_event_ids IS 'milestone_events.id of the other count, or of a sum''s parts.';

CREATE OR REPLACE MACRO around(maker, day, reach) AS TABLE
WITH main AS (
    SELECT venue, symbol FROM shares WHERE company = maker AND place = 1
), zero AS (
    SELECT s.venue, min(s.number) AS number FROM sessions s JOIN main m ON m.venue = s.venue WHERE s.date >= day GROUP BY ALL
), bounds AS (
    -- Where no session is known, five of them are a week.
    SELECT
        coalesce(known.first, day - 7 * (reach + 4) // 5) AS first,
        coalesce(known.last, day + 7 * (reach + 4) // 5) AS last
    FROM (
        SELECT min(s.date) AS first, max(s.date) AS last
        FROM sessions s JOIN zero z ON z.venue = s.venue AND s.number BETWEEN z.number - reach AND z.number + reach
    ) known
), near AS (
    SELECT
        first_published AS date, 'count' AS kind, concat_ws(' ', metric, CASE WHEN scope <> 'period' THEN scope END, subject, period) AS what,
        CAST(value AS DOUBLE) AS value, yoy_pct AS pct, quote AS text, url
    FROM milestone_events WHERE company = maker
    UNION ALL
    SELECT coalesce(session, published), 'claimed move', concat_ws(' ', verdict, direction, "window"), stated_price, pct, quote, url
    FROM stock_move_checks WHERE company = maker
    UNION ALL
    SELECT c.date, 'close', c.venue || ':' || c.symbol, round(c.close, 4), round(c.pct, 2), NULL, NULL
    FROM closes c JOIN main m ON m.venue = c.venue AND m.symbol = c.symbol
)
SELECT s.number - z.number AS session, n.*
FROM near n
CROSS JOIN bounds b
LEFT JOIN zero z ON true
LEFT JOIN sessions s ON s.venue = z.venue AND s.date = n.date
WHERE n.date BETWEEN b.first AND b.last
ORDER BY n.date, n.kind, n.what, n.value, n.text;
COMMENT ON MACRO TABLE around IS 'around(''tesla'', DATE ''2024-04-02'', 5): counts first told, claimed moves and closes of the main share within that many sessions; session counts from the day, null on a day without one.';

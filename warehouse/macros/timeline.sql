CREATE OR REPLACE MACRO timeline(maker) AS TABLE
SELECT date, kind, what, subject, value, qualifier, pct, text, url
FROM (
    SELECT
        coalesce(CASE WHEN scope = 'cumulative' OR first_published IS NULL THEN period_end END, first_published) AS date,
        'count' AS kind, concat_ws(' ', metric, CASE WHEN scope <> 'period' THEN scope END, period) AS what,
        subject, value, qualifier, yoy_pct AS pct, quote AS text, url
    FROM milestone_events WHERE company = maker
    UNION ALL
    SELECT first_said, 'goal', concat_ws(' ', metric, period), subject, value, qualifier, NULL, quote, url
    FROM targets WHERE company = maker
    UNION ALL
    SELECT date, 'launch', event, concat_ws(' ', model, variant), NULL, NULL, NULL, NULL, source_url
    FROM launches WHERE company = maker
    UNION ALL
    SELECT coalesce(session, published), 'share', concat_ws(' ', direction, "window"), symbol, NULL, qualifier, pct, quote, url
    FROM stock_move_checks WHERE company = maker
)
ORDER BY date, kind, what, value, text;
COMMENT ON MACRO TABLE timeline IS 'timeline(''xiaomi''): everything that is known of a carmaker by day: counts, goals, launches and moves of its share.';

CREATE OR REPLACE VIEW event_study AS
WITH news AS (
    SELECT
        e.id, e.company, e.metric, e.subject, e.scope, e.period, e.value, e.qualifier, e.first_published,
        s.venue, s.symbol, b.symbol AS benchmark
    FROM events e
    LEFT JOIN shares s ON s.company = e.company AND s.place = 1
    LEFT JOIN shares b ON b.venue = s.venue AND b.company IS NULL
), placed AS (
    -- What is told on a day without a session is met by the next one.
    SELECT n.*, CASE WHEN s.date <= n.first_published + 14 THEN s.date END AS session
    FROM news n ASOF LEFT JOIN sessions s ON s.venue = n.venue AND n.first_published <= s.date
)
SELECT
    p.id AS event_id, p.company, p.metric, p.subject, p.scope, p.period, p.value, p.qualifier, p.first_published,
    p.venue, p.symbol, p.session,
    round(c.pct, 2) AS pct,
    round(c.pct_3, 2) AS pct_3,
    round(c.pct_11, 2) AS pct_11,
    p.benchmark,
    round(c.pct - b.pct, 2) AS excess,
    round(c.pct_3 - b.pct_3, 2) AS excess_3,
    round(c.pct_11 - b.pct_11, 2) AS excess_11
FROM placed p
LEFT JOIN closes c ON c.venue = p.venue AND c.symbol = p.symbol AND c.date = p.session
LEFT JOIN closes b ON b.venue = p.venue AND b.symbol = p.benchmark AND b.date = p.session;
COMMENT ON VIEW event_study IS 'What the carmaker''s main share did around the day each count was first told, by itself and against its exchange''s benchmark index.';
COMMENT ON COLUMN event_study.event_id IS 'milestone_events.id.';
COMMENT ON COLUMN event_study.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN event_study.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN event_study.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN event_study.scope IS 'cumulative, period or rate.';
COMMENT ON COLUMN event_study.period IS 'Period of the count.';
COMMENT ON COLUMN event_study.value IS 'Number of vehicles.';
COMMENT ON COLUMN event_study.qualifier IS 'exact, about, over or under.';
COMMENT ON COLUMN event_study.first_published IS 'Day the count was first told.';
COMMENT ON COLUMN event_study.venue IS 'Exchange of the main share; null where the carmaker has none.';
COMMENT ON COLUMN event_study.symbol IS 'Symbol of the main share.';
COMMENT ON COLUMN event_study.session IS 'Session 0: that day''s, or the next one''s.';
COMMENT ON COLUMN event_study.pct IS 'The share''s move in session 0, percent; null without closes.';
COMMENT ON COLUMN event_study.pct_3 IS 'Its move over sessions -1 to +1, percent.';
COMMENT ON COLUMN event_study.pct_11 IS 'Its move over sessions -5 to +5, percent.';
COMMENT ON COLUMN event_study.benchmark IS 'Symbol of the exchange''s benchmark index.';
COMMENT ON COLUMN event_study.excess IS 'Move in session 0 less that of the index, percentage points.';
COMMENT ON COLUMN event_study.excess_3 IS 'The same over sessions -1 to +1.';
COMMENT ON COLUMN event_study.excess_11 IS 'The same over sessions -5 to +5.';

-- the events of the touched keys in the place of what was there
CREATE OR REPLACE TEMP TABLE ranked AS
SELECT
    s.rowid AS said_row, p.event, d.doubt,
    CAST(row_number() OVER (
        PARTITION BY p.event
        ORDER BY
            d.doubt IS NOT NULL, s.qualifier <> 'exact',
            CASE s.voice WHEN 'filing' THEN 1 WHEN 'company' THEN 2 WHEN 'agency' THEN 3 ELSE 4 END,
            s.published DESC NULLS LAST, s.first_seen DESC, s.value DESC, s.id
    ) AS INTEGER) AS place
FROM said s JOIN placed p ON p.shape = s.shape LEFT JOIN doubts d ON d.id = s.id;

CREATE OR REPLACE TEMP TABLE told AS
SELECT
    r.event, r.doubt, r.place, s.id, s.value, s.low, s.high, s.period, s.period_start, s.period_end,
    s.elapsed_days, s.yoy_pct, s.seq_pct, s.document_id, s.publisher, s.published, s.first_seen, s.wording
FROM said s JOIN ranked r ON r.said_row = s.rowid;

DELETE FROM statement_events WHERE event_key IN (SELECT event_key FROM touched);
DELETE FROM events WHERE event_key IN (SELECT event_key FROM touched);

INSERT INTO statement_events BY NAME
SELECT t.id AS statement_id, e.event_key, e.id AS event_id, t.place, t.doubt
FROM told t JOIN extents e ON e.event = t.event;

INSERT INTO events BY NAME
WITH best AS (
    SELECT r.event, s.value, s.qualifier, s.low, s.high, r.doubt, s.voice
    FROM ranked r JOIN said s ON s.rowid = r.said_row
    WHERE r.place = 1
), voices_heard AS (
    -- One voice is that of who printed it first; a publisher that says it twice is one as well.
    SELECT event, CAST(count(DISTINCT originator) AS INTEGER) AS originators
    FROM (
        SELECT
            event,
            arg_min(
                coalesce(publisher, document_id),
                {'day': coalesce(published, DATE '9999-12-31'), 'seen': first_seen, 'id': document_id}
            ) AS originator
        FROM told
        GROUP BY event, wording
    )
    GROUP BY event
), sums AS (
    SELECT
        t.event,
        arg_min(t.period, t.place) AS period,
        arg_min(t.period_start, t.place) AS period_start,
        arg_min(t.period_end, t.place) AS period_end,
        min(t.value) AS lowest_claim,
        max(t.value) AS highest_claim,
        bool_and(b.value BETWEEN t.low AND t.high OR t.value BETWEEN b.low AND b.high) AS agreed,
        arg_min(t.elapsed_days, t.place) AS elapsed_days,
        arg_min(t.yoy_pct, t.place) AS yoy_pct,
        arg_min(t.seq_pct, t.place) AS seq_pct,
        CAST(count(*) AS INTEGER) AS statements,
        CAST(count(DISTINCT t.document_id) AS INTEGER) AS documents,
        CAST(count(t.doubt) AS INTEGER) AS doubted,
        min(t.published) AS first_published,
        min(t.first_seen) AS first_seen,
        arg_min(
            t.publisher, {'day': coalesce(t.published, DATE '9999-12-31'), 'seen': t.first_seen, 'id': t.document_id}
        ) AS first_publisher
    FROM told t JOIN best b ON b.event = t.event
    GROUP BY t.event
)
SELECT
    e.id, e.company, e.metric, e.subject, e.region, e.powertrain, e.scope,
    s.* EXCLUDE (event),
    v.originators,
    b.* EXCLUDE (event, low, high),
    e.event_key, e.series, e.months
FROM extents e
JOIN sums s ON s.event = e.event
JOIN voices_heard v ON v.event = e.event
JOIN best b ON b.event = e.event;

-- every actual statement tells of one event, and every event has its statements
SELECT 'milestones' AS "table", id, 'without event' AS why
FROM milestones m ANTI JOIN statement_events s ON s.statement_id = m.id
WHERE m.superseded_at IS NULL AND m.status = 'actual'
UNION ALL
SELECT 'statement_events', statement_id, 'tells of two events, or twice'
FROM statement_events GROUP BY statement_id HAVING count(*) > 1
UNION ALL
SELECT 'events', id, 'twice' FROM events GROUP BY id HAVING count(*) > 1
UNION ALL
SELECT 'events', 'all', 'other statements than they count'
FROM (SELECT sum(statements) AS counted FROM events), (SELECT count(*) AS told FROM statement_events)
WHERE coalesce(counted, 0) <> told
UNION ALL
SELECT 'statement_events', statement_id, 'event ' || event_id
FROM statement_events s ANTI JOIN events e ON e.id = s.event_id;

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
SELECT 'events', coalesce(e.id, s.event_id), 'other statements than it counts'
FROM events e
FULL JOIN (SELECT event_id, count(*) AS statements FROM statement_events GROUP BY event_id) s ON s.event_id = e.id
WHERE e.statements IS DISTINCT FROM s.statements;

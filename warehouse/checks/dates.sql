-- days and times are possible and in order
SELECT 'documents' AS "table", id, 'seen or superseded out of order' AS why
FROM documents WHERE last_seen < first_seen OR superseded_at < last_seen
UNION ALL
SELECT 'documents', id, 'published ' || published FROM documents WHERE published NOT BETWEEN DATE '1886-01-01' AND DATE '2199-12-31'
UNION ALL
SELECT 'milestones', id, 'superseded before it was seen' FROM milestones WHERE superseded_at < first_seen
UNION ALL
SELECT 'stock_moves', id, 'superseded before it was seen' FROM stock_moves WHERE superseded_at < first_seen
UNION ALL
SELECT 'milestones', id, 'period ' || coalesce(period, 'null') || ' without its days or days without it'
FROM milestones WHERE (period IS NULL) <> (period_start IS NULL) OR (period IS NULL) <> (period_end IS NULL)
UNION ALL
SELECT 'milestones', id, 'period ' || period FROM milestones
WHERE period_start < DATE '1886-01-01' OR period_end > DATE '2199-12-31';

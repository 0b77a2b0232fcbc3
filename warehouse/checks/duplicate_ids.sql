-- an id names one row
SELECT 'documents' AS "table", id, CAST(version AS VARCHAR) AS "key" FROM documents GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'documents', id, text_sha256 FROM documents GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'milestones', id, NULL FROM milestones GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'stock_moves', id, NULL FROM stock_moves GROUP BY ALL HAVING count(*) > 1;

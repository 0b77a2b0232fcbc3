-- versions count from 1, the highest one alone is current, and only facts of a current version hold
SELECT 'documents' AS "table", id, 'versions not 1 to n, or not one current' AS why
FROM documents GROUP BY id
HAVING max(version) <> count(*) OR count(*) FILTER (superseded_at IS NULL) <> 1
    OR max(version) <> max(version) FILTER (superseded_at IS NULL)
UNION ALL
SELECT 'milestones', f.id, 'holds, but its version is superseded'
FROM milestones f JOIN documents d ON d.id = f.document_id AND d.version = f.document_version
WHERE f.superseded_at IS NULL AND d.superseded_at IS NOT NULL
UNION ALL
SELECT 'stock_moves', f.id, 'holds, but its version is superseded'
FROM stock_moves f JOIN documents d ON d.id = f.document_id AND d.version = f.document_version
WHERE f.superseded_at IS NULL AND d.superseded_at IS NOT NULL;

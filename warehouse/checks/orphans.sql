-- every fact has its document's version and its company, every listing and launch its company
WITH facts AS (
    SELECT 'milestones' AS "table", id, document_id, document_version, company FROM milestones
    UNION ALL
    SELECT 'stock_moves', id, document_id, document_version, company FROM stock_moves
)
SELECT "table", id, 'document ' || document_id || ' version ' || document_version AS missing
FROM facts f ANTI JOIN documents d ON d.id = f.document_id AND d.version = f.document_version
UNION ALL
SELECT "table", id, 'company ' || company FROM facts f ANTI JOIN companies c ON c.slug = f.company
UNION ALL
SELECT 'listings', venue || ':' || symbol, 'company ' || company
FROM listings f ANTI JOIN companies c ON c.slug = f.company
UNION ALL
SELECT 'launches', model || ' ' || event, 'company ' || company
FROM launches f ANTI JOIN companies c ON c.slug = f.company
UNION ALL
SELECT 'run_sources', source, 'run ' || run_id FROM run_sources s ANTI JOIN runs r ON r.run_id = s.run_id;

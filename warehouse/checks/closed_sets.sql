-- words of the fact contract, whatever wrote the rows
SELECT 'milestones' AS "table", id, concat_ws(' ', metric, qualifier, scope, status, powertrain) AS found
FROM milestones
WHERE metric NOT IN ('production', 'deliveries', 'sales', 'registrations', 'orders', 'exports', 'capacity')
    OR qualifier NOT IN ('exact', 'about', 'over', 'under')
    OR scope NOT IN ('cumulative', 'period', 'rate')
    OR status NOT IN ('actual', 'target', 'forecast')
    OR powertrain NOT IN ('bev', 'phev', 'nev', 'ev', 'all')
    OR value < 0
UNION ALL
SELECT 'stock_moves', id, concat_ws(' ', direction, qualifier, "window", currency)
FROM stock_moves
WHERE direction NOT IN ('up', 'down', 'flat')
    OR qualifier NOT IN ('exact', 'about', 'over', 'under')
    OR "window" NOT IN ('day', 'premarket', 'afterhours', 'week', 'month', 'ytd', 'year', 'since', 'unknown')
    OR NOT regexp_full_match(currency, '[A-Z]{3}');

CREATE OR REPLACE MACRO compare(makers, counted) AS TABLE
SELECT
    month, company, value, qualifier, powertrain, yoy_computed,
    row_number() OVER (PARTITION BY month ORDER BY value DESC, company) AS place,
    round(100.0 * value / sum(value) OVER (PARTITION BY month), 1) AS share_pct
FROM monthly
WHERE list_contains(makers, company) AND metric = counted
ORDER BY month, place;
COMMENT ON MACRO TABLE compare IS 'compare([''nio'', ''xpeng'', ''li-auto''], ''deliveries''): carmakers side by side, month by month: place is the rank among them, share_pct the part of their sum.';

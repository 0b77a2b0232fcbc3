-- a session has one close of a share, a day one rate, a venue its sessions in order, and no close is of a day to come
SELECT 'prices' AS "table", venue || ':' || symbol AS name, date FROM prices GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'prices', venue || ':' || symbol, date FROM prices
WHERE date > CAST(seen_at AS DATE) + 1 OR date < DATE '1886-01-01'
UNION ALL
SELECT 'splits', venue || ':' || symbol, date FROM splits GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'fx', base || currency, date FROM fx GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'sessions', venue, date FROM sessions GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'sessions', venue, max(date) FROM sessions GROUP BY venue HAVING max(number) <> count(*)
UNION ALL
SELECT 'shares', venue || ':' || symbol, NULL FROM shares GROUP BY venue, symbol, company HAVING count(*) > 1;

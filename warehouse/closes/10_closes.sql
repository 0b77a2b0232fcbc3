DELETE FROM closes;
INSERT INTO closes BY NAME
WITH factors AS (
    -- A close that was adjusted stands as of the day it was loaded, one as traded as of its own day.
    SELECT p.venue, p.symbol, p.date, product(x.ratio) AS ratio
    FROM prices p JOIN splits x
        ON x.venue = p.venue AND x.symbol = p.symbol
        AND x.date > CASE p.adjustment WHEN 'none' THEN p.date ELSE CAST(p.seen_at AS DATE) END
    GROUP BY ALL
), numbered AS (
    SELECT
        p.venue, p.symbol, p.date, s.number AS session, p.close AS stated_close, p.currency, p.provider,
        p.close / coalesce(f.ratio, 1) AS close
    FROM prices p
    JOIN sessions s ON s.venue = p.venue AND s.date = p.date
    LEFT JOIN factors f ON f.venue = p.venue AND f.symbol = p.symbol AND f.date = p.date
), beside AS (
    SELECT
        *,
        -- Without the close of that very session there is no move: a hole in the data is no quiet day. A frame of one
        -- session, since a lag by some rows that 2.0 has written is none that 1.5 can read.
        max(close) OVER (share RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS before_1,
        max(close) OVER (share RANGE BETWEEN 2 PRECEDING AND 2 PRECEDING) AS before_2,
        max(close) OVER (share RANGE BETWEEN 6 PRECEDING AND 6 PRECEDING) AS before_6,
        max(close) OVER (share RANGE BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS after_1,
        max(close) OVER (share RANGE BETWEEN 5 FOLLOWING AND 5 FOLLOWING) AS after_5
    FROM numbered
    WINDOW share AS (PARTITION BY venue, symbol ORDER BY session)
)
SELECT
    venue, symbol, date, session, close, stated_close, currency, provider,
    100 * (close / before_1 - 1) AS pct,
    100 * (after_1 / before_2 - 1) AS pct_3,
    100 * (after_5 / before_6 - 1) AS pct_11
FROM beside;

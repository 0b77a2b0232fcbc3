CREATE OR REPLACE VIEW closes AS
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
        -- Without the close of that very session there is no move: a hole in the data is no quiet day.
        CASE WHEN lag(session, 1) OVER share = session - 1 THEN lag(close, 1) OVER share END AS before_1,
        CASE WHEN lag(session, 2) OVER share = session - 2 THEN lag(close, 2) OVER share END AS before_2,
        CASE WHEN lag(session, 6) OVER share = session - 6 THEN lag(close, 6) OVER share END AS before_6,
        CASE WHEN lead(session, 1) OVER share = session + 1 THEN lead(close, 1) OVER share END AS after_1,
        CASE WHEN lead(session, 5) OVER share = session + 5 THEN lead(close, 5) OVER share END AS after_5
    FROM numbered
    WINDOW share AS (PARTITION BY venue, symbol ORDER BY session)
)
SELECT
    venue, symbol, date, session, close, stated_close, currency, provider,
    100 * (close / before_1 - 1) AS pct,
    100 * (after_1 / before_2 - 1) AS pct_3,
    100 * (after_5 / before_6 - 1) AS pct_11
FROM beside;
COMMENT ON VIEW closes IS 'Closes of shares and indices that can be compared over splits, with their moves.';
COMMENT ON COLUMN closes.venue IS 'Exchange, shares.venue.';
COMMENT ON COLUMN closes.symbol IS 'Symbol on that exchange, shares.symbol.';
COMMENT ON COLUMN closes.date IS 'Day of the session, in the exchange''s own zone.';
COMMENT ON COLUMN closes.session IS 'sessions.number.';
COMMENT ON COLUMN closes.close IS 'Close per share as shares are today: adjusted for all splits, not for dividends.';
COMMENT ON COLUMN closes.stated_close IS 'Close as the provider gives it.';
COMMENT ON COLUMN closes.currency IS 'ISO 4217; null for an index.';
COMMENT ON COLUMN closes.provider IS 'Who gave it.';
COMMENT ON COLUMN closes.pct IS 'Move from the close of the session before, percent; null without that close.';
COMMENT ON COLUMN closes.pct_3 IS 'Move over this session, the one before and the one after (-1 to +1), percent.';
COMMENT ON COLUMN closes.pct_11 IS 'Move over this session, the five before and the five after (-5 to +5), percent.';

-- The claims of `stock_moves` against closes; a load narrows the tables to what it touched.
DELETE FROM move_checks WHERE id IN (SELECT id FROM stock_moves);
INSERT INTO move_checks BY NAME
WITH claims AS (
    SELECT
        m.id, m.company, m.venue AS stated_venue, m.currency, m."window", m.direction, m.pct, m.qualifier, m.since, m.date,
        d.published, d.published_at,
        coalesce(d.published_at, d.first_seen) AS told_by,
        coalesce(m.date, d.published) AS day
    FROM stock_moves m JOIN documents d ON d.id = m.document_id AND d.version = m.document_version
    WHERE m.superseded_at IS NULL
), shapes AS (
    -- The share at the venue that the text names, else the one in its currency, else the main one.
    SELECT c.company, c.stated_venue, c.currency, s.venue, s.symbol
    FROM (SELECT DISTINCT company, stated_venue, currency FROM claims) c
    JOIN shares s ON s.company = c.company AND CASE
        WHEN c.stated_venue IS NOT NULL THEN s.venue = c.stated_venue
        WHEN c.currency IS NOT NULL THEN s.currency = c.currency
        ELSE true
    END
    QUALIFY row_number() OVER (PARTITION BY c.company, c.stated_venue, c.currency ORDER BY s.place) = 1
), placed AS (
    SELECT c.*, s.venue, s.symbol
    FROM claims c LEFT JOIN shapes s
        ON s.company = c.company AND s.stated_venue IS NOT DISTINCT FROM c.stated_venue
        AND s.currency IS NOT DISTINCT FROM c.currency
), dated AS (
    SELECT p.*, s.number AS by_day, s.date AS day_session
    FROM placed p ASOF LEFT JOIN sessions s ON s.venue = p.venue AND p.day >= s.date
), opened AS (
    -- No text tells of a session that had not opened when it was published.
    SELECT p.*, s.number AS by_hour
    FROM dated p ASOF LEFT JOIN sessions s ON s.venue = p.venue AND p.told_by >= s.opens_at
), meant AS (
    SELECT
        o.* EXCLUDE (by_day, by_hour, day_session), s.date AS session,
        -- A session that was open when the text was published has no close for it to tell.
        coalesce(o.published_at < s.closes_at, false) AND o."window" = 'day' AS during,
        CASE o."window"
            WHEN 'day' THEN s.date
            WHEN 'week' THEN CAST(date_trunc('week', s.date) AS DATE)
            WHEN 'month' THEN CAST(date_trunc('month', s.date) AS DATE)
            WHEN 'ytd' THEN CAST(date_trunc('year', s.date) AS DATE)
            WHEN 'year' THEN CAST(s.date - INTERVAL 1 YEAR AS DATE) + 1
            WHEN 'since' THEN TRY_CAST(o.since AS DATE) + 1
        END AS base_before
    FROM opened o LEFT JOIN sessions s ON s.venue = o.venue AND s.number = CASE
        -- A past day that the text names is that day or none.
        WHEN o.date < o.published AND o.day_session <> o.date THEN NULL
        ELSE least(o.by_day, o.by_hour)
    END AND s.date >= o.day - 14
), based AS (
    SELECT m.*, s.date AS base_session
    FROM meant m ASOF LEFT JOIN sessions s ON s.venue = m.venue AND m.base_before > s.date
), measured AS (
    SELECT
        b.*, e.close, f.close AS base_close,
        100 * (e.close / f.close - 1) AS measured,
        CASE b.direction WHEN 'up' THEN 1 WHEN 'down' THEN -1 ELSE 0 END AS sign,
        abs(b.pct) AS size,
        -- Half of the last digit told, and what closes themselves are rounded by.
        0.05 + CASE
            WHEN abs(b.pct) = round(abs(b.pct)) THEN 0.5
            WHEN round(abs(b.pct), 1) = abs(b.pct) THEN 0.05
            ELSE 0.005
        END AS slack
    FROM based b
    LEFT JOIN closes e ON e.venue = b.venue AND e.symbol = b.symbol AND e.date = b.session
    LEFT JOIN closes f ON f.venue = b.venue AND f.symbol = b.symbol AND f.date = b.base_session
), bounded AS (
    SELECT
        *,
        CASE qualifier
            WHEN 'exact' THEN size - slack
            WHEN 'about' THEN size - greatest(slack, 0.1 * size)
            WHEN 'over' THEN size - 0.05
            WHEN 'under' THEN size - greatest(1, 0.1 * size)
        END AS least_size,
        CASE qualifier
            WHEN 'exact' THEN size + slack
            WHEN 'about' THEN size + greatest(slack, 0.1 * size)
            WHEN 'over' THEN size + greatest(1, 0.1 * size)
            WHEN 'under' THEN size + 0.05
        END AS most_size,
        CASE
            WHEN symbol IS NULL THEN 'no share of the carmaker at that venue, or in that currency'
            WHEN "window" IN ('premarket', 'afterhours') THEN 'closes tell nothing of trade outside sessions'
            WHEN "window" = 'unknown' THEN 'the text does not say over which time'
            WHEN session IS NULL THEN 'no session of that day is known'
            WHEN base_before IS NULL THEN 'the text gives no day to count from'
            WHEN measured IS NULL THEN 'no close of that session, or of the one it is counted from'
        END AS why
    FROM measured
), judged AS (
    SELECT
        *,
        CASE
            WHEN why IS NOT NULL THEN 'no data'
            WHEN sign = 0 THEN CASE WHEN abs(measured) <= 0.5 THEN 'confirmed' ELSE 'off' END
            WHEN sign * measured < -0.05 THEN 'wrong direction'
            WHEN size IS NULL OR sign * measured BETWEEN least_size AND most_size THEN 'confirmed'
            ELSE 'off'
        END AS by_close
    FROM bounded
)
SELECT
    id, venue, symbol, session,
    CASE WHEN "window" <> 'day' THEN base_session END AS counted_from,
    measured, close,
    CASE WHEN during AND by_close <> 'confirmed' THEN 'no data' ELSE by_close END AS verdict,
    CASE
        WHEN why IS NOT NULL THEN why
        WHEN during AND by_close <> 'confirmed' THEN 'told before that session closed'
    END AS reason
FROM judged;

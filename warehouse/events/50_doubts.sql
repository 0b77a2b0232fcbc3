-- statements whose number is not plausible, and why
CREATE OR REPLACE TEMP TABLE doubts AS
WITH suspected AS (
    SELECT t.id, t.value, s.*
    FROM said t JOIN placed p ON p.shape = t.shape JOIN suspects s ON s.event = p.event AND s.fresh
), medians AS (
    -- Of two that disagree neither is the odd one.
    SELECT event, CAST(median(value) AS BIGINT) AS median
    FROM suspected
    WHERE spread
    GROUP BY event
    HAVING count(*) > 2
), judged AS (
    SELECT
        s.id,
        CASE
            WHEN s.value >= 10 * m.median THEN 'at least ten times what others say of it, ' || m.median
            WHEN 10 * s.value <= m.median THEN 'at most a tenth of what others say of it, ' || m.median
            WHEN s.apart AND s.value >= 10 * s.most_beside
                THEN 'at least ten times the periods before and after, ' || s.most_beside
            WHEN s.apart AND 10 * s.value <= s.least_beside
                THEN 'at most a tenth of the periods before and after, ' || s.least_beside
            WHEN s.value > s.most_of_year THEN 'above the whole year, ' || s.most_of_year
        END AS doubt
    FROM suspected s LEFT JOIN medians m ON m.event = s.event
)
SELECT * FROM judged WHERE doubt IS NOT NULL;

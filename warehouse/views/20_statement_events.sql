CREATE OR REPLACE VIEW statement_events AS
WITH said AS (
    -- A cumulative count is its number, whenever it is told; a count without a period is known by its number alone.
    SELECT
        *,
        concat_ws(
            chr(31), company, metric, coalesce(subject, ''), scope,
            CASE WHEN scope = 'cumulative' OR period IS NULL THEN '' ELSE period_start || '/' || period_end END
        ) AS stem,
        scope <> 'period' OR period IS NULL AS by_number
    FROM statements
    WHERE status = 'actual'
), exact AS (
    SELECT DISTINCT stem, value FROM said WHERE by_number AND qualifier = 'exact'
), numbered AS (
    -- A rounded number is the exact one it allows, the nearest of them.
    SELECT s.id, arg_min(e.value, {'apart': abs(e.value - s.value), 'value': e.value}) AS exact_value
    FROM said s JOIN exact e ON e.stem = s.stem AND e.value BETWEEN s.low AND s.high
    WHERE s.by_number
    GROUP BY s.id
), keyed AS (
    SELECT
        s.id, s.value, s.low, s.high, s.region, s.powertrain,
        concat_ws(chr(31), s.stem, CASE WHEN s.by_number THEN coalesce(n.exact_value, s.value) END) AS base
    FROM said s LEFT JOIN numbered n ON n.id = s.id
), half AS (
    -- What names a region or a powertrain alone joins what names both.
    SELECT s.id, arg_min(
        {'region': t.region, 'powertrain': t.powertrain},
        {'apart': abs(t.value - s.value), 'region': t.region, 'powertrain': t.powertrain}
    ) AS place
    FROM keyed s JOIN keyed t
        ON t.base = s.base AND t.low <= s.high AND t.high >= s.low
        AND (t.region = s.region OR t.powertrain = s.powertrain)
    WHERE (s.region IS NULL) <> (s.powertrain IS NULL) AND t.region IS NOT NULL AND t.powertrain IS NOT NULL
    GROUP BY s.id
), halfway AS (
    SELECT
        s.* EXCLUDE (region, powertrain),
        coalesce(s.region, h.place.region) AS region,
        coalesce(s.powertrain, h.place.powertrain) AS powertrain
    FROM keyed s LEFT JOIN half h ON h.id = s.id
), bare AS (
    -- What names neither joins whatever names one, unless a nearer count names neither too.
    SELECT s.id, arg_min(
        {'region': t.region, 'powertrain': t.powertrain},
        {
            'apart': abs(t.value - s.value),
            'bare': t.region IS NULL AND t.powertrain IS NULL,
            'region': coalesce(t.region, ''),
            'powertrain': coalesce(t.powertrain, '')
        }
    ) AS place
    FROM halfway s JOIN halfway t ON t.base = s.base AND t.low <= s.high AND t.high >= s.low
    WHERE s.region IS NULL AND s.powertrain IS NULL AND t.id <> s.id
    GROUP BY s.id
), placed AS (
    SELECT
        s.id,
        s.base,
        coalesce(s.region, b.place.region) AS region,
        coalesce(s.powertrain, b.place.powertrain) AS powertrain
    FROM halfway s LEFT JOIN bare b ON b.id = s.id
)
SELECT
    id AS statement_id,
    left(sha256(concat_ws(chr(31), base, coalesce(region, ''), coalesce(powertrain, ''))), 16) AS event_id,
    region,
    powertrain
FROM placed;
COMMENT ON VIEW statement_events IS 'Which event each statement of an actual count tells of.';
COMMENT ON COLUMN statement_events.statement_id IS 'milestones.id.';
COMMENT ON COLUMN statement_events.event_id IS 'milestone_events.id.';
COMMENT ON COLUMN statement_events.region IS 'Region of the event: the statement''s own, or that of the statements it joins.';
COMMENT ON COLUMN statement_events.powertrain IS 'Powertrain of the event: the statement''s own, or that of the statements it joins.';

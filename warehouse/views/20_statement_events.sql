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
        s.id, s.value, s.low, s.high, s.qualifier = 'exact' AS exact,
        coalesce(s.region, '') AS region,
        coalesce(s.powertrain, '') AS powertrain,
        concat_ws(chr(31), s.stem, CASE WHEN s.by_number THEN coalesce(n.exact_value, s.value) END) AS base
    FROM said s LEFT JOIN numbered n ON n.id = s.id
), shapes AS (
    -- Fifty papers with one number are one shape, so that the joins below stay small.
    SELECT DISTINCT base, region, powertrain, value, low, high, exact FROM keyed
), half AS (
    -- What names a region or a powertrain alone joins what names both.
    SELECT s.*, arg_min(
        {'region': t.region, 'powertrain': t.powertrain},
        {'apart': abs(t.value - s.value), 'region': t.region, 'powertrain': t.powertrain}
    ) AS place
    FROM shapes s LEFT JOIN shapes t
        ON t.base = s.base AND t.low <= s.high AND t.high >= s.low
        AND (s.region = '') <> (s.powertrain = '') AND t.region <> '' AND t.powertrain <> ''
        AND (t.region = s.region OR t.powertrain = s.powertrain)
    GROUP BY ALL
), halfway AS (
    SELECT
        * EXCLUDE (place),
        coalesce(place.region, region) AS event_region,
        coalesce(place.powertrain, powertrain) AS event_powertrain
    FROM half
), bare AS (
    -- What names neither joins whatever names one, unless a rounded number is nearer to an exact one that names neither.
    SELECT s.*, arg_min(
        {'region': t.event_region, 'powertrain': t.event_powertrain},
        {
            'apart': abs(t.value - s.value),
            'bare': t.event_region = '' AND t.event_powertrain = '',
            'region': t.event_region,
            'powertrain': t.event_powertrain
        }
    ) AS place
    FROM halfway s LEFT JOIN halfway t
        ON t.base = s.base AND t.low <= s.high AND t.high >= s.low
        AND s.event_region = '' AND s.event_powertrain = ''
        AND (t.event_region <> '' OR t.event_powertrain <> '' OR (t.exact AND NOT s.exact))
    GROUP BY ALL
), placed AS (
    SELECT
        k.id,
        k.base,
        coalesce(b.place.region, b.event_region) AS region,
        coalesce(b.place.powertrain, b.event_powertrain) AS powertrain
    FROM keyed k JOIN bare b USING (base, region, powertrain, value, low, high, exact)
)
SELECT
    id AS statement_id,
    left(sha256(concat_ws(chr(31), base, region, powertrain)), 16) AS event_id,
    nullif(region, '') AS region,
    nullif(powertrain, '') AS powertrain
FROM placed;
COMMENT ON VIEW statement_events IS 'Which event each statement of an actual count tells of.';
COMMENT ON COLUMN statement_events.statement_id IS 'milestones.id.';
COMMENT ON COLUMN statement_events.event_id IS 'milestone_events.id.';
COMMENT ON COLUMN statement_events.region IS 'Region of the event: the statement''s own, or that of the statements it joins.';
COMMENT ON COLUMN statement_events.powertrain IS 'Powertrain of the event: the statement''s own, or that of the statements it joins.';

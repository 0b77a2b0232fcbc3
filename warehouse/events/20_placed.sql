-- which event each shape tells of
CREATE OR REPLACE TEMP TABLE keys AS
SELECT
    event_key,
    any_value(company) AS company,
    any_value(metric) AS metric,
    any_value(subject) AS subject,
    any_value(scope) AS scope,
    CASE WHEN any_value(scope) <> 'cumulative' THEN any_value(period_start) END AS period_start,
    CASE WHEN any_value(scope) <> 'cumulative' THEN any_value(period_end) END AS period_end
FROM said
GROUP BY event_key;

CREATE OR REPLACE TEMP TABLE placed AS
WITH distinct_shapes AS (
    SELECT
        s.*,
        s.qualifier = 'exact' AS exact,
        -- A cumulative count is its number, whenever it is told; so is a count without a period.
        k.scope <> 'period' OR k.period_start IS NULL AS by_number
    FROM (SELECT DISTINCT shape, event_key, region, powertrain, value, qualifier, low, high FROM said) s
    JOIN keys k ON k.event_key = s.event_key
), numbers AS (
    -- A rounded number is the exact one it allows, the nearest of them.
    SELECT s.shape, arg_min(e.value, {'apart': abs(e.value - s.value), 'value': e.value}) AS number
    FROM distinct_shapes s
    JOIN (SELECT DISTINCT event_key, value FROM distinct_shapes WHERE by_number AND exact) e
        ON e.event_key = s.event_key AND e.value BETWEEN s.low AND s.high
    WHERE s.by_number AND NOT s.exact
    GROUP BY s.shape
), shapes AS (
    SELECT s.*, CASE WHEN s.by_number THEN coalesce(n.number, s.value) ELSE -1 END AS number
    FROM distinct_shapes s LEFT JOIN numbers n ON n.shape = s.shape
), to_whole AS (
    -- What names a region or a powertrain alone joins what names both.
    SELECT
        s.shape,
        arg_min(
            {'region': t.region, 'powertrain': t.powertrain},
            {'apart': abs(t.value - s.value), 'region': t.region, 'powertrain': t.powertrain}
        ) AS place
    FROM shapes s JOIN shapes t
        ON t.event_key = s.event_key AND t.number = s.number AND t.low <= s.high AND t.high >= s.low
        AND (t.region = s.region OR t.powertrain = s.powertrain)
    WHERE (s.region = '') <> (s.powertrain = '') AND t.region <> '' AND t.powertrain <> ''
    GROUP BY s.shape
), halves AS (
    SELECT * FROM shapes
    WHERE (region = '') <> (powertrain = '') AND shape NOT IN (SELECT shape FROM to_whole)
), by_powertrain AS (
    -- Where nothing names both, one that names its region and one that names its powertrain are one count.
    SELECT
        s.*,
        arg_min(
            {'region': t.region, 'powertrain': s.powertrain}, {'apart': abs(t.value - s.value), 'region': t.region}
        ) AS place
    FROM halves s JOIN halves t
        ON t.event_key = s.event_key AND t.number = s.number AND t.low <= s.high AND t.high >= s.low
    WHERE s.region = '' AND t.powertrain = ''
    GROUP BY ALL
), by_region AS (
    SELECT s.shape, arg_min(t.place, {'apart': abs(t.value - s.value), 'powertrain': t.powertrain}) AS place
    FROM halves s JOIN by_powertrain t
        ON t.event_key = s.event_key AND t.number = s.number AND t.low <= s.high AND t.high >= s.low
        AND t.place.region = s.region
    WHERE s.powertrain = ''
    GROUP BY s.shape
), halfway AS (
    SELECT
        s.*,
        coalesce(p.place.region, s.region) AS event_region,
        coalesce(p.place.powertrain, s.powertrain) AS event_powertrain
    FROM shapes s
    LEFT JOIN (FROM to_whole UNION ALL SELECT shape, place FROM by_powertrain UNION ALL FROM by_region) p
        ON p.shape = s.shape
), bare AS (
    -- What names neither joins whatever names one, unless a rounded number is nearer to an exact one that names neither.
    SELECT
        s.shape,
        arg_min(
            {'region': t.event_region, 'powertrain': t.event_powertrain},
            {
                'apart': abs(t.value - s.value),
                'bare': t.event_region = '' AND t.event_powertrain = '',
                'region': t.event_region,
                'powertrain': t.event_powertrain
            }
        ) AS place
    FROM halfway s JOIN halfway t
        ON t.event_key = s.event_key AND t.number = s.number AND t.low <= s.high AND t.high >= s.low
        AND (t.event_region <> '' OR t.event_powertrain <> '' OR (t.exact AND NOT s.exact))
    WHERE s.event_region = '' AND s.event_powertrain = ''
    GROUP BY s.shape
)
SELECT
    h.shape, h.event_key, h.number, h.value,
    coalesce(b.place.region, h.event_region) AS region,
    coalesce(b.place.powertrain, h.event_powertrain) AS powertrain,
    hash(
        h.event_key, h.number, coalesce(b.place.region, h.event_region), coalesce(b.place.powertrain, h.event_powertrain)
    ) AS event
FROM halfway h LEFT JOIN bare b ON b.shape = h.shape;

CREATE OR REPLACE VIEW race AS
WITH counts AS (
    SELECT
        e.*,
        t.threshold,
        coalesce(e.period_end, e.first_published) AS reached_on,
        CASE
            WHEN e.period_end IS NULL THEN 'published'
            WHEN e.period_start = e.period_end THEN 'day'
            ELSE 'period'
        END AS date_basis
    FROM events e
    -- A count far beyond the mark does not tell when the mark was passed.
    JOIN (SELECT unnest([10000, 100000, 1000000]) AS threshold) t
        ON e.value >= t.threshold AND e.value <= 1.1 * t.threshold
    WHERE e.scope = 'cumulative' AND e.metric IN ('production', 'deliveries', 'sales')
), firsts AS (
    SELECT * FROM counts
    QUALIFY row_number() OVER (
        PARTITION BY company, subject, metric, region, powertrain, threshold
        ORDER BY reached_on NULLS LAST, value, id
    ) = 1
), starts AS (
    SELECT
        company, model,
        min(date) FILTER (event = 'launch') AS launched_on,
        min(date) FILTER (event = 'first_delivery') AS first_delivered_on,
        min(date) AS began_on
    FROM launches
    GROUP BY ALL
), begun AS (
    -- A company that had begun one model only by then is counted from that model.
    SELECT
        f.id,
        f.threshold,
        any_value(s.model) AS model,
        any_value(s.launched_on) AS launched_on,
        any_value(s.first_delivered_on) AS first_delivered_on
    FROM firsts f JOIN starts s
        ON s.company = f.company AND s.began_on <= f.reached_on
        AND (f.subject IS NULL OR lower(s.model) = lower(f.subject))
    GROUP BY f.id, f.threshold
    HAVING count(*) = 1
)
SELECT
    f.company, f.subject, f.metric, f.region, f.powertrain, f.threshold, f.value, f.reached_on, f.date_basis,
    b.model AS counted_from,
    b.launched_on,
    b.first_delivered_on,
    CAST(f.reached_on - b.launched_on AS INTEGER) AS days_from_launch,
    CAST(f.reached_on - b.first_delivered_on AS INTEGER) AS days_from_first_delivery,
    f.elapsed_days AS days_stated,
    f.id AS event_id
FROM firsts f LEFT JOIN begun b ON b.id = f.id AND b.threshold = f.threshold;
COMMENT ON VIEW race IS 'Days that makers and models took to 10,000, 100,000 and 1,000,000 vehicles.';
COMMENT ON COLUMN race.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN race.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN race.metric IS 'production, deliveries or sales.';
COMMENT ON COLUMN race.region IS 'Market, country or plant; null where no statement says.';
COMMENT ON COLUMN race.powertrain IS 'bev, phev, nev, ev or all; null where no statement says.';
COMMENT ON COLUMN race.threshold IS '10000, 100000 or 1000000.';
COMMENT ON COLUMN race.value IS 'Cumulative count that tells of it: the mark, or at most a tenth more.';
COMMENT ON COLUMN race.reached_on IS 'Day of the count, the last day of its period, or the day it was published.';
COMMENT ON COLUMN race.date_basis IS 'Which of these: day, period or published.';
COMMENT ON COLUMN race.counted_from IS 'Model that the days are counted from: the subject, or for a company the only model it had begun by then; null where there is none.';
COMMENT ON COLUMN race.launched_on IS 'When it was shown or put on sale; null where not known.';
COMMENT ON COLUMN race.first_delivered_on IS 'When it was first handed over; null where not known.';
COMMENT ON COLUMN race.days_from_launch IS 'Days from launch to the count, computed.';
COMMENT ON COLUMN race.days_from_first_delivery IS 'Days from the first delivery to the count, computed.';
COMMENT ON COLUMN race.days_stated IS 'Days as stated.';
COMMENT ON COLUMN race.event_id IS 'milestone_events.id.';

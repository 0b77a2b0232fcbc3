CREATE OR REPLACE VIEW milestone_revisions AS
WITH corrected AS (
    -- Documents with several texts are few, so they are looked for first.
    SELECT m.*, d.version, d.first_seen AS said_at, d.url, d.publisher, d.published
    FROM documents d JOIN milestones m ON m.document_id = d.id AND m.document_version = d.version
    WHERE d.id IN (SELECT id FROM documents WHERE version > 1)
        -- What another reading of that text took back was never said.
        AND (m.superseded_at IS NULL OR m.superseded_at >= d.superseded_at)
), kept AS (
    SELECT o.id AS old_id, n.id AS new_id
    FROM corrected o JOIN corrected n
        ON n.document_id = o.document_id AND n.version = o.version + 1 AND n.event_key = o.event_key
        AND n.value = o.value AND n.qualifier = o.qualifier AND n.status = o.status
        AND n.region IS NOT DISTINCT FROM o.region AND n.powertrain IS NOT DISTINCT FROM o.powertrain
), gone AS (
    SELECT *, row_number() OVER alike AS turn FROM corrected WHERE id NOT IN (SELECT old_id FROM kept)
    WINDOW alike AS (PARTITION BY document_id, version, event_key, region, powertrain, status, period ORDER BY quote_start, id)
), come AS (
    SELECT *, row_number() OVER alike AS turn FROM corrected WHERE id NOT IN (SELECT new_id FROM kept)
    WINDOW alike AS (PARTITION BY document_id, version, event_key, region, powertrain, status, period ORDER BY quote_start, id)
), pages AS (
    SELECT
        'corrected page' AS cause, n.company, n.metric, n.subject, n.region, n.powertrain, n.scope, n.period, n.status,
        o.value AS old_value, o.qualifier AS old_qualifier, n.value AS new_value, n.qualifier AS new_qualifier,
        n.said_at AS revised_at, o.quote AS old_quote, n.quote AS new_quote, o.url AS old_url, n.url AS new_url,
        o.id AS old_statement_id, n.id AS new_statement_id
    FROM come n JOIN gone o
        ON o.document_id = n.document_id AND o.version = n.version - 1 AND o.event_key = n.event_key
        AND o.turn = n.turn AND o.status = n.status AND o.period IS NOT DISTINCT FROM n.period
        AND o.region IS NOT DISTINCT FROM n.region AND o.powertrain IS NOT DISTINCT FROM n.powertrain
), filings AS (
    SELECT
        'later filing' AS cause, e.company, e.metric, e.subject, e.region, e.powertrain, e.scope, e.period,
        'actual' AS status,
        o.value AS old_value, o.qualifier AS old_qualifier, n.value AS new_value, n.qualifier AS new_qualifier,
        CAST(n.published AS TIMESTAMP) AS revised_at, o.quote AS old_quote, n.quote AS new_quote,
        o.url AS old_url, n.url AS new_url, o.id AS old_statement_id, n.id AS new_statement_id
    FROM events e
    JOIN statement_events k ON k.event_id = e.id AND k.place = 1
    JOIN statements n ON n.id = k.statement_id
    JOIN statement_events i ON i.event_id = e.id
    JOIN statements o ON o.id = i.statement_id
    WHERE e.voice = 'filing' AND n.qualifier = 'exact' AND e.lowest_claim < e.highest_claim
        AND o.qualifier = 'exact' AND o.value <> n.value AND o.published < n.published
    -- The last number before the filing is the one it revised.
    QUALIFY row_number() OVER (PARTITION BY e.id ORDER BY o.published DESC, o.first_seen DESC, o.id) = 1
)
FROM pages UNION ALL FROM filings;
COMMENT ON VIEW milestone_revisions IS 'Counts whose value was changed later, by a corrected page or by a filing, one row for each change.';
COMMENT ON COLUMN milestone_revisions.cause IS 'corrected page or later filing.';
COMMENT ON COLUMN milestone_revisions.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN milestone_revisions.metric IS 'production, deliveries, sales, registrations, orders, exports or capacity.';
COMMENT ON COLUMN milestone_revisions.subject IS 'Model or brand; null for the company as a whole.';
COMMENT ON COLUMN milestone_revisions.region IS 'Market, country or plant; null where not told.';
COMMENT ON COLUMN milestone_revisions.powertrain IS 'bev, phev, nev, ev or all; null where not told.';
COMMENT ON COLUMN milestone_revisions.scope IS 'cumulative, period or rate.';
COMMENT ON COLUMN milestone_revisions.period IS 'Period of the count.';
COMMENT ON COLUMN milestone_revisions.status IS 'actual, target or forecast.';
COMMENT ON COLUMN milestone_revisions.old_value IS 'Number of vehicles before.';
COMMENT ON COLUMN milestone_revisions.old_qualifier IS 'exact, about, over or under, before.';
COMMENT ON COLUMN milestone_revisions.new_value IS 'Number of vehicles since.';
COMMENT ON COLUMN milestone_revisions.new_qualifier IS 'exact, about, over or under, since.';
COMMENT ON COLUMN milestone_revisions.revised_at IS 'When the new text was first seen, UTC, or the filing published.';
COMMENT ON COLUMN milestone_revisions.old_quote IS 'Words before.';
COMMENT ON COLUMN milestone_revisions.new_quote IS 'Words since.';
COMMENT ON COLUMN milestone_revisions.old_url IS 'Document before.';
COMMENT ON COLUMN milestone_revisions.new_url IS 'Document since.';
COMMENT ON COLUMN milestone_revisions.old_statement_id IS 'milestones.id before.';
COMMENT ON COLUMN milestone_revisions.new_statement_id IS 'milestones.id since.';

CREATE OR REPLACE MACRO sources_of(event) AS TABLE
SELECT s.published, s.publisher, s.lang, s.value, s.qualifier, s.quote, s.title, s.url, s.id AS statement_id
FROM statement_events e JOIN statements s ON s.id = e.statement_id
WHERE e.event_id = event
ORDER BY s.published, s.first_seen, s.publisher, s.id;
COMMENT ON MACRO TABLE sources_of IS 'sources_of(event_id): every statement that tells of an event of milestone_events, the earliest first.';

-- Judged at the last run, never by a clock: the same rows give the same answer.
CREATE OR REPLACE VIEW source_health AS
WITH looks AS (
    SELECT
        s.source,
        r.run_id,
        r.started_at,
        s.status,
        s.message,
        s.pages,
        s.articles,
        s.facts,
        s.articles / nullif(s.pages, 0) AS read_share,
        s.facts / nullif(s.articles, 0) AS facts_per_article,
        row_number() OVER (PARTITION BY s.source ORDER BY r.started_at DESC, r.run_id DESC) AS nth
    FROM run_sources s
    JOIN runs r USING (run_id)
), last_look AS (
    SELECT * FROM looks WHERE nth = 1
), past AS (
    SELECT
        source,
        count(*) AS looks,
        median(read_share) AS read_share,
        median(facts_per_article) AS facts_per_article,
        median(articles) AS articles
    FROM looks
    WHERE nth BETWEEN 2 AND 31 AND status = 'done' AND pages > 0
    GROUP BY source
), failing AS (
    SELECT source, min(started_at) AS failing_since
    FROM looks l
    WHERE status = 'failed'
        AND NOT EXISTS (
            FROM looks good WHERE good.source = l.source AND good.status = 'done' AND good.started_at > l.started_at
        )
    GROUP BY source
), days AS (
    SELECT DISTINCT source, coalesce(published, CAST(first_seen AS DATE)) AS day
    FROM documents
    WHERE source IS NOT NULL AND coalesce(published, CAST(first_seen AS DATE)) <= CAST(first_seen AS DATE)
    -- An early archive of single articles says nothing of how often a source writes now.
    QUALIFY day > max(day) OVER (PARTITION BY source) - 90
), pauses AS (
    SELECT
        source,
        day,
        day - lag(day) OVER (PARTITION BY source ORDER BY day) AS pause,
        max(day) OVER (PARTITION BY source) AS newest
    FROM days
), cadence AS (
    SELECT source, any_value(newest) AS newest, count(*) AS days, median(pause) AS usual_pause, max(pause) AS longest_pause
    FROM pauses
    GROUP BY source
), misfits AS (
    SELECT p.source, count(*) AS misfits, arg_max(p.message, p.url) AS misfit
    FROM problems p
    JOIN last_look l ON l.source = p.source AND l.run_id = p.run_id
    WHERE p.code = 'recipe_mismatch'
    GROUP BY p.source
), judged AS (
    SELECT
        l.source,
        l.started_at AS last_run,
        l.status AS last_status,
        f.failing_since,
        l.message,
        c.newest,
        c.usual_pause,
        c.longest_pause,
        CAST(l.started_at AS DATE) - c.newest AS silent_days,
        l.pages,
        l.read_share,
        p.read_share AS usual_read_share,
        l.facts_per_article,
        p.facts_per_article AS usual_facts_per_article,
        coalesce(m.misfits, 0) AS misfits,
        m.misfit,
        p.looks AS past_looks,
        l.articles,
        c.days
    FROM last_look l
    LEFT JOIN past p USING (source)
    LEFT JOIN failing f USING (source)
    LEFT JOIN cadence c USING (source)
    LEFT JOIN misfits m USING (source)
)
SELECT
    source,
    CASE
        WHEN last_status = 'failed' THEN 'failing'
        WHEN misfits > 0 AND 2 * misfits >= pages THEN 'recipe misfit'
        WHEN past_looks >= 3 AND pages >= 3 AND read_share < usual_read_share / 2 THEN 'unread'
        WHEN past_looks >= 3 AND articles >= 5 AND usual_facts_per_article >= 0.2
            AND facts_per_article < usual_facts_per_article / 4 THEN 'fewer facts'
        WHEN days >= 5 AND silent_days > longest_pause + 1 THEN 'silent'
        ELSE 'well'
    END AS state,
    * EXCLUDE (source, past_looks, articles, days)
FROM judged
ORDER BY source;
COMMENT ON VIEW source_health IS 'Each source at its last run, beside its own past of thirty runs and ninety days.';
COMMENT ON COLUMN source_health.source IS 'Name of the source.';
COMMENT ON COLUMN source_health.state IS 'failing (its list was not to be had); recipe misfit (most pages do not fit its recipe: a new layout); unread (far fewer pages than usual are read as articles); fewer facts (a quarter of the usual number an article, or less); silent (no new item for longer than its longest pause); well.';
COMMENT ON COLUMN source_health.last_run IS 'When its last run began, UTC.';
COMMENT ON COLUMN source_health.last_status IS 'done or failed, in that run.';
COMMENT ON COLUMN source_health.failing_since IS 'First of the runs that failed in a row up to the last one, UTC; null where the last one did not.';
COMMENT ON COLUMN source_health.message IS 'Why it failed in that run.';
COMMENT ON COLUMN source_health.newest IS 'Day of its newest article.';
COMMENT ON COLUMN source_health.usual_pause IS 'Median of the days between two days with articles, of its last ninety days.';
COMMENT ON COLUMN source_health.longest_pause IS 'Longest of these pauses, in days.';
COMMENT ON COLUMN source_health.silent_days IS 'Days from its newest article to its last run.';
COMMENT ON COLUMN source_health.pages IS 'Pages it gave in its last run.';
COMMENT ON COLUMN source_health.read_share IS 'Share of these pages that were read as articles, 0 to 1.';
COMMENT ON COLUMN source_health.usual_read_share IS 'Median of that share over its thirty runs before.';
COMMENT ON COLUMN source_health.facts_per_article IS 'Milestones and stock moves an article, in its last run.';
COMMENT ON COLUMN source_health.usual_facts_per_article IS 'Median of that number over its thirty runs before.';
COMMENT ON COLUMN source_health.misfits IS 'Pages of its last run that do not fit its recipe.';
COMMENT ON COLUMN source_health.misfit IS 'What of the recipe did not fit, for one of these pages.';

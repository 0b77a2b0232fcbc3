-- what is said of actual counts; with '' for a place that is not told, so that it compares
CREATE OR REPLACE TEMP TABLE said AS
SELECT
    id, event_key, company, metric, subject, scope, period, period_start, period_end, value, qualifier, low, high,
    elapsed_days, yoy_pct, seq_pct, document_id, publisher, voice, published, first_seen,
    coalesce(region, '') AS region,
    coalesce(powertrain, '') AS powertrain,
    -- Fifty papers with one number are one shape, so that the joins stay small.
    hash(event_key, coalesce(region, ''), coalesce(powertrain, ''), value, qualifier) AS shape,
    -- A release under one headline, or a long quote word for word, is one voice.
    hash(quote, CASE WHEN length(quote) < 40 THEN lower(coalesce(title, document_id)) END) AS wording
FROM statements
WHERE status = 'actual';

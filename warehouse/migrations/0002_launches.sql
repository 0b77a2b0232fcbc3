CREATE TABLE launches (
    company VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    event VARCHAR NOT NULL CHECK (event IN ('launch', 'production_start', 'first_delivery')),
    date DATE NOT NULL,
    day_known BOOLEAN NOT NULL,
    sure VARCHAR CHECK (sure IN ('H', 'M', 'L')),
    variant VARCHAR,
    source_url VARCHAR
);
COMMENT ON TABLE launches IS 'When models were put on sale, first built and first handed over: where days to a count begin.';
COMMENT ON COLUMN launches.company IS 'Carmaker, companies.slug.';
COMMENT ON COLUMN launches.model IS 'Model, such as SU7.';
COMMENT ON COLUMN launches.event IS 'launch (shown or put on sale), production_start or first_delivery.';
COMMENT ON COLUMN launches.date IS 'The day, or the first day of the month where only that is known.';
COMMENT ON COLUMN launches.day_known IS 'Whether the day itself is known.';
COMMENT ON COLUMN launches.sure IS 'H certain, M month or source doubtful, L a guess.';
COMMENT ON COLUMN launches.variant IS 'Plant, market or generation meant; null for the model''s first.';
COMMENT ON COLUMN launches.source_url IS 'Where the date is from.';

CREATE TABLE archive_days_gone (
    day DATE NOT NULL PRIMARY KEY,
    given_up_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE archive_days_gone IS 'Days of the archive that retention gave up: pages captured on them cannot be read again.';
COMMENT ON COLUMN archive_days_gone.day IS 'Day of the captures, UTC.';
COMMENT ON COLUMN archive_days_gone.given_up_at IS 'When their files were removed, UTC.';

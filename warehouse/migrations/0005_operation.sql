ALTER TABLE runs ADD COLUMN flow VARCHAR DEFAULT 'daily';
COMMENT ON COLUMN runs.flow IS 'Flow that ran: daily, announcements or prices.';

ALTER TABLE run_sources ADD COLUMN articles INTEGER;
ALTER TABLE run_sources ADD COLUMN facts INTEGER;
ALTER TABLE run_sources ADD COLUMN problems INTEGER;
ALTER TABLE run_sources ADD COLUMN seconds DOUBLE;
COMMENT ON COLUMN run_sources.articles IS 'Pages of it that were read as articles; null for runs before this column.';
COMMENT ON COLUMN run_sources.facts IS 'Milestones and stock moves these articles state; null for runs before this column.';
COMMENT ON COLUMN run_sources.problems IS 'Problems met with it; null for runs before this column.';
COMMENT ON COLUMN run_sources.seconds IS 'Time its list and pages took to fetch; null for runs before this column.';

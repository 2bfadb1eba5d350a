-- quality_latest_v1
-- Grain: one row a check of the last run that published with checks.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW quality_latest_v1 AS
SELECT
    q.check_id,
    q.level,
    q.severity,
    q.is_passed,
    q.n_checked,
    q.n_failed,
    q.description_en,
    q.description_zh,
    q.run_id,
    r.finished_at
FROM quality_result AS q
JOIN load_run AS r ON r.run_id = q.run_id
WHERE q.run_id = (
    SELECT arg_max(l.run_id, l.recorded_at) FROM load_run AS l WHERE l.run_id IN (SELECT c.run_id FROM quality_result AS c)
);

COMMENT ON VIEW quality_latest_v1 IS 'One row a check of the last run that published with checks';
COMMENT ON COLUMN quality_latest_v1.check_id IS 'Id of the check';
COMMENT ON COLUMN quality_latest_v1.level IS 'What a failure is about: row, document or schema';
COMMENT ON COLUMN quality_latest_v1.severity IS 'critical holds back, warning is published and shown, info is counted';
COMMENT ON COLUMN quality_latest_v1.is_passed IS 'True where nothing failed';
COMMENT ON COLUMN quality_latest_v1.n_checked IS 'Rows that were checked';
COMMENT ON COLUMN quality_latest_v1.n_failed IS 'Rows that failed';
COMMENT ON COLUMN quality_latest_v1.description_en IS 'What the check asks and what a failure means';
COMMENT ON COLUMN quality_latest_v1.description_zh IS 'The same in Chinese';
COMMENT ON COLUMN quality_latest_v1.run_id IS 'The run that made the check';
COMMENT ON COLUMN quality_latest_v1.finished_at IS 'When that run had read and checked (UTC)';

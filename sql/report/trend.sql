-- Grain: one row a run that published, the newest $n_runs, oldest first.
SELECT
    r.run_id, r.finished_at,
    r.n_documents_new + r.n_documents_changed AS n_documents,
    r.n_observations_opened, r.n_observations_closed, r.n_quarantined,
    coalesce(q.n_warnings, 0) AS n_warnings,
    coalesce(q.n_failed_checks, 0) AS n_failed_checks
FROM load_run AS r
LEFT JOIN (
    SELECT
        run_id,
        sum(n_failed) FILTER (WHERE severity = 'warning') AS n_warnings,
        count(*) FILTER (WHERE NOT is_passed) AS n_failed_checks
    FROM quality_result
    GROUP BY run_id
) AS q ON q.run_id = r.run_id
QUALIFY row_number() OVER (ORDER BY r.recorded_at DESC) <= $n_runs
ORDER BY r.recorded_at

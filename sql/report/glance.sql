-- Grain: one row: what the warehouse holds and what its last run did.
SELECT
    r.run_id, r.trigger, r.status, r.started_at, r.finished_at, r.recorded_at,
    r.n_documents_new, r.n_documents_changed, r.n_documents_unchanged, r.n_documents_gone, r.n_documents_failed,
    r.n_observations_opened, r.n_observations_closed,
    d.n_documents, d.n_gone, d.n_superseded, d.n_documents_withheld,
    f.n_figures, f.n_bound, f.n_documents_with_figures,
    m.n_numbers, m.n_time, m.n_reference, m.n_unresolved,
    q.n_doubted, q.n_decided,
    k.n_withheld,
    s.n_points, s.n_contested, s.n_regions, s.n_indicators
FROM load_run AS r
CROSS JOIN (
    SELECT
        count(*) FILTER (WHERE state <> 'superseded') AS n_documents,
        count(*) FILTER (WHERE state = 'gone') AS n_gone,
        count(*) FILTER (WHERE state = 'superseded') AS n_superseded,
        count(*) FILTER (WHERE is_quarantined) AS n_documents_withheld
    FROM dim_document
    WHERE recorded_to IS NULL
) AS d
CROSS JOIN (
    SELECT
        count(*) AS n_figures, count(indicator_id) AS n_bound, count(DISTINCT document_id) AS n_documents_with_figures
    FROM current_figure
) AS f
CROSS JOIN (
    SELECT
        count(*) AS n_numbers,
        count(*) FILTER (WHERE kind = 'time') AS n_time,
        count(*) FILTER (WHERE kind = 'reference') AS n_reference,
        count(*) FILTER (WHERE kind = 'unresolved') AS n_unresolved
    FROM fact_mention
    WHERE recorded_to IS NULL
) AS m
CROSS JOIN (
    SELECT
        count(DISTINCT (document_id, observation_id)) FILTER (WHERE severity = 'warning') AS n_doubted,
        count(DISTINCT (document_id, observation_id)) FILTER (WHERE severity = 'info') AS n_decided
    FROM quality_flag
    WHERE recorded_to IS NULL
) AS q
CROSS JOIN (
    SELECT count(DISTINCT (document_id, observation_id)) AS n_withheld
    FROM quarantine
    WHERE recorded_to IS NULL AND level = 'row'
) AS k
CROSS JOIN (
    SELECT
        count(*) AS n_points,
        count(*) FILTER (WHERE n_rivals > 0) AS n_contested,
        count(DISTINCT ref_area) AS n_regions,
        count(DISTINCT indicator_id) AS n_indicators
    FROM mart_indicator_series
) AS s
ORDER BY r.recorded_at DESC
LIMIT 1

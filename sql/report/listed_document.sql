-- Grain: one row a document, those with most to look at first, the first $n_documents; `n_total` counts all.
WITH figure AS (
    SELECT document_id, count(*) AS n, count(indicator_id) AS n_bound FROM current_figure GROUP BY document_id
),
doubt AS (
    SELECT document_id, count(DISTINCT observation_id) AS n
    FROM quality_flag
    WHERE recorded_to IS NULL AND severity = 'warning'
    GROUP BY document_id
),
withheld AS (
    SELECT document_id, count(DISTINCT observation_id) AS n FROM quarantine WHERE recorded_to IS NULL GROUP BY document_id
)
SELECT
    d.document_id, d.title, d.publisher, d.published_date, d.state, d.is_quarantined,
    r.name_zh AS region_zh, r.name_en AS region_en,
    coalesce(f.n, 0) AS n_figures, coalesce(f.n_bound, 0) AS n_bound, coalesce(q.n, 0) AS n_doubted,
    coalesce(w.n, 0) AS n_withheld, count(*) OVER () AS n_total
FROM dim_document AS d
LEFT JOIN figure AS f ON f.document_id = d.document_id
LEFT JOIN doubt AS q ON q.document_id = d.document_id
LEFT JOIN withheld AS w ON w.document_id = d.document_id
LEFT JOIN dim_region AS r ON r.region_code = d.region_code AND r.recorded_to IS NULL
WHERE d.recorded_to IS NULL
ORDER BY
    d.is_quarantined DESC, n_withheld + n_doubted DESC, d.published_date DESC NULLS LAST, n_figures DESC, d.document_id
LIMIT $n_documents

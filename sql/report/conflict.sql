-- Grain: one row a statement of a series point that documents tell differently; of the $n_points points that most
-- documents tell otherwise, then the newest, at most $n_each statements. `n_total` counts the points of all.
WITH point AS (
    SELECT
        series_key, count(*) OVER () AS n_total,
        row_number() OVER (ORDER BY n_rivals DESC, time_period DESC, series_key) AS place
    FROM mart_indicator_series
    WHERE n_rivals > 0
)
SELECT
    p.n_total, p.place, c.preference, c.is_agreed, c.n_documents, c.n_rivals,
    coalesce(c.indicator_zh, c.indicator_text) AS indicator_zh, coalesce(c.indicator_en, c.indicator_text) AS indicator_en,
    c.region_zh, r.name_en AS region_en, c.subject, c.time_period, c.statistic, c.value_text, c.obs_status, c.status_group,
    c.evidence, f.span_start - f.evidence_start AS value_start, f.span_end - f.evidence_start AS value_end,
    c.document_title, c.publisher, c.published_date, c.document_id, f.span_start
FROM point AS p
JOIN conflict_v1 AS c ON c.series_key = p.series_key
JOIN current_figure AS f ON f.document_id = c.document_id AND f.observation_id = c.observation_id
LEFT JOIN dim_region AS r ON r.region_code = c.ref_area AND r.recorded_to IS NULL
WHERE p.place <= $n_points AND c.preference <= $n_each
ORDER BY p.place, c.preference

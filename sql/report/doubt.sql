-- Grain: one row a doubt that is published with its figure, at most $n_each a check; `n_all` counts those of the check,
-- `n_total` all. Where two figures disagree, the other one stands beside it.
WITH open AS (
    SELECT
        q.*,
        row_number() OVER (PARTITION BY q.check_id ORDER BY q.recorded_from DESC, q.document_id, q.observation_id) AS place,
        count(*) OVER (PARTITION BY q.check_id) AS n_all,
        count(*) OVER () AS n_total
    FROM quality_flag AS q
    WHERE q.recorded_to IS NULL AND q.severity = 'warning'
)
SELECT
    q.check_id, q.n_all, q.n_total, q.reason_zh, q.reason_en, q.document_id, f.span_start,
    substring(s.text, f.span_start - f.evidence_start + 1, f.span_end - f.span_start) AS value_text,
    coalesce(i.name_zh, f.indicator_text) AS indicator_zh, coalesce(i.name_en, f.indicator_text) AS indicator_en,
    r.name_zh AS region_zh, r.name_en AS region_en, f.time_period, d.title,
    q.other_document_id, o.span_start AS other_start,
    substring(t.text, o.span_start - o.evidence_start + 1, o.span_end - o.span_start) AS other_text
FROM open AS q
JOIN current_figure AS f ON f.document_id = q.document_id AND f.observation_id = q.observation_id
JOIN dim_document AS d ON d.document_id = q.document_id AND d.recorded_to IS NULL
LEFT JOIN dim_sentence AS s
    ON s.document_id = f.document_id AND s.evidence_start = f.evidence_start AND s.recorded_to IS NULL
LEFT JOIN dim_indicator AS i ON i.indicator_id = f.indicator_id AND i.recorded_to IS NULL
LEFT JOIN dim_region AS r ON r.region_code = f.ref_area AND r.recorded_to IS NULL
LEFT JOIN fact_observation AS o
    ON o.document_id = q.other_document_id AND o.observation_id = q.other_observation_id AND o.recorded_to IS NULL
LEFT JOIN dim_sentence AS t
    ON t.document_id = o.document_id AND t.evidence_start = o.evidence_start AND t.recorded_to IS NULL
WHERE q.place <= $n_each
ORDER BY q.n_all, q.check_id, q.place

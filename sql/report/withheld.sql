-- Grain: one row a figure or document that a check keeps out, at most $n_each a check; documents first. `n_all` counts
-- those of the check, `n_total` all.
WITH open AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY check_id ORDER BY recorded_from DESC, document_id, observation_id, field) AS place,
        count(*) OVER (PARTITION BY check_id) AS n_all,
        count(*) OVER () AS n_total
    FROM quarantine
    WHERE recorded_to IS NULL
)
SELECT
    q.check_id, q.level, q.n_all, q.n_total, q.field, q.value, q.reason_zh, q.reason_en, q.document_id,
    TRY_CAST(json_extract_string(q.payload, '$.start') AS BIGINT) AS span_start,
    substring(
        t.text, TRY_CAST(json_extract_string(q.payload, '$.start') AS BIGINT) + 1,
        TRY_CAST(json_extract_string(q.payload, '$.end') AS BIGINT)
        - TRY_CAST(json_extract_string(q.payload, '$.start') AS BIGINT)
    ) AS value_text,
    coalesce(i.name_zh, json_extract_string(q.payload, '$.indicator_text')) AS indicator_zh,
    coalesce(i.name_en, json_extract_string(q.payload, '$.indicator_text')) AS indicator_en,
    r.name_zh AS region_zh, r.name_en AS region_en, json_extract_string(q.payload, '$.time_period') AS time_period, d.title
FROM open AS q
LEFT JOIN dim_document AS d ON d.document_id = q.document_id AND d.recorded_to IS NULL
LEFT JOIN document_text AS t ON q.level = 'row' AND t.document_id = d.document_id AND t.text_sha256 = d.text_sha256
LEFT JOIN dim_indicator AS i
    ON i.indicator_id = json_extract_string(q.payload, '$.indicator_id') AND i.recorded_to IS NULL
LEFT JOIN dim_region AS r ON r.region_code = json_extract_string(q.payload, '$.ref_area') AND r.recorded_to IS NULL
WHERE q.place <= $n_each
ORDER BY q.level, q.n_all, q.check_id, q.place

-- Grain: one row a statement of a series point that its own document tells differently elsewhere, beyond rounding.
-- Purpose: a document that contradicts itself was misread in one of both places, or the two are not of one region or period.
SELECT
    a.document_id, a.observation_id, b.document_id AS other_document_id, b.observation_id AS other_observation_id,
    'obs_value' AS field, a.obs_value::VARCHAR AS value,
    format('the same document also says {:g}: of another region, period or kind, or one misread?', b.obs_value) AS reason_en,
    format('同一文档另处为 {:g}：地区、时间或口径不同，还是其中之一误读？', b.obs_value) AS reason_zh
FROM audit.statement AS a
JOIN audit.statement AS b ON b.document_id = a.document_id AND b.series = a.series AND b.time_period = a.time_period
WHERE a.is_staged AND (a.low > b.high OR a.high < b.low)

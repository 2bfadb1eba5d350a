-- Grain: one row a statement of a series point that its own document tells differently elsewhere, beyond rounding.
-- Purpose: a document that contradicts itself was misread in one of both places, or the two are not of one region or period.
SELECT
    a.document_id, a.observation_id, b.document_id AS other_document_id, b.observation_id AS other_observation_id,
    'obs_value' AS field, a.obs_value::VARCHAR AS value,
    format('the same document also says {:g}: of another region, period or kind, or one misread?', b.obs_value) AS reason_en,
    format('同一文档另处为 {:g}：地区、时间或口径不同，还是其中之一误读？', b.obs_value) AS reason_zh
FROM audit.statement AS a
JOIN audit.statement AS b
  ON b.document_id = a.document_id AND b.observation_id <> a.observation_id AND b.indicator_id = a.indicator_id AND b.ref_area IS NOT DISTINCT FROM a.ref_area AND b.subject_id IS NOT DISTINCT FROM a.subject_id
 AND b.time_period = a.time_period AND b.statistic = a.statistic AND b.unit_measure = a.unit_measure
 AND b.comparison IS NOT DISTINCT FROM a.comparison AND b.time_basis = a.time_basis AND b.scope IS NOT DISTINCT FROM a.scope
 AND b.status_group = a.status_group
WHERE a.is_staged AND (a.ref_area IS NOT NULL OR a.subject_id IS NOT NULL) AND a.part_of IS NULL AND b.part_of IS NULL
  AND (a.low > b.high OR a.high < b.low)

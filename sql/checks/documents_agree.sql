-- Grain: one row a statement of a series point that another document tells differently, beyond rounding.
-- Purpose: a conflict is shown with both evidences, never averaged. A preliminary figure and its final one do not conflict,
-- and copies of one text are one witness.
SELECT
    a.document_id, a.observation_id, b.document_id AS other_document_id, b.observation_id AS other_observation_id,
    'obs_value' AS field, a.obs_value::VARCHAR AS value,
    format('another document says {:g}: a revision, another definition, or one misread?', b.obs_value) AS reason_en,
    format('另一文档为 {:g}：数据修订、口径不同，还是其中之一误读？', b.obs_value) AS reason_zh
FROM audit.statement AS a
JOIN audit.statement AS b
  ON b.indicator_id = a.indicator_id AND b.ref_area IS NOT DISTINCT FROM a.ref_area AND b.subject_id IS NOT DISTINCT FROM a.subject_id
 AND b.time_period = a.time_period AND b.statistic = a.statistic AND b.unit_measure = a.unit_measure
 AND b.comparison IS NOT DISTINCT FROM a.comparison AND b.time_basis = a.time_basis AND b.scope IS NOT DISTINCT FROM a.scope
 AND b.status_group = a.status_group
WHERE (a.is_staged OR b.is_staged) AND a.text_sha256 <> b.text_sha256
  AND (a.ref_area IS NOT NULL OR a.subject_id IS NOT NULL) AND a.part_of IS NULL AND b.part_of IS NULL
  AND (a.obs_status = 'provisional') = (b.obs_status = 'provisional')
  AND (a.low > b.high OR a.high < b.low)

-- Grain: one row a cumulative figure (累计) below an earlier one of its series, or an earlier one above it, beyond rounding.
-- Purpose: what is counted from the beginning cannot become less: else one of both is misread, or counts from another day.
SELECT
    a.document_id, a.observation_id, b.document_id AS other_document_id, b.observation_id AS other_observation_id,
    'obs_value' AS field, a.obs_value::VARCHAR AS value,
    format('{:g} to {} but {:g} to {}: one misread, or counted from another day?', a.obs_value, a.last_day, b.obs_value, b.last_day) AS reason_en,
    format('截至 {} 为 {:g}，截至 {} 为 {:g}：其中之一误读，还是起算日不同？', a.last_day, a.obs_value, b.last_day, b.obs_value) AS reason_zh
FROM audit.statement AS a
JOIN audit.statement AS b
  ON b.indicator_id = a.indicator_id AND b.ref_area IS NOT DISTINCT FROM a.ref_area AND b.subject_id IS NOT DISTINCT FROM a.subject_id
 AND b.statistic = a.statistic AND b.unit_measure = a.unit_measure AND b.status_group = a.status_group AND b.time_basis = a.time_basis
WHERE a.time_basis = 'cumulative' AND a.statistic IN ('level', 'increment') AND (a.is_staged OR b.is_staged)
  AND a.part_of IS NULL AND b.part_of IS NULL
  AND ((a.last_day < b.last_day AND a.low > b.high) OR (a.last_day > b.last_day AND a.high < b.low))

-- Grain: one row a flow of a period that exceeds the flow of a longer period around it, or the longer one, beyond rounding.
-- Purpose: the first half of a year cannot bring more than the year, nor nine months less than six: else one is misread or of
-- another year. Things and people only, for money may be lost again.
SELECT
    a.document_id, a.observation_id, b.document_id AS other_document_id, b.observation_id AS other_observation_id,
    'obs_value' AS field, a.obs_value::VARCHAR AS value,
    format('{:g} in {} but {:g} in {}: one misread, or of another year?', a.obs_value, a.time_period, b.obs_value, b.time_period) AS reason_en,
    format('{} 为 {:g}，{} 为 {:g}：其中之一误读，还是年份有误？', a.time_period, a.obs_value, b.time_period, b.obs_value) AS reason_zh
FROM audit.statement AS a
JOIN audit.statement AS b
  ON b.indicator_id = a.indicator_id AND b.ref_area IS NOT DISTINCT FROM a.ref_area AND b.subject_id IS NOT DISTINCT FROM a.subject_id
 AND b.statistic = a.statistic AND b.unit_measure = a.unit_measure AND b.status_group = a.status_group AND b.time_basis = a.time_basis
WHERE (a.stock_or_flow = 'flow' OR a.statistic = 'increment') AND a.statistic IN ('level', 'increment') AND a.time_basis = 'period'
  AND a.unit_measure IN ('count', 'person') AND a.part_of IS NULL AND b.part_of IS NULL AND (a.is_staged OR b.is_staged)
  AND a.time_period <> b.time_period
  AND ((a.first_day >= b.first_day AND a.last_day <= b.last_day AND a.low > b.high)
    OR (a.first_day <= b.first_day AND a.last_day >= b.last_day AND a.high < b.low))

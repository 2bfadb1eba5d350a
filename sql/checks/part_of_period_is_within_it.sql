-- Grain: one row a flow of a period that exceeds the flow of a longer period around it, or the longer one, beyond rounding.
-- Purpose: the first half of a year cannot bring more than the year, nor nine months less than six: else one is misread or of
-- another year. Things and people only, for money may be lost again.
WITH flow AS (
    SELECT * FROM audit.point
    WHERE (stock_or_flow = 'flow' OR statistic = 'increment') AND statistic IN ('level', 'increment')
      AND time_basis = 'period' AND unit_measure IN ('count', 'person')
),
against AS (
    SELECT a.series, a.time_period, a.obs_value, a.low, a.high, a.is_staged, b.time_period AS other_period, b.obs_value AS other_value, b.one AS other
    FROM flow AS a
    JOIN flow AS b ON b.series = a.series AND b.time_period <> a.time_period
    WHERE (a.is_staged OR b.is_staged)
      AND ((a.first_day >= b.first_day AND a.last_day <= b.last_day AND a.low > b.high)
        OR (a.first_day <= b.first_day AND a.last_day >= b.last_day AND a.high < b.low))
)
SELECT
    s.document_id, s.observation_id, a.other.document_id AS other_document_id, a.other.observation_id AS other_observation_id,
    'obs_value' AS field, s.obs_value::VARCHAR AS value,
    format('{:g} in {} but {:g} in {}: one misread, or of another year?', s.obs_value, s.time_period, a.other_value, a.other_period) AS reason_en,
    format('{} 为 {:g}，{} 为 {:g}：其中之一误读，还是年份有误？', s.time_period, s.obs_value, a.other_period, a.other_value) AS reason_zh
FROM against AS a
JOIN audit.statement AS s
  ON s.series = a.series AND s.time_period = a.time_period AND s.obs_value = a.obs_value AND s.low = a.low AND s.high = a.high
 AND s.is_staged = a.is_staged

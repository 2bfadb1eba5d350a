-- Grain: one row a figure of a sum (the three strata of GDP) whose parts cannot sum to the total, beyond rounding.
-- Purpose: what seeds/indicator_sum.csv says is exhaustive must add up within one document, for amounts and, where the parts
-- are told as shares, to 100 percent: else one of them is misread or misprinted, or is of another region or period.
WITH figure AS (
    SELECT document_id, observation_id, indicator_id, ref_area, time_period, status_group, statistic, unit_measure, obs_value, low, high
    FROM audit.statement
    WHERE is_staged AND subject_id IS NULL AND time_basis IN ('period', 'cumulative')
      AND (statistic = 'level' OR (statistic = 'share' AND unit_measure = 'percent'))
),
part AS (
    SELECT s.total, count(*) OVER (PARTITION BY s.total) AS n_parts, s.part FROM stg.indicator_sum AS s
),
summed AS (
    SELECT
        total, document_id, ref_area, time_period, status_group, statistic, unit_measure,
        sum(low) AS low, sum(high) AS high, sum(obs_value) AS obs_value, list(observation_id) AS members
    FROM part JOIN figure ON indicator_id = part
    GROUP BY total, n_parts, document_id, ref_area, time_period, status_group, statistic, unit_measure
    HAVING count(*) = n_parts AND count(DISTINCT indicator_id) = n_parts -- each part told once
),
held AS (
    SELECT
        s.document_id, t.observation_id AS total_id, s.obs_value, t.obs_value AS total_value, list_append(s.members, t.observation_id) AS members
    FROM summed AS s
    JOIN figure AS t
      ON t.document_id = s.document_id AND t.indicator_id = s.total AND t.ref_area IS NOT DISTINCT FROM s.ref_area
     AND t.time_period IS NOT DISTINCT FROM s.time_period AND t.status_group = s.status_group
     AND t.statistic = 'level' AND s.statistic = 'level' AND t.unit_measure = s.unit_measure
    WHERE s.low > t.high OR s.high < t.low
    UNION ALL
    SELECT document_id, NULL, obs_value, 100, members FROM summed
    WHERE statistic = 'share' AND (low > 100 OR high < 100)
)
SELECT
    h.document_id, unnest(h.members) AS observation_id,
    CASE WHEN h.total_id IS NOT NULL THEN h.document_id END AS other_document_id, h.total_id AS other_observation_id,
    'obs_value' AS field, h.obs_value::VARCHAR AS value,
    format('the parts sum to {:g}, not to {:g}: one misread, or of another region or period?', h.obs_value, h.total_value) AS reason_en,
    format('各部分之和为 {:g}，而非 {:g}：其中之一误读，还是地区或时间不同？', h.obs_value, h.total_value) AS reason_zh
FROM held AS h

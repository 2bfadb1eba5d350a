-- Grain: one row a reported change, or the level beside it, that no level of the base period agrees with.
-- Purpose: level - change is the earlier level, within what the prints leave open: else one of the three is misread, or the
-- base was revised. A change in percentage points belongs to a ratio in percent.
WITH triple AS (
    SELECT
        c.document_id, c.observation_id, c.is_staged, c.obs_value AS change_value,
        n.document_id AS level_document, n.observation_id AS level_id, n.obs_value AS level_value,
        b.one.document_id AS base_document, b.one.observation_id AS base_id, b.obs_value AS base_value, b.is_staged AS base_is_staged,
        n.low - b.high <= c.high AND n.high - b.low >= c.low AS agrees
    FROM audit.statement AS c
    JOIN audit.statement AS n
      ON n.indicator_id = c.indicator_id AND n.ref_area IS NOT DISTINCT FROM c.ref_area
     AND n.subject_id IS NOT DISTINCT FROM c.subject_id AND n.time_period = c.time_period AND n.status_group = c.status_group
    JOIN audit.point AS b
      ON b.indicator_id = c.indicator_id AND b.ref_area IS NOT DISTINCT FROM c.ref_area
     AND b.subject_id IS NOT DISTINCT FROM c.subject_id AND b.time_period = c.base_period AND b.status_group = c.status_group
     AND b.statistic = n.statistic AND b.unit_measure = n.unit_measure AND b.time_basis = n.time_basis
    WHERE c.statistic = 'change' AND c.time_basis = 'period' AND n.statistic IN ('level', 'share') AND n.document_id = c.document_id
      AND (n.unit_measure = c.unit_measure OR (n.unit_measure = 'percent' AND c.unit_measure = 'percentage_point'))
),
doubted AS (
    SELECT
        document_id, observation_id, is_staged, change_value,
        arg_max(
            {'document_id': level_document, 'id': level_id, 'value': level_value,
             'base_document': base_document, 'base_id': base_id, 'base': base_value},
            (base_is_staged, base_document, base_id, level_id)
        ) AS level
    FROM triple
    GROUP BY document_id, observation_id, is_staged, change_value
    HAVING NOT bool_or(agrees) AND (is_staged OR bool_or(base_is_staged))
)
SELECT
    document_id, observation_id, level.base_document AS other_document_id, level.base_id AS other_observation_id,
    'obs_value' AS field, change_value::VARCHAR AS value,
    format('from {:g} to {:g} is not a change of {:g}: one misread, or the base revised?', level.base, level.value, change_value) AS reason_en,
    format('由 {:g} 到 {:g} 的变化不是 {:g}：其中之一误读，还是基数已修订？', level.base, level.value, change_value) AS reason_zh
FROM doubted
UNION ALL
SELECT
    level.document_id, level.id, level.base_document, level.base_id, 'obs_value', level.value::VARCHAR,
    format('from {:g} to {:g} is not a change of {:g}: one misread, or the base revised?', level.base, level.value, change_value),
    format('由 {:g} 到 {:g} 的变化不是 {:g}：其中之一误读，还是基数已修订？', level.base, level.value, change_value)
FROM doubted

-- Grain: one row a reported growth rate, or the level beside it, that no level of the base period agrees with.
-- Purpose: level / level of the base period - 1 is the growth, within what the prints leave open: else one of the three is
-- misread, or the base was revised. Growth at constant prices or of a comparable set (seeds/indicator_comparable_growth.csv)
-- is not held against levels.
WITH growth AS (
    SELECT
        *,
        low * CASE unit_measure WHEN 'times' THEN 100 WHEN 'permille' THEN 0.1 ELSE 1 END AS low_percent,
        high * CASE unit_measure WHEN 'times' THEN 100 WHEN 'permille' THEN 0.1 ELSE 1 END AS high_percent
    FROM audit.statement
    WHERE statistic = 'growth_rate' AND base_period IS NOT NULL AND time_basis = 'period' AND indicator_id IS NOT NULL
      AND unit_measure IN ('percent', 'permille', 'times')
      AND indicator_id NOT IN (SELECT indicator_id FROM stg.indicator_comparable_growth)
),
triple AS (
    SELECT
        g.document_id, g.observation_id, g.is_staged, g.obs_value AS growth_value,
        n.document_id AS level_document, n.observation_id AS level_id, n.obs_value AS level_value,
        b.one.document_id AS base_document, b.one.observation_id AS base_id, b.obs_value AS base_value, b.is_staged AS base_is_staged,
        100 * (n.low / b.high - 1) <= g.high_percent AND 100 * (n.high / b.low - 1) >= g.low_percent AS agrees
    FROM growth AS g
    JOIN audit.statement AS n
      ON n.indicator_id = g.indicator_id AND n.ref_area IS NOT DISTINCT FROM g.ref_area
     AND n.subject_id IS NOT DISTINCT FROM g.subject_id AND n.time_period = g.time_period AND n.status_group = g.status_group
    JOIN audit.point AS b
      ON b.indicator_id = g.indicator_id AND b.ref_area IS NOT DISTINCT FROM g.ref_area
     AND b.subject_id IS NOT DISTINCT FROM g.subject_id AND b.time_period = g.base_period AND b.status_group = g.status_group
     AND b.statistic = n.statistic AND b.unit_measure = n.unit_measure AND b.time_basis = n.time_basis
    WHERE n.statistic IN ('level', 'increment') AND b.low > 0 AND n.document_id = g.document_id
),
doubted AS (
    SELECT
        document_id, observation_id, is_staged, growth_value,
        arg_max(
            {'document_id': level_document, 'id': level_id, 'value': level_value,
             'base_document': base_document, 'base_id': base_id, 'base': base_value},
            (base_is_staged, base_document, base_id, level_id)
        ) AS level
    FROM triple
    GROUP BY document_id, observation_id, is_staged, growth_value
    HAVING NOT bool_or(agrees) AND (is_staged OR bool_or(base_is_staged))
),
named AS (
    SELECT *, 100 * (level.value / level.base - 1) AS implied FROM doubted
)
SELECT
    document_id, observation_id, level.base_document AS other_document_id, level.base_id AS other_observation_id,
    'obs_value' AS field, growth_value::VARCHAR AS value,
    format('{:g} after {:g} is growth of {:.2f} percent, not {:g}: one misread, or the base revised?', level.value, level.base, implied, growth_value)
        AS reason_en,
    format('由 {:g} 到 {:g} 应为增长 {:.2f}%，而非 {:g}：其中之一误读，还是基数已修订？', level.base, level.value, implied, growth_value) AS reason_zh
FROM named
UNION ALL
SELECT
    level.document_id, level.id, level.base_document, level.base_id, 'obs_value', level.value::VARCHAR,
    format('{:g} after {:g} is growth of {:.2f} percent, not {:g}: one misread, or the base revised?', level.value, level.base, implied, growth_value),
    format('由 {:g} 到 {:g} 应为增长 {:.2f}%，而非 {:g}：其中之一误读，还是基数已修订？', level.base, level.value, implied, growth_value)
FROM named

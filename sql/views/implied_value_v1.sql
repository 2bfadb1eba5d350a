-- implied_value_v1
-- Grain: one row a value that no document need state: derived from two figures of the series by one formula.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
-- Formulas, over figures of one region or subject and one status group:
--   denominator_of_ratio, numerator_of_ratio, ratio_of_terms   seeds/indicator_quotient.csv: R&D, GDP, intensity
--   total_of_share, part_of_total                              a part, its share, and its total of seeds/indicator_sum.csv
--   base_of_growth, base_of_change                             the level that a reported growth or change starts from
-- Growth at constant prices or of a comparable set (seeds/indicator_comparable_growth.csv) leads to no earlier level.
-- Figures that leave one end open (超, 不足) derive nothing.
-- `holder` is whose figure it is: structs are equal where their fields are, nulls included.
CREATE VIEW implied_value_v1 AS
WITH point AS (
    SELECT
        indicator_id, statistic, unit_measure, comparison, obs_value, low, high, time_period,
        {'ref_area': ref_area, 'subject_id': subject_id, 'status_group': status_group} AS holder,
        {'document_id': document_id, 'observation_id': observation_id} AS figure
    FROM mart_indicator_series
    WHERE
        coalesce(time_basis, 'period') = 'period' AND scope IS NULL AND obs_value_high IS NULL
        AND isfinite(low) AND isfinite(high)
),
amount AS (
    SELECT * FROM point WHERE statistic = 'level' AND comparison IS NULL AND unit_measure NOT IN ('percent', 'rank')
),
ratio AS (
    SELECT * FROM point
    WHERE statistic IN ('level', 'share') AND comparison IS NULL AND unit_measure = 'percent' AND low > 0
),
-- the same period a year earlier: 2023-Q2 after 2022-Q2, 2023-01/2023-06 after 2022-01/2022-06
moved AS (
    SELECT
        *,
        CASE
            WHEN comparison = 'yoy' AND contains(time_period, '/') THEN
                (TRY_CAST(left(time_period, 4) AS INTEGER) - 1) || substring(split_part(time_period, '/', 1), 5) || '/'
                || (TRY_CAST(left(split_part(time_period, '/', 2), 4) AS INTEGER) - 1)
                || substring(split_part(time_period, '/', 2), 5)
            WHEN comparison = 'yoy' THEN (TRY_CAST(left(time_period, 4) AS INTEGER) - 1) || substring(time_period, 5)
            WHEN regexp_full_match(comparison, '[12][0-9]{3}(-.+)?') THEN comparison
        END AS base_period
    FROM point
    WHERE statistic IN ('growth_rate', 'change')
),
growth AS (
    SELECT
        *,
        CASE unit_measure WHEN 'times' THEN 1 WHEN 'permille' THEN 0.001 ELSE 0.01 END AS factor
    FROM moved
    WHERE
        statistic = 'growth_rate' AND base_period IS NOT NULL AND unit_measure IN ('percent', 'permille', 'times')
        AND indicator_id NOT IN (SELECT indicator_id FROM indicator_comparable_growth)
),
derived AS (
    SELECT
        'denominator_of_ratio' AS derivation, q.denominator AS indicator_id, n.holder, n.time_period,
        'level' AS statistic, n.unit_measure,
        100 * n.obs_value / r.obs_value AS obs_value, 100 * n.low / r.high AS low, 100 * n.high / r.low AS high,
        format('{} / {} = {:.15g} / {:.15g}%', q.numerator, q.ratio, n.obs_value, r.obs_value) AS formula,
        n.figure AS one, r.figure AS two
    FROM indicator_quotient AS q
    JOIN ratio AS r ON r.indicator_id = q.ratio
    JOIN amount AS n ON n.indicator_id = q.numerator AND n.holder = r.holder AND n.time_period = r.time_period
    UNION ALL
    SELECT
        'numerator_of_ratio', q.numerator, d.holder, d.time_period, 'level', d.unit_measure,
        d.obs_value * r.obs_value / 100, d.low * r.low / 100, d.high * r.high / 100,
        format('{} * {} = {:.15g} * {:.15g}%', q.denominator, q.ratio, d.obs_value, r.obs_value), d.figure, r.figure
    FROM indicator_quotient AS q
    JOIN ratio AS r ON r.indicator_id = q.ratio
    JOIN amount AS d ON d.indicator_id = q.denominator AND d.holder = r.holder AND d.time_period = r.time_period
    UNION ALL
    SELECT
        'ratio_of_terms', q.ratio, n.holder, n.time_period, 'share', 'percent',
        100 * n.obs_value / d.obs_value, 100 * n.low / d.high, 100 * n.high / d.low,
        format('{} / {} = {:.15g} / {:.15g}', q.numerator, q.denominator, n.obs_value, d.obs_value), n.figure, d.figure
    FROM indicator_quotient AS q
    JOIN amount AS n ON n.indicator_id = q.numerator
    JOIN amount AS d ON d.indicator_id = q.denominator AND d.holder = n.holder AND d.time_period = n.time_period
    WHERE d.unit_measure = n.unit_measure AND d.low > 0
    UNION ALL
    SELECT
        'total_of_share', s.total, p.holder, p.time_period, 'level', p.unit_measure,
        100 * p.obs_value / r.obs_value, 100 * p.low / r.high, 100 * p.high / r.low,
        format('{} / its share = {:.15g} / {:.15g}%', s.part, p.obs_value, r.obs_value), p.figure, r.figure
    FROM indicator_sum AS s
    JOIN ratio AS r ON r.indicator_id = s.part AND r.statistic = 'share'
    JOIN amount AS p ON p.indicator_id = s.part AND p.holder = r.holder AND p.time_period = r.time_period
    UNION ALL
    SELECT
        'part_of_total', s.part, t.holder, t.time_period, 'level', t.unit_measure,
        t.obs_value * r.obs_value / 100, t.low * r.low / 100, t.high * r.high / 100,
        format('{} * share of {} = {:.15g} * {:.15g}%', s.total, s.part, t.obs_value, r.obs_value), t.figure, r.figure
    FROM indicator_sum AS s
    JOIN ratio AS r ON r.indicator_id = s.part AND r.statistic = 'share'
    JOIN amount AS t ON t.indicator_id = s.total AND t.holder = r.holder AND t.time_period = r.time_period
    UNION ALL
    SELECT
        'base_of_growth', l.indicator_id, l.holder, g.base_period, 'level', l.unit_measure,
        l.obs_value / (1 + g.factor * g.obs_value),
        least(l.low / (1 + g.factor * g.low), l.low / (1 + g.factor * g.high)),
        greatest(l.high / (1 + g.factor * g.low), l.high / (1 + g.factor * g.high)),
        format('{} / (1 + growth) = {:.15g} / (1 + {:.15g}{})', l.indicator_id, l.obs_value, g.obs_value,
            CASE g.unit_measure WHEN 'percent' THEN '%' WHEN 'permille' THEN '‰' ELSE '' END),
        l.figure, g.figure
    FROM growth AS g
    JOIN amount AS l ON l.indicator_id = g.indicator_id AND l.holder = g.holder AND l.time_period = g.time_period
    WHERE 1 + g.factor * g.low > 0
    UNION ALL
    SELECT
        'base_of_change', l.indicator_id, l.holder, c.base_period, l.statistic, l.unit_measure,
        l.obs_value - c.obs_value, l.low - c.high, l.high - c.low,
        format('{} - change = {:.15g} - {:.15g}', l.indicator_id, l.obs_value, c.obs_value), l.figure, c.figure
    FROM moved AS c
    JOIN point AS l ON l.indicator_id = c.indicator_id AND l.holder = c.holder AND l.time_period = c.time_period
    WHERE
        c.statistic = 'change' AND c.base_period IS NOT NULL AND l.statistic IN ('level', 'share') AND l.comparison IS NULL
        AND (l.unit_measure = c.unit_measure OR (l.unit_measure = 'percent' AND c.unit_measure = 'percentage_point'))
)
SELECT
    true AS is_derived,
    d.derivation,
    d.formula,
    d.indicator_id,
    i.name_zh AS indicator_zh,
    i.name_en AS indicator_en,
    d.holder.ref_area AS ref_area,
    r.name_zh AS region_zh,
    u.subject,
    d.time_period,
    d.statistic,
    d.holder.status_group AS status_group,
    d.obs_value,
    d.low AS obs_value_low,
    d.high AS obs_value_high,
    d.unit_measure,
    d.one.document_id AS document_id_1,
    d.one.observation_id AS observation_id_1,
    d.two.document_id AS document_id_2,
    d.two.observation_id AS observation_id_2,
    t.obs_value AS stated_value,
    t.low < d.high AND t.high > d.low AS is_stated_alike,
    t.figure.document_id AS stated_document_id,
    t.figure.observation_id AS stated_observation_id
FROM derived AS d
JOIN dim_indicator AS i ON i.indicator_id = d.indicator_id AND i.recorded_to IS NULL
LEFT JOIN dim_region AS r ON r.region_code = d.holder.ref_area AND r.recorded_to IS NULL
LEFT JOIN dim_subject AS u ON u.subject_id = d.holder.subject_id
LEFT JOIN point AS t
    ON t.indicator_id = d.indicator_id AND t.holder = d.holder AND t.time_period = d.time_period
    AND t.statistic = d.statistic AND t.unit_measure = d.unit_measure AND t.comparison IS NULL;

COMMENT ON VIEW implied_value_v1 IS 'One row a value derived from two figures of the series by one formula';
COMMENT ON COLUMN implied_value_v1.is_derived IS 'Always true: no document states this value; see stated_value for what one does';
COMMENT ON COLUMN implied_value_v1.derivation IS 'denominator_of_ratio, numerator_of_ratio, ratio_of_terms, total_of_share, part_of_total, base_of_growth or base_of_change';
COMMENT ON COLUMN implied_value_v1.formula IS 'The formula in indicator ids, and with the two values';
COMMENT ON COLUMN implied_value_v1.indicator_id IS 'Indicator that the value is of';
COMMENT ON COLUMN implied_value_v1.indicator_zh IS 'Chinese name of the indicator';
COMMENT ON COLUMN implied_value_v1.indicator_en IS 'English name of the indicator';
COMMENT ON COLUMN implied_value_v1.ref_area IS 'GB/T 2260 code of the region';
COMMENT ON COLUMN implied_value_v1.region_zh IS 'Chinese name of the region';
COMMENT ON COLUMN implied_value_v1.subject IS 'Organisation, park or platform; null for the region as a whole';
COMMENT ON COLUMN implied_value_v1.time_period IS 'Period that the value is of, in ISO 8601';
COMMENT ON COLUMN implied_value_v1.statistic IS 'level or share';
COMMENT ON COLUMN implied_value_v1.status_group IS 'observed (actual or provisional), target or forecast';
COMMENT ON COLUMN implied_value_v1.obs_value IS 'The derived value, in unit_measure';
COMMENT ON COLUMN implied_value_v1.obs_value_low IS 'Least value that the printed digits of both figures leave open';
COMMENT ON COLUMN implied_value_v1.obs_value_high IS 'Largest value that they leave open';
COMMENT ON COLUMN implied_value_v1.unit_measure IS 'Unit code of obs_value';
COMMENT ON COLUMN implied_value_v1.document_id_1 IS 'Document of the first figure of the formula';
COMMENT ON COLUMN implied_value_v1.observation_id_1 IS 'That figure, in view observation';
COMMENT ON COLUMN implied_value_v1.document_id_2 IS 'Document of the second figure';
COMMENT ON COLUMN implied_value_v1.observation_id_2 IS 'That figure, in view observation';
COMMENT ON COLUMN implied_value_v1.stated_value IS 'What indicator_series shows of the same point; null where no document states it';
COMMENT ON COLUMN implied_value_v1.is_stated_alike IS 'True where it lies within what the derived value leaves open';
COMMENT ON COLUMN implied_value_v1.stated_document_id IS 'Document of the stated value';
COMMENT ON COLUMN implied_value_v1.stated_observation_id IS 'The stated figure, in view observation';

-- Grain: one row a ratio, or a term of it, that no numerator and denominator of its region and period agree with.
-- Purpose: 100 * numerator / denominator is the ratio (seeds/indicator_quotient.csv: R&D, GDP, intensity), within what the
-- prints leave open: else one of the three is misread, or of another region, period or revision.
WITH triple AS (
    SELECT
        r.series, r.time_period, r.is_staged, r.obs_value AS ratio_value, r.low, r.high,
        n.one.document_id AS numerator_document, n.one.observation_id AS numerator_id, n.obs_value AS numerator_value, n.is_staged AS numerator_is_staged,
        d.one.document_id AS denominator_document, d.one.observation_id AS denominator_id, d.obs_value AS denominator_value, d.is_staged AS denominator_is_staged,
        100 * n.low / d.high <= r.high AND 100 * n.high / d.low >= r.low AS agrees
    FROM stg.indicator_quotient AS q
    JOIN audit.point AS r ON r.indicator_id = q.ratio
    JOIN audit.point AS n ON n.indicator_id = q.numerator AND n.ref_area = r.ref_area AND n.time_period = r.time_period
    JOIN audit.point AS d ON d.indicator_id = q.denominator AND d.ref_area = r.ref_area AND d.time_period = r.time_period
    WHERE r.statistic IN ('level', 'share') AND r.unit_measure = 'percent' AND n.statistic = 'level' AND d.statistic = 'level'
      AND n.unit_measure = d.unit_measure AND d.low > 0
      AND r.subject_id IS NULL AND n.subject_id IS NULL AND d.subject_id IS NULL
      AND r.status_group = n.status_group AND r.status_group = d.status_group
),
doubted AS (
    SELECT
        series, time_period, is_staged, ratio_value, low, high,
        arg_max(
            {'document_id': numerator_document, 'id': numerator_id, 'value': numerator_value},
            (numerator_is_staged, numerator_document, numerator_id)
        ) AS n,
        arg_max(
            {'document_id': denominator_document, 'id': denominator_id, 'value': denominator_value},
            (denominator_is_staged, denominator_document, denominator_id)
        ) AS d
    FROM triple
    GROUP BY series, time_period, is_staged, ratio_value, low, high
    HAVING NOT bool_or(agrees) AND (is_staged OR bool_or(numerator_is_staged) OR bool_or(denominator_is_staged))
),
told AS (
    SELECT s.document_id, s.observation_id, d.*
    FROM doubted AS d
    JOIN audit.statement AS s
      ON s.series = d.series AND s.time_period = d.time_period AND s.obs_value = d.ratio_value AND s.low = d.low AND s.high = d.high
     AND s.is_staged = d.is_staged
),
member AS (
    SELECT document_id, observation_id, n.document_id AS other_document_id, n.id AS other_observation_id, ratio_value AS value, n, d, ratio_value FROM told
    UNION ALL
    SELECT n.document_id, n.id, document_id, observation_id, n.value, n, d, ratio_value FROM told
    UNION ALL
    SELECT d.document_id, d.id, document_id, observation_id, d.value, n, d, ratio_value FROM told
)
SELECT
    document_id, observation_id, other_document_id, other_observation_id, 'obs_value' AS field, value::VARCHAR AS value,
    format('{:g} of {:g} is {:.2f} percent, not {:g}: one misread, or of another region, period or revision?', n.value, d.value, 100 * n.value / d.value, ratio_value)
        AS reason_en,
    format('{:g} 占 {:g} 的 {:.2f}%，而非 {:g}%：其中之一误读，还是地区、时间或修订版本不同？', n.value, d.value, 100 * n.value / d.value, ratio_value) AS reason_zh
FROM member

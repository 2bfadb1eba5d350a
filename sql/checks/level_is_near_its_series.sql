-- Grain: one row a level a thousand times above or below every other level of its series.
-- Purpose: no region's total grows a thousandfold between two years: 万 or 亿 was misread, or the unit is another.
WITH compared AS (
    SELECT a.document_id, a.observation_id, a.obs_value, b.document_id AS other_document, b.observation_id AS other_id, b.obs_value AS other
    FROM audit.statement AS a
    JOIN audit.statement AS b
      ON b.indicator_id = a.indicator_id AND b.ref_area = a.ref_area AND b.subject_id IS NOT DISTINCT FROM a.subject_id
     AND b.statistic = a.statistic AND b.unit_measure = a.unit_measure AND b.time_basis = a.time_basis AND b.time_period <> a.time_period
    WHERE a.is_staged AND a.statistic IN ('level', 'increment') AND a.part_of IS NULL AND b.part_of IS NULL
      AND a.obs_value > 0 AND b.obs_value > 0 AND a.indicator_unit = a.unit_measure
      AND abs((a.last_day - a.first_day) - (b.last_day - b.first_day)) <= 3 -- years and months differ by days
),
nearest AS (
    SELECT
        document_id, observation_id, obs_value,
        arg_min(
            {'document_id': other_document, 'id': other_id, 'value': other, 'distance': abs(ln(other / obs_value))},
            (abs(ln(other / obs_value)), other_document, other_id)
        ) AS other
    FROM compared
    GROUP BY document_id, observation_id, obs_value
)
SELECT
    document_id, observation_id, other.document_id AS other_document_id, other.id AS other_observation_id,
    'obs_value' AS field, obs_value::VARCHAR AS value,
    format('{:g}, but {:g} in another period: 万 or 亿 misread?', obs_value, other.value) AS reason_en,
    format('此处为 {:g}，另一时期为 {:g}：“万”“亿”误读？', obs_value, other.value) AS reason_zh
FROM nearest
WHERE other.distance > ln(1000)

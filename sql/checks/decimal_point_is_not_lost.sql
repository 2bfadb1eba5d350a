-- Grain: one row a percentage without decimals that is ten or a hundred times what all its neighbours say.
-- Purpose: a lost decimal point (61% for 6.1%) is suggested as such. Neighbours are the other periods of the series, and the
-- other regions of one document; at least three, all printed with decimals. The figure is doubted where it lies above all of
-- them and a tenth or a hundredth of it would lie among them.
WITH whole AS (
    SELECT * FROM audit.statement
    WHERE series IS NOT NULL AND is_staged AND unit_measure IN ('percent', 'percentage_point') AND decimals = 0 AND obs_value >= 10
),
neighbour AS (
    SELECT a.document_id, a.observation_id, a.obs_value, b.obs_value AS other, b.decimals
    FROM whole AS a JOIN audit.point AS b ON b.series = a.series AND b.time_period <> a.time_period
    UNION ALL
    SELECT a.document_id, a.observation_id, a.obs_value, b.obs_value, b.decimals
    FROM whole AS a
    JOIN audit.statement AS b
      ON b.document_id = a.document_id AND b.indicator_id = a.indicator_id AND b.statistic = a.statistic
     AND b.unit_measure = a.unit_measure AND b.ref_area <> a.ref_area
),
surrounded AS (
    SELECT document_id, observation_id, obs_value, min(other) AS least, max(other) AS most
    FROM neighbour
    GROUP BY ALL
    HAVING count(*) >= 3 AND min(decimals) > 0
)
SELECT
    document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value,
    format('{:g} among values from {:g} to {:g}: the decimal point lost?', obs_value, least, most) AS reason_en,
    format('同类数据在 {1:g} 到 {2:g} 之间，此处为 {0:g}：漏了小数点？', obs_value, least, most) AS reason_zh
FROM surrounded
WHERE obs_value > most AND (obs_value / 10 BETWEEN least AND most OR obs_value / 100 BETWEEN least AND most)

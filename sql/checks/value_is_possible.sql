-- Grain: one row an observation outside of the range possible for its indicator, statistic and region level.
-- Purpose: a value that cannot be is kept out, telling whether a factor of 10,000 explains it.
-- Rates are compared in percent, amounts only where they are in the indicator's own unit.
WITH beyond AS (
    SELECT
        *,
        statistic IN ('level', 'increment', 'change') AS is_amount,
        CASE WHEN statistic NOT IN ('growth_rate', 'share') THEN obs_value
             WHEN unit_measure = 'times' THEN 100 * obs_value
             WHEN unit_measure = 'permille' THEN obs_value / 10
             ELSE obs_value END AS compared
    FROM audit.figure
    WHERE unit_measure = coalesce(indicator_unit, unit_measure) OR statistic NOT IN ('level', 'increment', 'change')
)
SELECT
    document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value,
    format('{:g} is beyond {:g}', compared, CASE WHEN compared > possible_high THEN possible_high ELSE possible_low END) || CASE
        WHEN NOT is_amount THEN ''
        WHEN compared / 1e4 BETWEEN possible_low AND possible_high THEN ', a 10,000th of it is not: 万 read twice, or 亿 for 万?'
        WHEN compared * 1e4 BETWEEN possible_low AND possible_high THEN ', 10,000 times as much is not: 万 lost, or 万 read for 亿?'
        ELSE '' END AS reason_en,
    format('{:g} 超出界限 {:g}', compared, CASE WHEN compared > possible_high THEN possible_high ELSE possible_low END) || CASE
        WHEN NOT is_amount THEN ''
        WHEN compared / 1e4 BETWEEN possible_low AND possible_high THEN '，缩小万倍则合理：“万”读了两次，或“万”误作“亿”？'
        WHEN compared * 1e4 BETWEEN possible_low AND possible_high THEN '，放大万倍则合理：漏读“万”，或“亿”误作“万”？'
        ELSE '' END AS reason_zh
FROM beyond
WHERE compared > possible_high
   OR compared < CASE WHEN possible_low > 0 AND NOT is_whole THEN 0 ELSE possible_low END

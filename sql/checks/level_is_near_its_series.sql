-- Grain: one row a level a thousand times above or below every level of its series in other periods.
-- Purpose: no region's total grows a thousandfold between two years: 万 or 亿 was misread, or the unit is another. Only periods
-- of one length are compared (years with years).
WITH told AS (
    SELECT
        *,
        length(time_period) AS grain,
        {'document_id': document_id, 'observation_id': observation_id, 'value': obs_value} AS itself
    FROM audit.statement
    WHERE series IS NOT NULL AND statistic IN ('level', 'increment') AND obs_value > 0 AND indicator_unit = unit_measure
),
beside AS (
    SELECT
        document_id, observation_id, obs_value, is_staged,
        max(obs_value) OVER others AS most, arg_max(itself, obs_value) OVER others AS largest,
        min(obs_value) OVER others AS least, arg_min(itself, obs_value) OVER others AS smallest
    FROM told
    WINDOW others AS (
        PARTITION BY series, grain ORDER BY time_period
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP
    )
),
far AS (
    SELECT *, CASE WHEN obs_value > most THEN largest ELSE smallest END AS other
    FROM beside
    WHERE is_staged AND (obs_value > 1000 * most OR obs_value < least / 1000)
)
SELECT
    document_id, observation_id, other.document_id AS other_document_id, other.observation_id AS other_observation_id,
    'obs_value' AS field, obs_value::VARCHAR AS value,
    format('{:g}, but {:g} in another period: 万 or 亿 misread?', obs_value, other.value) AS reason_en,
    format('此处为 {:g}，另一时期为 {:g}：“万”“亿”误读？', obs_value, other.value) AS reason_zh
FROM far

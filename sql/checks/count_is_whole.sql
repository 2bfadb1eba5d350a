-- Grain: one row a level or increment of things or people with a fraction.
-- Purpose: a lost multiplier (3.2 for 3.2万) is doubted. Ratios (件 for 10,000 people) and averages may have fractions.
SELECT
    document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value,
    format('{:g} of things that come whole: 万 or 亿 lost?', obs_value) AS reason_en,
    format('{:g} 不是整数：漏读“万”或“亿”？', obs_value) AS reason_zh
FROM audit.figure
WHERE statistic IN ('level', 'increment') AND unit_measure IN ('count', 'person') AND stock_or_flow IN ('stock', 'flow')
  AND time_basis IN ('period', 'cumulative') AND abs(obs_value - round(obs_value)) > 1e-6 * greatest(1, abs(obs_value))

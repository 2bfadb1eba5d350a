-- Grain: one row a growth rate below -100 percent.
-- Purpose: an amount or a lost decimal point taken for a rate is doubted. (A profit turned into a loss may do so.)
SELECT document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value
FROM audit.figure
WHERE statistic = 'growth_rate' AND ((unit_measure = 'percent' AND obs_value < -100) OR (unit_measure = 'times' AND obs_value < -1))

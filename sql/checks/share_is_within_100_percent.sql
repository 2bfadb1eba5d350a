-- Grain: one row a share below nothing or above the whole.
-- Purpose: a growth rate taken for a share, or a lost decimal point, is kept out.
SELECT document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value
FROM audit.figure
WHERE statistic = 'share'
  AND (obs_value < 0 OR (unit_measure = 'percent' AND obs_value > 100) OR (unit_measure = 'permille' AND obs_value > 1000))

-- Grain: one row a range (4.5%—5%) without an upper end, or with one below the lower end.
-- Purpose: the multiplier of a range belongs to both ends (3—5亿).
SELECT document_id, observation_id, 'obs_value_high' AS field, obs_value_high::VARCHAR AS value
FROM audit.figure
WHERE obs_value_high < obs_value OR (qualifier = 'range' AND obs_value_high IS NULL)

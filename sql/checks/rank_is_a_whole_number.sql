-- Grain: one row a rank that is not 1, 2, 3, ...
-- Purpose: a change of rank or another number taken for a rank is kept out.
SELECT document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value
FROM audit.figure
WHERE statistic = 'rank' AND (obs_value < 1 OR obs_value <> floor(obs_value))

-- Grain: one row a level or increment of things or people below zero.
-- Purpose: a decrease taken for a level is kept out. Money may be negative (a loss), and so may a ratio.
SELECT document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value
FROM audit.figure
WHERE statistic IN ('level', 'increment') AND unit_measure IN ('count', 'person') AND obs_value < 0

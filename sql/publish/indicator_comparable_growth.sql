-- Grain: an indicator that grows at constant prices or as a comparable set, of the vocabulary in force.
SELECT DISTINCT indicator_id
FROM stg.indicator_comparable_growth;

-- Grain: a total and a part, of the vocabulary in force.
SELECT total, part
FROM stg.indicator_sum;

-- Grain: a ratio and its terms, of the vocabulary in force.
SELECT ratio, numerator, denominator
FROM stg.indicator_quotient;

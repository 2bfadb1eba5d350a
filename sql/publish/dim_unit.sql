-- Grain: a unit code of the vocabulary.
SELECT
    unit_measure,
    min(dimension) AS dimension,
    string_agg(surface, '|' ORDER BY surface) FILTER (WHERE factor = 1) AS surfaces
FROM stg.unit
WHERE unit_measure IS NOT NULL
GROUP BY unit_measure;

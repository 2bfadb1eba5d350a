-- Grain: one row an observation whose unit is not in the units.
-- Purpose: a unit is a code that the vocabulary knows, or two of them around a slash (CNY/person). `rank` and `year` are
-- the contract's own: no word of the unit table stands for them.
WITH known AS (
    SELECT unit_measure FROM stg.unit WHERE unit_measure IS NOT NULL
    UNION SELECT unit_measure FROM stg.statistic_unit
    UNION SELECT 'year'
),
used AS (SELECT DISTINCT unit_measure FROM stg.observation),
unknown AS (
    SELECT unit_measure FROM used
    WHERE unit_measure NOT IN (FROM known)
      AND NOT (split_part(unit_measure, '/', 1) IN (FROM known) AND split_part(unit_measure, '/', 2) IN (FROM known))
)
SELECT document_id, observation_id, 'unit_measure' AS field, unit_measure AS value
FROM stg.observation JOIN unknown USING (unit_measure)

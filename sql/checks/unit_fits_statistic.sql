-- Grain: one row an observation whose unit cannot tell its statistic.
-- Purpose: a growth rate in yuan is the number of a neighbouring word. The pairs are seeds/statistic_unit.csv; a statistic
-- that can be told in the indicator's own unit (`=`) takes any unit but those that tell another statistic only.
WITH fixed AS (
    SELECT statistic FROM stg.statistic_unit GROUP BY statistic HAVING NOT bool_or(unit_measure = '=')
)
SELECT
    f.document_id, f.observation_id, 'unit_measure' AS field, f.unit_measure AS value,
    'a ' || f.statistic || ' is not told in ' || f.unit_measure AS reason_en,
    f.statistic || ' 不以 ' || f.unit_measure || ' 计' AS reason_zh
FROM audit.figure AS f
LEFT JOIN stg.statistic_unit AS s ON s.statistic = f.statistic AND s.unit_measure = f.unit_measure
WHERE s.statistic IS NULL
  AND (f.statistic IN (FROM fixed) OR (f.unit_measure = 'rank' AND f.statistic <> 'change'))

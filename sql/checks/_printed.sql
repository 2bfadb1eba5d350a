-- Grain: one row a way in which figures are printed: the characters at their span.
-- Purpose: a second, independent reading of the printed number: its digits, the power of ten of its multiplier, its unit and
-- the unit's factor. Created as table audit.printed before the checks run. Null `digits` where no Arabic digit begins it or
-- it is a fraction; null `surface` where what follows the digits is no multiplier and known unit (seeds/unit.csv).
WITH way AS (
    SELECT text AS printed FROM stg.mention WHERE kind = 'observation'
    UNION
    SELECT printed FROM audit.published
),
halved AS (
    SELECT
        printed,
        replace(translate(printed, '０１２３４５６７８９．％，‰萬億餘', '0123456789.%,‰万亿余'), ' ', '') AS plain
    FROM way WHERE printed IS NOT NULL
),
cut AS (
    SELECT
        printed,
        replace(regexp_extract(plain, '^(第|前|每|-|−|—|–)?([0-9][0-9,]*([.][0-9]+)?)', 2), ',', '') AS digits,
        replace(replace(regexp_replace(plain, '^(第|前|每|-|−|—|–)?[0-9][0-9,]*([.][0-9]+)?', ''), '余', ''), '多', '') AS rest
    FROM halved
),
ending AS (
    SELECT DISTINCT rest FROM cut WHERE digits <> ''
),
split AS (
    SELECT e.rest, u.surface, u.unit_measure, u.factor, left(e.rest, length(e.rest) - length(u.surface)) AS multiplier
    FROM ending AS e JOIN stg.unit AS u ON u.surface IS NOT NULL AND u.unit_measure IS NOT NULL AND ends_with(e.rest, u.surface)
    UNION ALL
    SELECT rest, '', NULL, 1.0, rest FROM ending
),
read AS (
    SELECT
        rest,
        max_by(
            {'surface': surface, 'unit': unit_measure, 'factor': CAST(factor AS DOUBLE), 'multiplier': multiplier}, length(surface)
        ) AS told
    FROM split
    WHERE regexp_full_match(multiplier, '[十百千万亿]*')
    GROUP BY rest
)
SELECT
    c.printed,
    CASE WHEN c.rest NOT SIMILAR TO '[/:：∶].*' THEN TRY_CAST(c.digits AS DOUBLE) END AS digits,
    r.told.surface AS surface,
    r.told.unit AS unit_measure,
    r.told.factor AS factor,
    CASE WHEN r.told.multiplier <> '' THEN
        list_sum([
            CASE m WHEN '十' THEN 1 WHEN '百' THEN 2 WHEN '千' THEN 3 WHEN '万' THEN 4 ELSE 8 END
            for m in string_split(r.told.multiplier, '')
        ])
    END AS power_of_ten
FROM cut AS c LEFT JOIN read AS r USING (rest)

-- Grain: one row a rank beyond the number of regions of its level within its scope.
-- Purpose: a province of 11 cities has no 15th: else the scope is another, or the number is no rank.
-- Counted are regions in force (seeds/region.csv) of the figure's own level, two steps down at most.
WITH region AS (
    SELECT region_code, any_value(level ORDER BY level) AS level, any_value(parent_code ORDER BY parent_code) AS parent_code
    FROM stg.region WHERE coalesce(valid_to, '') = '' GROUP BY region_code
),
ancestor AS (
    SELECT region_code, level, parent_code AS scope FROM region
    UNION ALL
    SELECT r.region_code, r.level, p.parent_code FROM region AS r JOIN region AS p ON p.region_code = r.parent_code
    UNION ALL
    SELECT r.region_code, r.level, g.parent_code
    FROM region AS r JOIN region AS p ON p.region_code = r.parent_code JOIN region AS g ON g.region_code = p.parent_code
),
size AS (
    SELECT scope, level, count(DISTINCT region_code) AS n FROM ancestor GROUP BY scope, level
)
SELECT
    f.document_id, f.observation_id, 'obs_value' AS field, f.obs_value::VARCHAR AS value,
    format('rank {:g} among {} regions: another scope, or no rank?', f.obs_value, s.n) AS reason_en,
    format('{1} 个同级地区中的第 {0:g} 位：排名范围有误，还是并非位次？', f.obs_value, s.n) AS reason_zh
FROM audit.figure AS f JOIN size AS s ON s.scope = f.scope AND s.level = f.region_level
WHERE f.statistic = 'rank' AND f.subject IS NULL AND f.obs_value > s.n

-- Grain: a region code, named as it is (or was last) called, with its ancestors. At most three steps lead to the nation.
WITH region AS (
    SELECT region_code, name_zh, name_en, level, parent_code, valid_from, valid_to
    FROM stg.region
    QUALIFY row_number() OVER (
        PARTITION BY region_code ORDER BY valid_to DESC NULLS FIRST, valid_from DESC NULLS LAST, name_zh
    ) = 1
),
lineage AS (
    SELECT
        r.*,
        CASE 'province' WHEN r.level THEN r.region_code WHEN p.level THEN p.region_code WHEN g.level THEN g.region_code END
            AS province_code,
        CASE 'province' WHEN r.level THEN r.name_zh WHEN p.level THEN p.name_zh WHEN g.level THEN g.name_zh END
            AS province_zh,
        CASE 'prefecture' WHEN r.level THEN r.region_code WHEN p.level THEN p.region_code WHEN g.level THEN g.region_code
        END AS prefecture_code,
        CASE 'prefecture' WHEN r.level THEN r.name_zh WHEN p.level THEN p.name_zh WHEN g.level THEN g.name_zh END
            AS prefecture_zh,
        concat(
            CASE WHEN g.level <> 'nation' THEN g.name_zh END, CASE WHEN p.level <> 'nation' THEN p.name_zh END, r.name_zh
        ) AS path_zh
    FROM region AS r
    LEFT JOIN region AS p ON p.region_code = r.parent_code
    LEFT JOIN region AS g ON g.region_code = p.parent_code
)
SELECT
    region_code, name_zh, name_en, level, parent_code, province_code, province_zh, prefecture_code, prefecture_zh, path_zh,
    valid_from, valid_to
FROM lineage;

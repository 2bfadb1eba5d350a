-- Grain: one row a region, indicator and year with the points of the series known there, of the $n_regions regions and
-- $n_indicators indicators with the most; a period that ends in a year counts to it. Targets and forecasts are left out.
WITH point AS (
    SELECT m.indicator_id, m.ref_area, year(p.end_date) AS year, count(*) AS n
    FROM mart_indicator_series AS m
    JOIN dim_period AS p ON p.time_period = m.time_period
    WHERE m.ref_area IS NOT NULL AND m.subject_id IS NULL AND m.status_group = 'observed'
    GROUP BY ALL
),
region AS (
    SELECT
        ref_area, row_number() OVER (ORDER BY sum(n) DESC, ref_area) AS place, count(*) OVER () AS n_all
    FROM point
    GROUP BY ref_area
),
indicator AS (
    SELECT
        indicator_id, row_number() OVER (ORDER BY count(DISTINCT ref_area) DESC, sum(n) DESC, indicator_id) AS place,
        count(*) OVER () AS n_all
    FROM point
    GROUP BY indicator_id
)
SELECT
    p.ref_area, r.name_zh AS region_zh, r.name_en AS region_en, p.indicator_id, i.name_zh AS indicator_zh,
    i.name_en AS indicator_en, p.year, p.n, g.n_all AS n_regions, k.n_all AS n_indicators
FROM point AS p
JOIN region AS g ON g.ref_area = p.ref_area AND g.place <= $n_regions
JOIN indicator AS k ON k.indicator_id = p.indicator_id AND k.place <= $n_indicators
JOIN dim_indicator AS i ON i.indicator_id = p.indicator_id AND i.recorded_to IS NULL
LEFT JOIN dim_region AS r ON r.region_code = p.ref_area AND r.recorded_to IS NULL
ORDER BY p.ref_area, k.place, p.year

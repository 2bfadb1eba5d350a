-- Grain: one row an observation whose unit measures another kind of thing than its indicator's.
-- Purpose: money under a count, or people under an area, is a figure bound to its neighbour's indicator.
-- Units of one dimension (m2 and km2, CNY and USD) fit one another; a statistic may have units of its own besides.
-- A price may leave out what it is for (生猪每公斤20元 told as 20元): money fits a price.
-- A unit that is a known misprint of the indicator's is doubted by unit_is_no_misprint instead.
SELECT
    f.document_id, f.observation_id, 'unit_measure' AS field, f.unit_measure AS value,
    f.indicator_id || ' is measured in ' || f.indicator_unit || ', not in ' || f.unit_measure
        || ': the indicator of a neighbouring figure?' AS reason_en,
    '指标 ' || f.indicator_id || ' 以 ' || f.indicator_unit || ' 计，而非 ' || f.unit_measure || '：是否错配了相邻数据的指标？' AS reason_zh
FROM audit.figure AS f
LEFT JOIN stg.statistic_unit AS s ON s.statistic = f.statistic AND s.unit_measure = f.unit_measure
WHERE f.statistic IN (SELECT statistic FROM stg.statistic_unit WHERE unit_measure = '=')
  AND s.statistic IS NULL
  AND f.dimension <> f.indicator_dimension
  AND (f.unit_measure, f.indicator_unit) NOT IN (SELECT (unit_measure, indicator_unit) FROM stg.unit_misprint)
  AND NOT (f.stock_or_flow = 'price' AND split_part(f.unit_measure, '/', 1) = split_part(f.indicator_unit, '/', 1))

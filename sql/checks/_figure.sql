-- Grain: one row a staged observation, with what the checks compare it to.
-- Purpose: the reference rows (document, region, indicator, range, period) are joined on once, so that each check is a
-- plain comparison of columns. Created as table audit.figure before the checks run.
-- Ranges: the most telling row of seeds/indicator_range.csv wins: the indicator's own before `*`, its own region level
-- before `any`. A lower end above zero holds for a region's whole of a whole period only: a company's, a part's or a
-- day's value may be far below it, and so may a flow of less than a year. `possible` ends come from rows of severity critical, `usual` ends from warnings.
WITH region_level AS (
    SELECT region_code, any_value(level ORDER BY level) AS region_level FROM stg.region GROUP BY region_code
),
dimension AS (
    -- two rates (CNY/kg, CNY/kW.h) are not of one kind, so that each stands for itself
    SELECT unit_measure, any_value(CASE dimension WHEN 'rate' THEN unit_measure ELSE dimension END ORDER BY dimension) AS dimension
    FROM stg.unit WHERE unit_measure IS NOT NULL GROUP BY unit_measure
),
kind_of_figure AS (
    SELECT DISTINCT o.indicator_id, o.statistic, r.region_level
    FROM stg.observation AS o LEFT JOIN region_level AS r ON r.region_code = o.ref_area
),
nearest_range AS (
    SELECT
        k.indicator_id, k.statistic, k.region_level, s.severity,
        arg_min({'low': TRY_CAST(s.low AS DOUBLE), 'high': TRY_CAST(s.high AS DOUBLE)}, (s.indicator_id = '*', s.region_level = 'any')) AS ends
    FROM kind_of_figure AS k
    JOIN stg.indicator_range AS s
      ON s.statistic = k.statistic
     AND s.indicator_id IN (k.indicator_id, '*')
     AND s.region_level IN (k.region_level, 'any')
    GROUP BY k.indicator_id, k.statistic, k.region_level, s.severity
)
SELECT
    o.*,
    d.text_sha256,
    d.published_date,
    m.text AS printed,
    d.document_id IS NOT NULL AS has_document,
    coalesce(m.kind, CASE WHEN m.mention_id IS NOT NULL THEN '' END) AS mention_kind,
    s.document_id IS NOT NULL AS has_sentence,
    r.region_level,
    i.unit_measure AS indicator_unit,
    i.stock_or_flow,
    i.statistics AS allowed_statistics,
    coalesce(u.dimension, o.unit_measure) AS dimension,
    coalesce(v.dimension, i.unit_measure) AS indicator_dimension,
    p.first_day,
    p.last_day,
    possible.ends.low AS possible_low,
    possible.ends.high AS possible_high,
    usual.ends.low AS usual_low,
    usual.ends.high AS usual_high,
    o.subject IS NULL AND o.part_of IS NULL AND o.time_basis IN ('period', 'cumulative')
        AND coalesce(i.stock_or_flow = 'stock' OR p.last_day - p.first_day >= 364, false) AS is_whole
FROM stg.observation AS o
LEFT JOIN stg.document AS d ON d.document_id = o.document_id
LEFT JOIN stg.mention AS m
  ON m.mention_id = o.mention_id AND m.document_id = o.document_id AND m."start" = o."start" AND m."end" = o."end"
LEFT JOIN stg.sentence AS s
  ON s.document_id = o.document_id AND s.evidence_start = o.evidence_start AND s.evidence_end = o.evidence_end
LEFT JOIN region_level AS r ON r.region_code = o.ref_area
LEFT JOIN stg.indicator AS i ON i.indicator_id = o.indicator_id
LEFT JOIN dimension AS u ON u.unit_measure = o.unit_measure
LEFT JOIN dimension AS v ON v.unit_measure = i.unit_measure
LEFT JOIN audit.period_days AS p ON p.time_period = o.time_period
LEFT JOIN nearest_range AS possible
  ON possible.indicator_id IS NOT DISTINCT FROM o.indicator_id AND possible.statistic = o.statistic
 AND possible.region_level IS NOT DISTINCT FROM r.region_level AND possible.severity = 'critical'
LEFT JOIN nearest_range AS usual
  ON usual.indicator_id IS NOT DISTINCT FROM o.indicator_id AND usual.statistic = o.statistic
 AND usual.region_level IS NOT DISTINCT FROM r.region_level AND usual.severity = 'warning'

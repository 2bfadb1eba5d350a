-- indicator_series_v1
-- Grain: one row a series point: indicator x region x subject x period x statistic x unit x comparison x time basis x
--   scope x status group, with the statement that won.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW indicator_series_v1 AS
SELECT
    m.indicator_id,
    i.name_zh AS indicator_zh,
    i.name_en AS indicator_en,
    i.domain,
    m.ref_area,
    r.name_zh AS region_zh,
    r.level AS region_level,
    u.subject,
    m.time_period,
    p.start_date AS period_start_date,
    p.end_date AS period_end_date,
    m.statistic,
    m.unit_measure,
    m.comparison,
    m.time_basis,
    m.scope,
    m.status_group,
    m.obs_value,
    m.obs_value_high,
    m.qualifier,
    m.obs_status,
    m.n_documents,
    m.n_rivals,
    d.title AS document_title,
    d.publisher,
    d.published_date,
    m.document_id,
    m.observation_id,
    m.series_key
FROM mart_indicator_series AS m
JOIN dim_indicator AS i ON i.indicator_id = m.indicator_id AND i.recorded_to IS NULL
JOIN dim_document AS d ON d.document_id = m.document_id AND d.recorded_to IS NULL
LEFT JOIN dim_period AS p ON p.time_period = m.time_period
LEFT JOIN dim_region AS r ON r.region_code = m.ref_area AND r.recorded_to IS NULL
LEFT JOIN dim_subject AS u ON u.subject_id = m.subject_id;

COMMENT ON VIEW indicator_series_v1 IS
    'One row for indicator, region, subject, period, statistic, unit, comparison, time basis, scope and status group';
COMMENT ON COLUMN indicator_series_v1.indicator_id IS 'Indicator of the vocabulary';
COMMENT ON COLUMN indicator_series_v1.indicator_zh IS 'Chinese name of the indicator';
COMMENT ON COLUMN indicator_series_v1.indicator_en IS 'English name of the indicator';
COMMENT ON COLUMN indicator_series_v1.domain IS 'Domain of the indicator';
COMMENT ON COLUMN indicator_series_v1.ref_area IS 'GB/T 2260 code of the region';
COMMENT ON COLUMN indicator_series_v1.region_zh IS 'Chinese name of the region';
COMMENT ON COLUMN indicator_series_v1.region_level IS 'nation, province, prefecture, county or zone';
COMMENT ON COLUMN indicator_series_v1.subject IS 'Organisation, park or platform; null for the region as a whole';
COMMENT ON COLUMN indicator_series_v1.time_period IS 'Period in ISO 8601, intervals with a slash';
COMMENT ON COLUMN indicator_series_v1.period_start_date IS 'First day of the period';
COMMENT ON COLUMN indicator_series_v1.period_end_date IS 'Last day of the period';
COMMENT ON COLUMN indicator_series_v1.statistic IS 'level, increment, change, growth_rate, share or rank';
COMMENT ON COLUMN indicator_series_v1.unit_measure IS 'Unit code of obs_value';
COMMENT ON COLUMN indicator_series_v1.comparison IS 'Base of a change or growth: yoy, mom, a period or a region code';
COMMENT ON COLUMN indicator_series_v1.time_basis IS 'period, cumulative, per_year, per_month, per_week or per_day';
COMMENT ON COLUMN indicator_series_v1.scope IS 'For a rank: code of the region ranked within';
COMMENT ON COLUMN indicator_series_v1.status_group IS 'observed (actual or provisional), target or forecast';
COMMENT ON COLUMN indicator_series_v1.obs_value IS 'Value of the winning statement: not provisional, newest published, most digits';
COMMENT ON COLUMN indicator_series_v1.obs_value_high IS 'Upper end of a range, else null';
COMMENT ON COLUMN indicator_series_v1.qualifier IS 'exact, range, approx, over, at_least, under or at_most';
COMMENT ON COLUMN indicator_series_v1.obs_status IS 'actual, provisional, target or forecast';
COMMENT ON COLUMN indicator_series_v1.n_documents IS 'Documents that tell this point, reprints of one story counted once';
COMMENT ON COLUMN indicator_series_v1.n_rivals IS 'Of these, those that tell it otherwise, beyond rounding; see conflict';
COMMENT ON COLUMN indicator_series_v1.document_title IS 'Title of the document that won';
COMMENT ON COLUMN indicator_series_v1.publisher IS 'Publisher of that document';
COMMENT ON COLUMN indicator_series_v1.published_date IS 'Date of its publication';
COMMENT ON COLUMN indicator_series_v1.document_id IS 'SHA-256 of its bytes';
COMMENT ON COLUMN indicator_series_v1.observation_id IS 'The winning figure, in view observation';
COMMENT ON COLUMN indicator_series_v1.series_key IS 'Id of the series point, shared with view conflict';

-- observation_v1
-- Grain: one row a figure as stated in one document, as known now, with everything that a reader needs.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW observation_v1 AS
WITH doubt AS (
    SELECT document_id, observation_id, string_agg(DISTINCT check_id, '|' ORDER BY check_id) AS quality_flag
    FROM quality_flag
    WHERE recorded_to IS NULL
    GROUP BY document_id, observation_id
)
SELECT
    f.observation_id,
    f.indicator_id,
    i.name_zh AS indicator_zh,
    i.name_en AS indicator_en,
    i.domain,
    f.indicator_text,
    f.statistic,
    f.obs_value,
    f.obs_value_high,
    f.unit_measure,
    -- the sentence holds the span, so the printed words need no column of their own
    substring(s.text, f.span_start - f.evidence_start + 1, f.span_end - f.span_start) AS value_text,
    f.qualifier,
    f.time_period,
    p.start_date AS period_start_date,
    p.end_date AS period_end_date,
    f.comparison,
    f.time_basis,
    f.obs_status,
    f.ref_area,
    r.name_zh AS region_zh,
    r.name_en AS region_en,
    r.level AS region_level,
    r.path_zh AS region_path_zh,
    u.subject,
    f.scope,
    sr.name_zh AS scope_zh,
    f.part_of,
    q.quality_flag,
    f.decimals,
    f.unit_mult,
    s.text AS evidence,
    d.title AS document_title,
    d.publisher,
    d.published_date,
    c.locator,
    o.source_id,
    o.title AS source_title,
    d.state = 'gone' AS is_gone,
    d.gone_at,
    f.document_id,
    f.span_start,
    f.span_end,
    f.evidence_start,
    f.evidence_end,
    f.rule,
    f.recorded_from,
    coalesce(d.story_id, d.document_id) AS story_id
FROM current_figure AS f
JOIN dim_document AS d ON d.document_id = f.document_id AND d.recorded_to IS NULL
LEFT JOIN dim_sentence AS s
    ON s.document_id = f.document_id AND s.evidence_start = f.evidence_start AND s.recorded_to IS NULL
LEFT JOIN dim_indicator AS i ON i.indicator_id = f.indicator_id AND i.recorded_to IS NULL
LEFT JOIN dim_period AS p ON p.time_period = f.time_period
LEFT JOIN dim_region AS r ON r.region_code = f.ref_area AND r.recorded_to IS NULL
LEFT JOIN dim_region AS sr ON sr.region_code = f.scope AND sr.recorded_to IS NULL
LEFT JOIN dim_subject AS u ON u.subject_id = f.subject_id
LEFT JOIN dim_capture AS c ON c.capture_id = d.capture_id AND c.recorded_to IS NULL
LEFT JOIN dim_source AS o ON o.source_id = c.source_id AND o.recorded_to IS NULL
LEFT JOIN doubt AS q ON q.document_id = f.document_id AND q.observation_id = f.observation_id;

COMMENT ON VIEW observation_v1 IS 'One row a figure as stated in one document, as known now';
COMMENT ON COLUMN observation_v1.observation_id IS 'Id of the figure; equal where two documents have the same text';
COMMENT ON COLUMN observation_v1.indicator_id IS 'Indicator of the vocabulary; null where it waits for one';
COMMENT ON COLUMN observation_v1.indicator_zh IS 'Chinese name of the indicator';
COMMENT ON COLUMN observation_v1.indicator_en IS 'English name of the indicator';
COMMENT ON COLUMN observation_v1.domain IS 'Domain of the indicator';
COMMENT ON COLUMN observation_v1.indicator_text IS 'Words of the document that name what is measured';
COMMENT ON COLUMN observation_v1.statistic IS 'level, increment, change, growth_rate, share or rank';
COMMENT ON COLUMN observation_v1.obs_value IS 'Value in unit_measure; the lower end of a range';
COMMENT ON COLUMN observation_v1.obs_value_high IS 'Upper end of a range, else null';
COMMENT ON COLUMN observation_v1.unit_measure IS 'Unit code: count, person, percent, ISO 4217 currency, UCUM';
COMMENT ON COLUMN observation_v1.value_text IS 'The value as printed in the document';
COMMENT ON COLUMN observation_v1.qualifier IS 'exact, range, approx, over, at_least, under or at_most';
COMMENT ON COLUMN observation_v1.time_period IS 'Period in ISO 8601, intervals with a slash; null where the document does not tell';
COMMENT ON COLUMN observation_v1.period_start_date IS 'First day of the period';
COMMENT ON COLUMN observation_v1.period_end_date IS 'Last day of the period';
COMMENT ON COLUMN observation_v1.comparison IS 'Base of a change or growth: yoy, mom, a period or a region code';
COMMENT ON COLUMN observation_v1.time_basis IS 'period, cumulative, per_year, per_month, per_week or per_day';
COMMENT ON COLUMN observation_v1.obs_status IS 'actual, provisional, target or forecast';
COMMENT ON COLUMN observation_v1.ref_area IS 'GB/T 2260 code of the region that the figure is about';
COMMENT ON COLUMN observation_v1.region_zh IS 'Chinese name of the region';
COMMENT ON COLUMN observation_v1.region_en IS 'Name of the region in Latin letters';
COMMENT ON COLUMN observation_v1.region_level IS 'nation, province, prefecture, county or zone';
COMMENT ON COLUMN observation_v1.region_path_zh IS 'Names from the province down to the region';
COMMENT ON COLUMN observation_v1.subject IS 'Organisation, park or platform, where the figure is not about the whole region';
COMMENT ON COLUMN observation_v1.scope IS 'For a rank: code of the region ranked within';
COMMENT ON COLUMN observation_v1.scope_zh IS 'For a rank: name of the region ranked within';
COMMENT ON COLUMN observation_v1.part_of IS 'observation_id of the total that the figure is a part of, in the same document';
COMMENT ON COLUMN observation_v1.quality_flag IS 'Checks that doubt the figure, `|` between them; null where none does';
COMMENT ON COLUMN observation_v1.decimals IS 'Digits printed after the point';
COMMENT ON COLUMN observation_v1.unit_mult IS 'Power of ten of the printed multiplier, such as 8 for 亿';
COMMENT ON COLUMN observation_v1.evidence IS 'The sentence that states the figure';
COMMENT ON COLUMN observation_v1.document_title IS 'Title of the document';
COMMENT ON COLUMN observation_v1.publisher IS 'Publisher of the document';
COMMENT ON COLUMN observation_v1.published_date IS 'Date of publication';
COMMENT ON COLUMN observation_v1.locator IS 'Path or address where the document is, or was last, found';
COMMENT ON COLUMN observation_v1.source_id IS 'Source that led to the document';
COMMENT ON COLUMN observation_v1.source_title IS 'Title of that source';
COMMENT ON COLUMN observation_v1.is_gone IS 'True where the document is no longer at any place where it was found';
COMMENT ON COLUMN observation_v1.gone_at IS 'When it was first missed (UTC)';
COMMENT ON COLUMN observation_v1.document_id IS 'SHA-256 of the bytes of the document';
COMMENT ON COLUMN observation_v1.span_start IS 'Offset of the printed value in the text of the document, in code points';
COMMENT ON COLUMN observation_v1.span_end IS 'End of the printed value, exclusive';
COMMENT ON COLUMN observation_v1.evidence_start IS 'Offset of the sentence in the text of the document';
COMMENT ON COLUMN observation_v1.evidence_end IS 'End of the sentence, exclusive';
COMMENT ON COLUMN observation_v1.rule IS 'JSON: for each field the rule that decided it';
COMMENT ON COLUMN observation_v1.recorded_from IS 'When the warehouse took the figure in as it stands (UTC)';
COMMENT ON COLUMN observation_v1.story_id IS 'Shared by documents that tell one story: reprints of one another; see view story';

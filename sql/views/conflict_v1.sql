-- conflict_v1
-- Grain: one row a statement of a series point that documents tell differently, beyond rounding; the winner included.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW conflict_v1 AS
WITH contested AS (
    SELECT
        s.series_key,
        s.status_group,
        s.document_id,
        s.observation_id,
        m.n_documents,
        m.n_rivals,
        row_number() OVER (PARTITION BY s.series_key ORDER BY s.precedence) AS preference,
        bool_or(s.low < m.high AND s.high > m.low) OVER (PARTITION BY s.series_key, s.text_sha256) AS is_agreed
    FROM mart_indicator_series AS m
    JOIN series_statement AS s ON s.series_key = m.series_key
    WHERE m.n_rivals > 0
)
SELECT
    s.series_key,
    CAST(s.preference AS INTEGER) AS preference,
    s.is_agreed,
    o.indicator_id,
    o.indicator_zh,
    o.indicator_en,
    o.indicator_text,
    o.ref_area,
    o.region_zh,
    o.subject,
    o.time_period,
    o.statistic,
    o.comparison,
    o.time_basis,
    o.scope,
    s.status_group,
    o.obs_value,
    o.obs_value_high,
    o.unit_measure,
    o.value_text,
    o.qualifier,
    o.obs_status,
    o.evidence,
    o.document_title,
    o.publisher,
    o.published_date,
    o.locator,
    o.is_gone,
    s.n_documents,
    s.n_rivals,
    o.document_id,
    o.observation_id,
    o.story_id
FROM contested AS s
JOIN observation_v1 AS o ON o.document_id = s.document_id AND o.observation_id = s.observation_id;

COMMENT ON VIEW conflict_v1 IS 'One row a statement of a series point that documents tell differently, beyond rounding';
COMMENT ON COLUMN conflict_v1.series_key IS 'Id of the series point: rows with the same one contradict one another';
COMMENT ON COLUMN conflict_v1.preference IS '1 is the statement that view indicator_series shows, then the rivals in order';
COMMENT ON COLUMN conflict_v1.is_agreed IS 'True where the document agrees with the winner within rounding';
COMMENT ON COLUMN conflict_v1.indicator_id IS 'Indicator of the vocabulary';
COMMENT ON COLUMN conflict_v1.indicator_zh IS 'Chinese name of the indicator';
COMMENT ON COLUMN conflict_v1.indicator_en IS 'English name of the indicator';
COMMENT ON COLUMN conflict_v1.indicator_text IS 'Words of the document that name what is measured';
COMMENT ON COLUMN conflict_v1.ref_area IS 'GB/T 2260 code of the region';
COMMENT ON COLUMN conflict_v1.region_zh IS 'Chinese name of the region';
COMMENT ON COLUMN conflict_v1.subject IS 'Organisation, park or platform; null for the region as a whole';
COMMENT ON COLUMN conflict_v1.time_period IS 'Period in ISO 8601, intervals with a slash';
COMMENT ON COLUMN conflict_v1.statistic IS 'level, increment, change, growth_rate, share or rank';
COMMENT ON COLUMN conflict_v1.comparison IS 'Base of a change or growth: yoy, mom, a period or a region code';
COMMENT ON COLUMN conflict_v1.time_basis IS 'period, cumulative, per_year, per_month, per_week or per_day';
COMMENT ON COLUMN conflict_v1.scope IS 'For a rank: code of the region ranked within';
COMMENT ON COLUMN conflict_v1.status_group IS 'observed (actual or provisional), target or forecast';
COMMENT ON COLUMN conflict_v1.obs_value IS 'Value that this document states, in unit_measure';
COMMENT ON COLUMN conflict_v1.obs_value_high IS 'Upper end of a range, else null';
COMMENT ON COLUMN conflict_v1.unit_measure IS 'Unit code of obs_value';
COMMENT ON COLUMN conflict_v1.value_text IS 'The value as printed in the document';
COMMENT ON COLUMN conflict_v1.qualifier IS 'exact, range, approx, over, at_least, under or at_most';
COMMENT ON COLUMN conflict_v1.obs_status IS 'actual, provisional, target or forecast';
COMMENT ON COLUMN conflict_v1.evidence IS 'The sentence that states the figure';
COMMENT ON COLUMN conflict_v1.document_title IS 'Title of the document';
COMMENT ON COLUMN conflict_v1.publisher IS 'Publisher of the document';
COMMENT ON COLUMN conflict_v1.published_date IS 'Date of publication';
COMMENT ON COLUMN conflict_v1.locator IS 'Path or address where the document is, or was last, found';
COMMENT ON COLUMN conflict_v1.is_gone IS 'True where the document is no longer at any place where it was found';
COMMENT ON COLUMN conflict_v1.n_documents IS 'Documents that tell this point, reprints of one story counted once';
COMMENT ON COLUMN conflict_v1.n_rivals IS 'Of these, those that tell it otherwise than the winner';
COMMENT ON COLUMN conflict_v1.document_id IS 'SHA-256 of the bytes of the document';
COMMENT ON COLUMN conflict_v1.observation_id IS 'The figure, in view observation';
COMMENT ON COLUMN conflict_v1.story_id IS 'Shared by documents that tell one story: reprints of one another; see view story';

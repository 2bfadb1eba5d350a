-- unresolved_mention_v1
-- Grain: one row a quantity that waits: a number of which the text does not tell what it measures (kind unresolved), or
--   a figure whose wording the vocabulary does not know (kind observation).
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW unresolved_mention_v1 AS
WITH waiting AS (
    SELECT
        kind, mention_id, CAST(NULL AS VARCHAR) AS observation_id, document_id, span_start, span_end, obs_value,
        obs_value_high, unit_measure, qualifier, CAST(NULL AS VARCHAR) AS statistic, CAST(NULL AS VARCHAR) AS indicator_text,
        CAST(NULL AS VARCHAR) AS term, CAST(NULL AS VARCHAR) AS ref_area, CAST(NULL AS VARCHAR) AS time_period,
        evidence_start, rule
    FROM fact_mention
    WHERE recorded_to IS NULL AND kind = 'unresolved'
    UNION ALL
    SELECT
        'observation', mention_id, observation_id, document_id, span_start, span_end, obs_value,
        obs_value_high, unit_measure, qualifier, statistic, indicator_text, term, ref_area, time_period,
        evidence_start, rule
    FROM current_figure
    WHERE indicator_id IS NULL
)
SELECT
    w.kind,
    w.indicator_text,
    w.term,
    substring(s.text, w.span_start - w.evidence_start + 1, w.span_end - w.span_start) AS value_text,
    w.obs_value,
    w.obs_value_high,
    w.unit_measure,
    w.qualifier,
    w.statistic,
    w.ref_area,
    r.name_zh AS region_zh,
    w.time_period,
    s.text AS evidence,
    d.title AS document_title,
    d.publisher,
    d.published_date,
    c.locator,
    w.document_id,
    w.mention_id,
    w.observation_id,
    w.span_start,
    w.span_end,
    w.rule
FROM waiting AS w
JOIN dim_document AS d ON d.document_id = w.document_id AND d.recorded_to IS NULL
LEFT JOIN dim_sentence AS s
    ON s.document_id = w.document_id AND s.evidence_start = w.evidence_start AND s.recorded_to IS NULL
LEFT JOIN dim_region AS r ON r.region_code = w.ref_area AND r.recorded_to IS NULL
LEFT JOIN dim_capture AS c ON c.capture_id = d.capture_id AND c.recorded_to IS NULL;

COMMENT ON VIEW unresolved_mention_v1 IS
    'One row a quantity that waits for the vocabulary, or of which the text does not tell what it measures';
COMMENT ON COLUMN unresolved_mention_v1.kind IS 'unresolved: nothing tells what it measures; observation: its wording is not in the vocabulary';
COMMENT ON COLUMN unresolved_mention_v1.indicator_text IS 'Words of the document that name what is measured; null for kind unresolved';
COMMENT ON COLUMN unresolved_mention_v1.term IS 'The same words normalised, as compared with the aliases: group by it to count';
COMMENT ON COLUMN unresolved_mention_v1.value_text IS 'The value as printed in the document';
COMMENT ON COLUMN unresolved_mention_v1.obs_value IS 'Value in unit_measure; the lower end of a range';
COMMENT ON COLUMN unresolved_mention_v1.obs_value_high IS 'Upper end of a range, else null';
COMMENT ON COLUMN unresolved_mention_v1.unit_measure IS 'Unit code: count, person, percent, ISO 4217 currency, UCUM';
COMMENT ON COLUMN unresolved_mention_v1.qualifier IS 'exact, range, approx, over, at_least, under or at_most';
COMMENT ON COLUMN unresolved_mention_v1.statistic IS 'level, increment, change, growth_rate, share or rank; null for kind unresolved';
COMMENT ON COLUMN unresolved_mention_v1.ref_area IS 'GB/T 2260 code of the region that the figure is about';
COMMENT ON COLUMN unresolved_mention_v1.region_zh IS 'Chinese name of the region';
COMMENT ON COLUMN unresolved_mention_v1.time_period IS 'Period in ISO 8601; null where the document does not tell';
COMMENT ON COLUMN unresolved_mention_v1.evidence IS 'The sentence that holds the number';
COMMENT ON COLUMN unresolved_mention_v1.document_title IS 'Title of the document';
COMMENT ON COLUMN unresolved_mention_v1.publisher IS 'Publisher of the document';
COMMENT ON COLUMN unresolved_mention_v1.published_date IS 'Date of publication';
COMMENT ON COLUMN unresolved_mention_v1.locator IS 'Path or address where the document is, or was last, found';
COMMENT ON COLUMN unresolved_mention_v1.document_id IS 'SHA-256 of the bytes of the document';
COMMENT ON COLUMN unresolved_mention_v1.mention_id IS 'Id of the number';
COMMENT ON COLUMN unresolved_mention_v1.observation_id IS 'Id of the figure; null for kind unresolved';
COMMENT ON COLUMN unresolved_mention_v1.span_start IS 'Offset of the printed value in the text of the document, in code points';
COMMENT ON COLUMN unresolved_mention_v1.span_end IS 'End of the printed value, exclusive';
COMMENT ON COLUMN unresolved_mention_v1.rule IS 'JSON: for each field the rule that decided it';

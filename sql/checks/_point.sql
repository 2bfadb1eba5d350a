-- Grain: one row a value that documents tell of a series and period, apart for staged and for published figures.
-- Purpose: pairs of values are few where pairs of statements are many, as a well-known figure is told by all documents.
-- `one` and `another` are two of the statements, of different texts where there are any. Created as table audit.point.
SELECT
    series, indicator_id, ref_area, subject_id, statistic, unit_measure, comparison, time_basis, scope, status_group,
    region_level, stock_or_flow, time_period, first_day, last_day, is_staged,
    obs_status = 'provisional' AS is_provisional, qualifier, obs_value, low, high, decimals,
    min({'text': text_sha256, 'document_id': document_id, 'observation_id': observation_id}) AS one,
    max({'text': text_sha256, 'document_id': document_id, 'observation_id': observation_id}) AS another
FROM audit.statement
WHERE series IS NOT NULL
GROUP BY ALL

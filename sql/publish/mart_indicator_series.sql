-- Grain: a series point; the statement that wins it. Sorted, so that a scan of one indicator reads few row groups.
SELECT
    series_key, indicator_id, ref_area, subject_id, time_period, statistic, unit_measure, comparison, time_basis, scope,
    status_group, obs_value, obs_value_high, decimals, unit_mult, qualifier, obs_status, document_id, observation_id,
    n_documents, n_rivals
FROM series_statement
WHERE preference = 1
ORDER BY indicator_id, ref_area, time_period, series_key;

-- Grain: a key that two open rows of one table share. Guards what a PRIMARY KEY would where there is none.
-- Of the facts only documents are looked at of which this run opened a row: the others were looked at before.
SELECT 'fact_observation' AS table_name, document_id || ' ' || observation_id AS key
FROM fact_observation
WHERE
    recorded_to IS NULL
    AND document_id IN (
        SELECT f.document_id FROM fact_observation AS f JOIN this_run ON f.recorded_from = this_run.recorded_at
    )
GROUP BY document_id, observation_id HAVING count(*) > 1
UNION ALL
SELECT 'fact_mention', document_id || ' ' || mention_id
FROM fact_mention
WHERE
    recorded_to IS NULL
    AND document_id IN (
        SELECT f.document_id FROM fact_mention AS f JOIN this_run ON f.recorded_from = this_run.recorded_at
    )
GROUP BY document_id, mention_id HAVING count(*) > 1
UNION ALL
SELECT 'dim_sentence', document_id || ' ' || evidence_start
FROM dim_sentence
WHERE
    recorded_to IS NULL
    AND document_id IN (
        SELECT f.document_id FROM dim_sentence AS f JOIN this_run ON f.recorded_from = this_run.recorded_at
    )
GROUP BY document_id, evidence_start HAVING count(*) > 1
UNION ALL
SELECT 'dim_document', document_id FROM dim_document WHERE recorded_to IS NULL GROUP BY document_id HAVING count(*) > 1
UNION ALL
SELECT 'dim_capture', capture_id FROM dim_capture WHERE recorded_to IS NULL GROUP BY capture_id HAVING count(*) > 1
UNION ALL
SELECT 'dim_source', source_id FROM dim_source WHERE recorded_to IS NULL GROUP BY source_id HAVING count(*) > 1
UNION ALL
SELECT 'dim_term', term_id FROM dim_term WHERE recorded_to IS NULL GROUP BY term_id HAVING count(*) > 1
UNION ALL
SELECT 'dim_indicator', indicator_id
FROM dim_indicator WHERE recorded_to IS NULL GROUP BY indicator_id HAVING count(*) > 1
UNION ALL
SELECT 'dim_region', region_code FROM dim_region WHERE recorded_to IS NULL GROUP BY region_code HAVING count(*) > 1
UNION ALL
SELECT 'dim_unit', unit_measure FROM dim_unit WHERE recorded_to IS NULL GROUP BY unit_measure HAVING count(*) > 1
UNION ALL
SELECT 'dim_period', time_period FROM dim_period GROUP BY time_period HAVING count(*) > 1
UNION ALL
SELECT 'dim_subject', subject_id FROM dim_subject GROUP BY subject_id HAVING count(*) > 1
UNION ALL
SELECT 'mart_indicator_series', series_key FROM mart_indicator_series GROUP BY series_key HAVING count(*) > 1
UNION ALL
SELECT 'load_run', run_id FROM load_run GROUP BY run_id HAVING count(*) > 1;

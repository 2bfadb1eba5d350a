-- Grain: an open figure that points to a row that is not there.
SELECT f.document_id, f.observation_id, 'dim_term' AS missing
FROM fact_observation AS f
WHERE f.recorded_to IS NULL AND f.term_id NOT IN (SELECT term_id FROM dim_term WHERE recorded_to IS NULL)
UNION ALL
SELECT f.document_id, f.observation_id, 'dim_period'
FROM fact_observation AS f
WHERE f.recorded_to IS NULL AND f.time_period IS NOT NULL AND f.time_period NOT IN (SELECT time_period FROM dim_period)
UNION ALL
SELECT f.document_id, f.observation_id, 'dim_subject'
FROM fact_observation AS f
WHERE f.recorded_to IS NULL AND f.subject_id IS NOT NULL AND f.subject_id NOT IN (SELECT subject_id FROM dim_subject);

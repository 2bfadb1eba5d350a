-- Grain: a document of which the last run changed something that its evidence page shows, though it may not have read
-- it: its metadata or state, its figures, what is said of them, or the indicator that their wording is bound to.
WITH this_run AS (SELECT max(recorded_at) AS moment FROM load_run)
SELECT document_id FROM dim_document, this_run WHERE recorded_from = moment OR recorded_to = moment
UNION
SELECT document_id FROM fact_observation, this_run WHERE recorded_from = moment OR recorded_to = moment
UNION
SELECT document_id FROM fact_mention, this_run WHERE recorded_from = moment OR recorded_to = moment
UNION
SELECT document_id FROM quality_flag, this_run WHERE recorded_from = moment OR recorded_to = moment
UNION
SELECT document_id FROM quarantine, this_run WHERE recorded_from = moment OR recorded_to = moment
UNION
SELECT f.document_id
FROM fact_observation AS f
JOIN dim_term AS t ON t.term_id = f.term_id
JOIN this_run ON t.recorded_from = moment
WHERE f.recorded_to IS NULL
UNION
SELECT f.document_id
FROM current_figure AS f
JOIN dim_indicator AS i ON i.indicator_id = f.indicator_id
JOIN this_run ON i.recorded_from = moment

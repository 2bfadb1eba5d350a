-- Grain: an open fact of a document that is unknown, superseded or held back.
WITH standing AS (
    SELECT document_id FROM dim_document WHERE recorded_to IS NULL AND state <> 'superseded' AND NOT is_quarantined
)
SELECT 'fact_observation' AS table_name, document_id
FROM fact_observation WHERE recorded_to IS NULL AND document_id NOT IN (SELECT document_id FROM standing)
UNION ALL
SELECT 'fact_mention', document_id
FROM fact_mention WHERE recorded_to IS NULL AND document_id NOT IN (SELECT document_id FROM standing)
UNION ALL
SELECT 'dim_sentence', document_id
FROM dim_sentence WHERE recorded_to IS NULL AND document_id NOT IN (SELECT document_id FROM standing);

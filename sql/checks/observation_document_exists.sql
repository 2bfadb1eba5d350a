-- Grain: one row an observation whose document is not staged.
-- Purpose: a figure without its text cannot be checked by a reader.
SELECT document_id, observation_id, 'document_id' AS field, document_id AS value
FROM audit.figure
WHERE NOT has_document

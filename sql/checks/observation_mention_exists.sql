-- Grain: one row an observation with no number of its document at its span.
-- Purpose: figures and numbers come from one and the same reading of the text.
SELECT document_id, observation_id, 'mention_id' AS field, mention_id AS value
FROM audit.figure
WHERE mention_kind IS NULL

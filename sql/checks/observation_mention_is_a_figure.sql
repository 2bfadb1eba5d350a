-- Grain: one row an observation that stands on a number of another kind.
-- Purpose: a date or a name is not a figure.
SELECT document_id, observation_id, 'kind' AS field, mention_kind AS value
FROM audit.figure
WHERE mention_kind <> 'observation'

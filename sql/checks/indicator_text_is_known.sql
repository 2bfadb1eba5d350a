-- Grain: one row an observation without the document's words for what it measures.
-- Purpose: a number that nobody can name is no figure.
SELECT document_id, observation_id, 'indicator_text' AS field, indicator_text AS value
FROM stg.observation
WHERE coalesce(trim(indicator_text), '') = ''

-- Grain: one row an observation that stands on a number of another kind.
-- Purpose: a date or a name is not a figure.
SELECT o.document_id, o.observation_id, 'kind' AS field, m.kind AS value
FROM stg.observation AS o JOIN stg.mention AS m USING (document_id, mention_id)
WHERE m.kind <> 'observation'

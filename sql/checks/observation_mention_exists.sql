-- Grain: one row an observation with no number of its document at its span.
-- Purpose: figures and numbers come from one and the same reading of the text.
SELECT o.document_id, o.observation_id, 'mention_id' AS field, o.mention_id AS value
FROM stg.observation AS o
LEFT JOIN stg.mention AS m
  ON m.mention_id = o.mention_id AND m.document_id = o.document_id AND m."start" = o."start" AND m."end" = o."end"
WHERE m.mention_id IS NULL

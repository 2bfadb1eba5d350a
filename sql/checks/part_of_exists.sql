-- Grain: one row an observation whose total is not another observation of the same document.
-- Purpose: a part can be held against its total.
SELECT o.document_id, o.observation_id, 'part_of' AS field, o.part_of AS value
FROM stg.observation AS o
LEFT JOIN stg.observation AS t
  ON t.document_id = o.document_id AND t.observation_id = o.part_of AND t.observation_id <> o.observation_id
WHERE o.part_of IS NOT NULL AND t.observation_id IS NULL

-- Grain: one row a document with numbers of kind observation that have no observation.
-- Purpose: a figure lost between reading and staging is shown. `value` is the first such number.
SELECT document_id, 'kind' AS field, arg_min(text, "start") AS value
FROM stg.mention ANTI JOIN stg.observation USING (document_id, mention_id)
WHERE kind = 'observation'
GROUP BY document_id

-- Grain: one row a document that numbers point to and that is not staged.
-- Purpose: numbers without their text cannot be checked by a reader.
SELECT document_id, 'document_id' AS field, count(*)::VARCHAR AS value
FROM stg.mention ANTI JOIN stg.document USING (document_id)
GROUP BY document_id

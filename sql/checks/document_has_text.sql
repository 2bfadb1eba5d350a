-- Grain: one row a document whose text is missing or blank, or not as long as it is said to be.
-- Purpose: a document that was read with the wrong reader is kept out whole.
SELECT document_id, 'text' AS field, text_length::VARCHAR AS value
FROM stg.document
WHERE text IS NULL OR NOT regexp_matches(text, '[^\s　]') OR text_length IS DISTINCT FROM length(text)

-- Grain: one row a document with numbers whose characters are not those of their sentence at their span.
-- Purpose: offsets that slipped by one make every evidence of the document false. `value` is the first such number.
-- (sentence_text_is_the_documents holds the sentences against the text.)
SELECT document_id, 'text' AS field, first_out_of_place AS value
FROM audit.document_account
WHERE first_out_of_place IS NOT NULL

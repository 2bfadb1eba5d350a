-- Grain: one row a document with evidence sentences whose characters are not the text's at their span.
-- Purpose: the evidence shown to a reader is what the document says. `value` is where the first such sentence starts.
SELECT document_id, 'text' AS field, first_false_sentence::VARCHAR AS value
FROM audit.document_account
WHERE first_false_sentence IS NOT NULL

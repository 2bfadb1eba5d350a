-- Grain: a sentence of a document whose figures this run publishes.
SELECT document_id, evidence_start, evidence_end, text
FROM stg.sentence
WHERE document_id IN (SELECT document_id FROM scope_document WHERE is_published);

-- Grain: one row a document in which a number begins before the one before it has ended.
-- Purpose: no digit is counted twice. `value` is the first number that begins too early.
SELECT document_id, 'start' AS field, first_overlapping AS value
FROM audit.document_account
WHERE first_overlapping IS NOT NULL

-- Grain: one row a document with evidence sentences whose characters are not the text's at their span.
-- Purpose: the evidence shown to a reader is what the document says. `value` is where the first such sentence starts.
SELECT s.document_id, 'text' AS field, min(s.evidence_start)::VARCHAR AS value
FROM stg.sentence AS s LEFT JOIN stg.document AS d USING (document_id)
WHERE coalesce(substring(d.text, s.evidence_start + 1, s.evidence_end - s.evidence_start) <> s.text, true)
GROUP BY s.document_id

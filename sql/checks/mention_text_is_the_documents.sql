-- Grain: one row a document with numbers whose characters are not the text's at their span.
-- Purpose: offsets that slipped by one make every evidence of the document false. `value` is the first such number.
SELECT m.document_id, 'text' AS field, arg_min(m.text, m."start") AS value
FROM stg.mention AS m JOIN stg.document AS d USING (document_id)
WHERE m.text IS NULL OR m."start" IS NULL OR m."end" IS NULL
   OR m."start" < 0 OR m."end" <= m."start" OR m."end" > length(d.text)
   OR substring(d.text, m."start" + 1, m."end" - m."start") <> m.text
GROUP BY m.document_id

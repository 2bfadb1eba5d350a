-- Grain: one row a document in which an Arabic digit lies in no number, or a run of digits is cut between two numbers.
-- Purpose: the accounting identity: every run of Arabic digits, half or full width, lies in exactly one number.
-- `value` is the first run left out, or the two pieces of the first run that was cut.
WITH ordered AS (
    SELECT
        document_id, "start", "end", text,
        lag(text) OVER one_document AS text_before,
        coalesce(max("end") OVER (one_document ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS gap_start
    FROM stg.mention
    WINDOW one_document AS (PARTITION BY document_id ORDER BY "start", "end")
),
gap AS (
    SELECT document_id, gap_start, "start" AS gap_end FROM ordered WHERE "start" > gap_start
    UNION ALL
    SELECT d.document_id, coalesce(max(m."end"), 0), max(length(d.text))
    FROM stg.document AS d LEFT JOIN stg.mention AS m USING (document_id)
    GROUP BY d.document_id
),
left_out AS (
    SELECT
        g.document_id, g.gap_start AS place,
        regexp_extract(substring(d.text, g.gap_start + 1, g.gap_end - g.gap_start), '[0-9０-９]+([.．,，][0-9０-９]+)*') AS value
    FROM gap AS g JOIN stg.document AS d USING (document_id)
    WHERE g.gap_end > g.gap_start
    UNION ALL
    SELECT document_id, "start", text_before || ' | ' || text
    FROM ordered
    WHERE "start" = gap_start AND regexp_matches(text_before, '[0-9０-９]$') AND regexp_matches(text, '^[0-9０-９]')
)
SELECT document_id, 'text' AS field, arg_min(value, place) AS value
FROM left_out
WHERE value <> ''
GROUP BY document_id

-- Grain: one row a document in which a number begins before the one before it has ended.
-- Purpose: no digit is counted twice. `value` is the first number that begins too early.
WITH reached AS (
    SELECT
        document_id, text, "start",
        max("end") OVER (PARTITION BY document_id ORDER BY "start", "end" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS so_far
    FROM stg.mention
)
SELECT document_id, 'start' AS field, arg_min(text, "start") AS value
FROM reached
WHERE "start" < so_far
GROUP BY document_id

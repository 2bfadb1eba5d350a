-- Grain: one row a document in which an Arabic digit lies in no number, or a run of digits is cut between two numbers.
-- Purpose: the accounting identity: every run of Arabic digits, half or full width, lies in exactly one number.
-- `value` is the first run that was left out, or the two pieces of the first one that was cut.
WITH cut AS (
    SELECT a.document_id, arg_min(a.text || ' | ' || b.text, a."start") AS pieces
    FROM stg.mention AS a JOIN stg.mention AS b ON b.document_id = a.document_id AND b."start" = a."end"
    WHERE regexp_matches(a.text, '[0-9０-９]$') AND regexp_matches(b.text, '^[0-9０-９]')
    GROUP BY a.document_id
),
doubted AS (
    SELECT document_id, pieces
    FROM audit.document_account LEFT JOIN cut USING (document_id)
    WHERE n_digits_of_numbers <> n_digits_of_text OR pieces IS NOT NULL
),
numbered AS (
    SELECT
        document_id, m."start", m."end",
        coalesce(lag(m."end") OVER (PARTITION BY document_id ORDER BY m."start"), 0) AS end_before
    FROM doubted JOIN stg.mention AS m USING (document_id)
),
gap AS (
    SELECT document_id, end_before AS gap_start, "start" AS gap_end FROM numbered
    UNION ALL
    SELECT document_id, coalesce(max(m."end"), 0), 2147483647
    FROM doubted LEFT JOIN stg.mention AS m USING (document_id) GROUP BY document_id
),
left_out AS (
    SELECT
        g.document_id, g.gap_start,
        regexp_extract(substring(d.text, g.gap_start + 1, g.gap_end - g.gap_start), '[0-9０-９]+([.．,，][0-9０-９]+)*') AS run
    FROM gap AS g JOIN stg.document AS d USING (document_id)
    WHERE g.gap_end > g.gap_start
)
SELECT c.document_id, 'text' AS field, coalesce(any_value(c.pieces), arg_min(l.run, l.gap_start)) AS value
FROM doubted AS c LEFT JOIN left_out AS l ON l.document_id = c.document_id AND l.run <> ''
GROUP BY c.document_id

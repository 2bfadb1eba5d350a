-- Grain: one row a staged document with text.
-- Purpose: the accounting of its numbers and sentences in one pass, for the checks that ask whether every span holds the
-- characters that it should and every digit of the text lies in exactly one number. Created as table
-- audit.document_account before the checks run.
-- A number is held against its evidence sentence, and the sentence against the text: cutting each number out of a long text
-- takes ten times as long. Where spans are right and do not overlap, numbers hold as many digits as the text, unless one was
-- overlooked. Documents are numbered because windows over integers are three times as fast as over keys.
WITH document AS (
    SELECT row_number() OVER () AS n, document_id, text FROM stg.document WHERE text IS NOT NULL
),
sentence AS (
    SELECT
        s.document_id,
        min(s.evidence_start) FILTER (
            substring(d.text, s.evidence_start + 1, s.evidence_end - s.evidence_start) IS DISTINCT FROM s.text
        ) AS first_false_sentence
    FROM stg.sentence AS s LEFT JOIN document AS d USING (document_id)
    GROUP BY s.document_id
),
number AS (
    SELECT
        d.n, m."start", m.text, m.kind,
        lag(m."end") OVER (PARTITION BY d.n ORDER BY m."start", m."end") AS end_before,
        coalesce(
            m."start" >= s.evidence_start AND m."end" <= s.evidence_end
            AND substring(s.text, m."start" - s.evidence_start + 1, m."end" - m."start") = m.text, false
        ) AS is_in_place
    FROM stg.mention AS m
    JOIN document AS d USING (document_id)
    LEFT JOIN stg.sentence AS s
      ON s.document_id = m.document_id AND s.evidence_start = m.evidence_start AND s.evidence_end = m.evidence_end
),
account AS (
    SELECT
        n,
        arg_min(coalesce(text, ''), "start") FILTER (NOT is_in_place) AS first_out_of_place,
        arg_min(text, "start") FILTER ("start" < end_before) AS first_overlapping,
        count(*) FILTER (kind = 'observation') AS n_figures,
        sum(len(regexp_split_to_array(text, '[0-9０-９]')) - 1) AS n_digits
    FROM number
    GROUP BY n
)
SELECT
    d.document_id, s.first_false_sentence, a.first_out_of_place, a.first_overlapping,
    coalesce(a.n_figures, 0) AS n_figures,
    coalesce(a.n_digits, 0) AS n_digits_of_numbers,
    len(regexp_split_to_array(d.text, '[0-9０-９]')) - 1 AS n_digits_of_text
FROM document AS d
LEFT JOIN account AS a USING (n)
LEFT JOIN sentence AS s USING (document_id)

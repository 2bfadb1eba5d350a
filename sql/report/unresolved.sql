-- Grain: one row a wording that the vocabulary does not know, by frequency, the first $n_terms; the row without a term
-- holds the numbers of which the text does not tell what they measure. One example each, of the newest document.
WITH waiting AS (
    SELECT
        term, count(*) AS n, count(DISTINCT document_id) AS n_documents,
        string_agg(DISTINCT unit_measure, ' · ' ORDER BY unit_measure) AS units,
        string_agg(DISTINCT statistic, '|' ORDER BY statistic) AS statistics,
        arg_max({'document_id': document_id, 'span_start': span_start, 'text': indicator_text, 'value': value_text,
                 'evidence': evidence, 'title': document_title}, coalesce(published_date, DATE '0001-01-01')) AS example
    FROM unresolved_mention_v1
    GROUP BY term
)
SELECT
    term, n, n_documents, units, statistics, example.document_id AS document_id, example.span_start AS span_start,
    example.text AS indicator_text, example.value AS value_text, example.evidence AS evidence, example.title AS title,
    count(*) OVER () AS n_total, CAST(sum(n) OVER () AS BIGINT) AS n_numbers
FROM waiting
ORDER BY n DESC, term
LIMIT $n_terms

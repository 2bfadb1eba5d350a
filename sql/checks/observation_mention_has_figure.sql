-- Grain: one row a document with numbers of kind observation that have no observation.
-- Purpose: a figure lost between reading and staging is shown. `value` is how many were lost.
WITH told AS (
    SELECT document_id, count(*) FILTER (ordinal = 0) AS n_figures FROM stg.observation GROUP BY document_id
)
SELECT a.document_id, 'kind' AS field, (a.n_figures - coalesce(t.n_figures, 0))::VARCHAR AS value
FROM audit.document_account AS a LEFT JOIN told AS t USING (document_id)
WHERE a.n_figures > coalesce(t.n_figures, 0)

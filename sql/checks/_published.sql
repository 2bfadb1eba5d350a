-- Grain: one row a published figure of a series that the staged ones touch: of their regions, or a rank within their scopes.
-- Purpose: what the arithmetic compares staged figures to besides one another. Figures of staged documents, and of versions
-- that a newer one replaced at each of their places, are left out, for they are about to be replaced. Created as table audit.published before the checks run.
WITH touched_region AS (SELECT DISTINCT ref_area FROM stg.observation WHERE ref_area IS NOT NULL),
touched_ranking AS (SELECT DISTINCT indicator_id, scope FROM stg.observation WHERE statistic = 'rank')
SELECT
    f.document_id, f.observation_id, f.indicator_id, f.indicator_text, f.ref_area, f.subject_id, f.statistic, f.unit_measure,
    f.comparison, f.time_basis, f.scope, f.obs_status, f.time_period, f.part_of, f.obs_value, f.obs_value_high,
    f.decimals, f.unit_mult, f.qualifier, f.span_start, f.evidence_start, f.evidence_end,
    d.text_sha256, d.published_date,
    substring(s.text, f.span_start - f.evidence_start + 1, f.span_end - f.span_start) AS printed
FROM current_figure AS f
JOIN dim_document AS d ON d.document_id = f.document_id AND d.recorded_to IS NULL
LEFT JOIN dim_sentence AS s
  ON s.document_id = f.document_id AND s.evidence_start = f.evidence_start AND s.recorded_to IS NULL
WHERE f.document_id NOT IN (SELECT document_id FROM stg.document)
  AND f.document_id NOT IN (SELECT document_id FROM stg.capture GROUP BY document_id HAVING bool_and(seen_to IS NOT NULL))
  AND f.indicator_id IS NOT NULL AND f.time_period IS NOT NULL
  AND (
      f.ref_area IN (FROM touched_region)
      OR (f.statistic = 'rank' AND (f.indicator_id, f.scope) IN (SELECT (indicator_id, scope) FROM touched_ranking))
  )

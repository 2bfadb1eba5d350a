-- Grain: one row an observation that lies outside of its evidence, or whose evidence is not staged.
-- Purpose: who opens the evidence finds the figure in it.
SELECT
    o.document_id, o.observation_id, 'evidence_start' AS field,
    concat_ws('..', o.evidence_start, o.evidence_end) AS value
FROM stg.observation AS o
LEFT JOIN stg.sentence AS s
  ON s.document_id = o.document_id AND s.evidence_start = o.evidence_start AND s.evidence_end = o.evidence_end
WHERE s.document_id IS NULL OR o."start" < o.evidence_start OR o."end" > o.evidence_end

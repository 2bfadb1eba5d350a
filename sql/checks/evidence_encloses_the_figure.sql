-- Grain: one row an observation that lies outside of its evidence, or whose evidence is not staged.
-- Purpose: who opens the evidence finds the figure in it.
SELECT document_id, observation_id, 'evidence_start' AS field, concat_ws('..', evidence_start, evidence_end) AS value
FROM audit.figure
WHERE NOT has_sentence OR "start" < evidence_start OR "end" > evidence_end

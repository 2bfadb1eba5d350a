-- Grain: a doubt of this run's checks about a figure that is published (flagged: made by publish.py).
SELECT document_id, observation_id, check_id, other_document_id, other_observation_id, severity, reason_en, reason_zh
FROM flagged AS q
WHERE EXISTS (
    SELECT 1
    FROM fact_observation AS f
    WHERE f.document_id = q.document_id AND f.observation_id = q.observation_id AND f.recorded_to IS NULL
);

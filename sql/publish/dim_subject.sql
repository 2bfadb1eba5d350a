-- Grain: a subject of the staged figures.
SELECT DISTINCT md5(subject) AS subject_id, subject
FROM stg.observation
WHERE subject IS NOT NULL;

-- Grain: one row a region code of an observation (its own, a rank's scope, the one compared with) that is no region.
-- Purpose: every code can be named. `comparison` is a code where it has six digits; `world` stands for 全球, which has none.
WITH code AS (
    SELECT document_id, observation_id, 'ref_area' AS field, ref_area AS value FROM stg.observation
    UNION ALL
    SELECT document_id, observation_id, 'scope', scope FROM stg.observation
    UNION ALL
    SELECT document_id, observation_id, 'comparison', comparison FROM stg.observation
    WHERE regexp_full_match(comparison, '[0-9]{6}')
)
SELECT document_id, observation_id, field, value
FROM code
WHERE value <> 'world' AND value NOT IN (SELECT region_code FROM stg.region WHERE region_code IS NOT NULL)

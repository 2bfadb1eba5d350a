-- Grain: one row a document whose region code is no row of the regions.
-- Purpose: a mistyped or abolished code in sources.toml is shown.
SELECT document_id, 'region_code' AS field, region_code AS value
FROM stg.document
WHERE region_code NOT IN (SELECT region_code FROM stg.region WHERE region_code IS NOT NULL)

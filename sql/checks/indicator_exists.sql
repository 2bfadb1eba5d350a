-- Grain: one row an observation whose indicator is no row of the indicators.
-- Purpose: an alias that points nowhere binds no figure.
SELECT document_id, observation_id, 'indicator_id' AS field, indicator_id AS value
FROM stg.observation ANTI JOIN stg.indicator USING (indicator_id)
WHERE indicator_id IS NOT NULL

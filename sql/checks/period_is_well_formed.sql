-- Grain: one row an observation whose period is not ISO 8601 in SDMX's form or not in the calendar.
-- Purpose: periods can be compared and sorted.
SELECT document_id, observation_id, 'time_period' AS field, time_period AS value
FROM audit.figure
WHERE time_period IS NOT NULL AND first_day IS NULL

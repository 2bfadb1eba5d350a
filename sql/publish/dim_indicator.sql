-- Grain: an indicator of the vocabulary in force.
SELECT indicator_id, name_zh, name_en, domain, unit_measure, stock_or_flow, direction
FROM stg.indicator;

-- Grain: one row an observation whose unit documents are known to print for its indicator's (亿千瓦 for 亿千瓦时).
-- Purpose: the misprint is suggested as such; the figure keeps what is printed until an analyst corrects it.
SELECT
    f.document_id, f.observation_id, 'unit_measure' AS field, f.unit_measure AS value,
    f.indicator_id || ' is measured in ' || m.meant || ': misprinted as ' || m.printed || '?' AS reason_en,
    '该指标以' || m.meant || '计：是否误印为' || m.printed || '？' AS reason_zh
FROM audit.figure AS f
JOIN stg.unit_misprint AS m ON m.unit_measure = f.unit_measure AND m.indicator_unit = f.indicator_unit
WHERE f.statistic IN ('level', 'increment', 'change')

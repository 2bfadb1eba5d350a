-- Grain: one row an observation with a statistic that its indicator is not measured by.
-- Purpose: level and increment swapped, or a neighbour's indicator, is doubted. No statistics listed means any.
SELECT
    document_id, observation_id, 'statistic' AS field, statistic AS value,
    indicator_id || ' is told as ' || replace(allowed_statistics, '|', ', ') || ', not as ' || statistic AS reason_en,
    '指标 ' || indicator_id || ' 的统计类型为 ' || replace(allowed_statistics, '|', '、') || '，而非 ' || statistic AS reason_zh
FROM audit.figure
WHERE coalesce(allowed_statistics, '') <> '' AND NOT list_contains(string_split(allowed_statistics, '|'), statistic)

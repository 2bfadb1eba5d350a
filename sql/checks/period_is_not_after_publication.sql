-- Grain: one row an observation said to be actual of a period that begins after its document was published.
-- Purpose: a plan's figure not marked as target, or a misread year, is doubted.
SELECT
    document_id, observation_id, 'time_period' AS field, time_period AS value,
    'published on ' || published_date || ', before the period begins: a target, or the year misread?' AS reason_en,
    '发布于 ' || published_date || '，早于该时间：是目标值，还是年份误读？' AS reason_zh
FROM audit.figure
WHERE obs_status NOT IN ('target', 'forecast') AND first_day > published_date

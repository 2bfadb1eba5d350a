-- Grain: one row a figure that an analyst accepted or corrected, in columns of QUALITY_FLAG.
-- Purpose: what was decided travels with the figure, as information and no doubt. Read after the checks.
WITH decision AS (
    SELECT
        *,
        CASE action WHEN 'correct' THEN format(' {} → {}', coalesce(before, '-'), coalesce(value, '-')) ELSE '' END AS change
    FROM stg.applied_correction
    WHERE action IN ('accept', 'correct')
)
SELECT
    document_id, observation_id, action || 'ed_by_analyst' AS check_id, 'info' AS severity,
    string_agg(format('{}{}: {}, {} on {}', coalesce(field, 'all'), change, reason, who, date), '; ' ORDER BY field) AS reason_en,
    string_agg(format('{}{}：{}，{} 于 {}', coalesce(field, '全部'), change, reason, who, date), '；' ORDER BY field) AS reason_zh,
    NULL::VARCHAR AS other_document_id,
    NULL::VARCHAR AS other_observation_id
FROM decision
GROUP BY document_id, observation_id, action

-- Grain: one row a check of the last run; what failed first, the gravest first.
SELECT check_id, level, severity, is_passed, n_checked, n_failed, description_en, description_zh
FROM quality_latest_v1
ORDER BY is_passed, list_position(['critical', 'warning', 'info'], severity), n_failed DESC NULLS FIRST, check_id

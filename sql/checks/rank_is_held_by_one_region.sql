-- Grain: one row a rank that another region of the same level holds too, for the same indicator, scope and period.
-- Purpose: a place is held once, unless it is shared (并列): else one is a rank within another scope, or of another measure.
SELECT
    a.document_id, a.observation_id, b.document_id AS other_document_id, b.observation_id AS other_observation_id,
    'ref_area' AS field, a.ref_area AS value,
    format('rank {:g} within {} is held by {} and by {}: another scope, or a shared place?', a.obs_value, a.scope, a.ref_area, b.ref_area)
        AS reason_en,
    format('{1} 内第 {0:g} 位同时属于 {2} 和 {3}：排名范围不同，还是并列？', a.obs_value, a.scope, a.ref_area, b.ref_area) AS reason_zh
FROM audit.statement AS a
JOIN audit.statement AS b
  ON b.indicator_id = a.indicator_id AND b.scope = a.scope AND b.time_period = a.time_period AND b.region_level = a.region_level
 AND b.obs_value = a.obs_value AND b.ref_area <> a.ref_area AND b.statistic = 'rank'
WHERE a.statistic = 'rank' AND a.qualifier = 'exact' AND b.qualifier = 'exact' AND (a.is_staged OR b.is_staged)
  AND a.subject_id IS NULL AND b.subject_id IS NULL AND a.status_group = b.status_group
  AND a.comparison IS NOT DISTINCT FROM b.comparison

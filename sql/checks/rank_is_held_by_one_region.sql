-- Grain: one row a rank that another region of the same level holds too, for the same indicator, scope and period.
-- Purpose: a place is held once, unless it is shared (并列): else one is a rank within another scope, or of another measure.
WITH place AS (
    SELECT * FROM audit.point WHERE statistic = 'rank' AND qualifier = 'exact' AND subject_id IS NULL AND scope IS NOT NULL
),
shared AS (
    SELECT a.series, a.time_period, a.obs_value, a.is_staged, b.ref_area AS other_area, b.one AS other
    FROM place AS a
    JOIN place AS b
      ON b.indicator_id = a.indicator_id AND b.scope = a.scope AND b.time_period = a.time_period AND b.region_level = a.region_level
     AND b.obs_value = a.obs_value AND b.status_group = a.status_group AND b.comparison IS NOT DISTINCT FROM a.comparison
    WHERE b.ref_area <> a.ref_area AND (a.is_staged OR b.is_staged)
)
SELECT
    s.document_id, s.observation_id, h.other.document_id AS other_document_id, h.other.observation_id AS other_observation_id,
    'ref_area' AS field, s.ref_area AS value,
    format('rank {:g} within {} is held by {} and by {}: another scope, or a shared place?', s.obs_value, s.scope, s.ref_area, h.other_area)
        AS reason_en,
    format('{1} 内第 {0:g} 位同时属于 {2} 和 {3}：排名范围不同，还是并列？', s.obs_value, s.scope, s.ref_area, h.other_area) AS reason_zh
FROM shared AS h
JOIN audit.statement AS s
  ON s.series = h.series AND s.time_period = h.time_period AND s.obs_value = h.obs_value AND s.is_staged = h.is_staged
 AND s.qualifier = 'exact'

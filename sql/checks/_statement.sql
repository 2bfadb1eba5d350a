-- Grain: one row a figure as one document states it: staged ones that no critical check keeps out, and published ones of the
-- series that they touch.
-- Purpose: what the arithmetic compares. [low, high] is what the print leaves open: half a unit of the last printed digit on
-- each side (in the unit's factor: 亩 is 666.67 m2); for 约 and 近 a whole unit of the last digit that is not 0; no upper end
-- for 超 and 以上, no lower end for 不足 and 以内. Created as table audit.statement before the checks run.
WITH told AS (
    SELECT
        true AS is_staged, document_id, observation_id, text_sha256, published_date, indicator_id, ref_area,
        md5(subject) AS subject_id, statistic, unit_measure, comparison, time_basis, scope, obs_status, time_period, part_of,
        obs_value, obs_value_high, decimals, unit_mult, qualifier, "start" AS span_start, evidence_start, printed
    FROM audit.figure
    WHERE (document_id, observation_id) NOT IN (SELECT (document_id, observation_id) FROM audit.withheld)
      AND document_id NOT IN (SELECT document_id FROM audit.withheld WHERE observation_id IS NULL)
    UNION ALL
    SELECT
        false, document_id, observation_id, text_sha256, published_date, indicator_id, ref_area,
        subject_id, statistic, unit_measure, comparison, time_basis, scope, obs_status, time_period, part_of,
        obs_value, obs_value_high, decimals, unit_mult, qualifier, span_start, evidence_start, printed
    FROM audit.published
),
stepped AS (
    SELECT t.*, power(10.0, coalesce(t.unit_mult, 0) - coalesce(t.decimals, 0)) * coalesce(p.factor, 1) AS step
    FROM told AS t LEFT JOIN audit.printed AS p USING (printed)
    WHERE t.obs_value IS NOT NULL
),
slackened AS (
    SELECT
        *,
        CASE WHEN obs_status IN ('target', 'forecast') THEN obs_status ELSE 'observed' END AS status_group,
        CASE WHEN qualifier <> 'approx' THEN step / 2
             ELSE step * power(10.0, length(regexp_extract(format('{:.0f}', abs(obs_value) / step), '0*$'))) END AS slack
    FROM stepped
)
SELECT
    s.*,
    -- of one series are figures that differ in their period alone; null where there is no indicator, period or place
    CASE WHEN s.indicator_id IS NOT NULL AND p.first_day IS NOT NULL AND coalesce(s.ref_area, s.subject_id) IS NOT NULL
              AND s.part_of IS NULL THEN
        hash(s.indicator_id, s.ref_area, s.subject_id, s.statistic, s.unit_measure, s.comparison, s.time_basis, s.scope, status_group)
    END AS series,
    s.obs_value - CASE WHEN s.qualifier IN ('under', 'at_most') THEN 'infinity'::DOUBLE ELSE slack END AS low,
    coalesce(s.obs_value_high, s.obs_value)
        + CASE WHEN s.qualifier IN ('over', 'at_least') THEN 'infinity'::DOUBLE ELSE slack END AS high,
    i.stock_or_flow, i.unit_measure AS indicator_unit, r.region_level, p.first_day, p.last_day,
    CASE WHEN s.comparison = 'yoy' THEN p.year_before
         WHEN s.comparison SIMILAR TO '[0-9]{4}.*' AND s.comparison NOT SIMILAR TO '[0-9]{6}' THEN s.comparison END AS base_period
FROM slackened AS s
LEFT JOIN stg.indicator AS i USING (indicator_id)
LEFT JOIN (SELECT region_code, any_value(level ORDER BY level) AS region_level FROM stg.region GROUP BY region_code) AS r
  ON r.region_code = s.ref_area
LEFT JOIN audit.period_days AS p USING (time_period)

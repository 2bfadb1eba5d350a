-- Grain: one row a region, with the points of all its series as a JSON array of one array a point, named by `fields`.
-- What is told of a subject without a region is in the row `none`.
SELECT
    coalesce(m.ref_area, 'none') AS region,
    '["indicator","indicator_zh","indicator_en","subject","statistic","unit","comparison","basis","scope","group","period",'
    || '"date","span","value","high","qualifier","document","start","rivals"]' AS fields,
    '[' || string_agg(
        CAST(json_array(
            m.indicator_id, i.name_zh, i.name_en, s.subject, m.statistic, m.unit_measure, m.comparison, m.time_basis, m.scope,
            m.status_group, m.time_period, CAST(p.end_date AS VARCHAR), p.kind, m.obs_value, m.obs_value_high, m.qualifier,
            m.document_id, f.span_start, m.n_rivals
        ) AS VARCHAR),
        ',' ORDER BY m.indicator_id, p.end_date, m.series_key
    ) || ']' AS points
FROM mart_indicator_series AS m
JOIN dim_indicator AS i ON i.indicator_id = m.indicator_id AND i.recorded_to IS NULL
LEFT JOIN dim_subject AS s ON s.subject_id = m.subject_id
LEFT JOIN dim_period AS p ON p.time_period = m.time_period
LEFT JOIN fact_observation AS f
    ON f.document_id = m.document_id AND f.observation_id = m.observation_id AND f.recorded_to IS NULL
GROUP BY region
ORDER BY region

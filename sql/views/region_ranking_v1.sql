-- region_ranking_v1
-- Grain: one row a region's place in one ranking: indicator x what is ranked x period x regions compared x rank_source.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
-- reported: the rank that a document states; one row for indicator (or wording) x region x period x scope x status
--   group, the winner chosen as in the series. computed: the place of the series' values among the regions of the same
--   parent and level that have one; n_ranked of n_regions tells how many are known.
CREATE VIEW region_ranking_v1 AS
WITH reported AS (
    SELECT o.*, CASE WHEN o.obs_status IN ('target', 'forecast') THEN o.obs_status ELSE 'observed' END AS status_group
    FROM observation_v1 AS o
    WHERE o.statistic = 'rank' AND o.ref_area IS NOT NULL AND o.subject IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY
            coalesce(o.indicator_id, o.indicator_text), o.ref_area, o.scope, o.unit_measure, o.comparison, status_group,
            -- ranks of untold years are members of a series, not rivals
            coalesce(o.time_period, o.document_id || o.observation_id)
        ORDER BY
            o.obs_status = 'provisional', o.published_date DESC NULLS LAST, o.qualifier <> 'exact',
            o.document_id, o.span_start
    ) = 1
),
sibling AS (
    SELECT parent_code, level, count(*) AS n_regions
    FROM dim_region
    WHERE recorded_to IS NULL AND valid_to IS NULL
    GROUP BY parent_code, level
),
computed AS (
    SELECT
        m.*,
        i.direction,
        r.parent_code,
        r.level,
        rank() OVER (
            PARTITION BY
                m.indicator_id, m.statistic, m.unit_measure, m.time_period, m.comparison, m.time_basis, m.status_group,
                r.parent_code, r.level
            ORDER BY CASE WHEN i.direction = 'down' THEN m.obs_value ELSE -m.obs_value END
        ) AS place,
        count(*) OVER (
            PARTITION BY
                m.indicator_id, m.statistic, m.unit_measure, m.time_period, m.comparison, m.time_basis, m.status_group,
                r.parent_code, r.level
        ) AS n_ranked
    FROM mart_indicator_series AS m
    JOIN dim_indicator AS i ON i.indicator_id = m.indicator_id AND i.recorded_to IS NULL
    JOIN dim_region AS r ON r.region_code = m.ref_area AND r.recorded_to IS NULL
    WHERE m.statistic <> 'rank' AND m.subject_id IS NULL AND r.parent_code IS NOT NULL
    QUALIFY n_ranked > 1
)
SELECT
    'reported' AS rank_source,
    indicator_id,
    indicator_zh,
    indicator_en,
    indicator_text,
    'rank' AS statistic,
    time_period,
    scope,
    scope_zh,
    ref_area,
    region_zh,
    region_level,
    CAST(obs_value AS BIGINT) AS rank,
    qualifier,
    CAST(NULL AS BIGINT) AS n_ranked,
    CAST(NULL AS BIGINT) AS n_regions,
    CAST(NULL AS DOUBLE) AS obs_value,
    CAST(NULL AS VARCHAR) AS unit_measure,
    comparison,
    time_basis,
    status_group,
    evidence,
    document_title,
    publisher,
    published_date,
    locator,
    document_id,
    observation_id
FROM reported
UNION ALL
SELECT
    'computed',
    c.indicator_id,
    o.indicator_zh,
    o.indicator_en,
    o.indicator_text,
    c.statistic,
    c.time_period,
    c.parent_code,
    p.name_zh,
    c.ref_area,
    o.region_zh,
    c.level,
    c.place,
    c.qualifier,
    c.n_ranked,
    s.n_regions,
    c.obs_value,
    c.unit_measure,
    c.comparison,
    c.time_basis,
    c.status_group,
    o.evidence,
    o.document_title,
    o.publisher,
    o.published_date,
    o.locator,
    c.document_id,
    c.observation_id
FROM computed AS c
JOIN observation_v1 AS o ON o.document_id = c.document_id AND o.observation_id = c.observation_id
LEFT JOIN dim_region AS p ON p.region_code = c.parent_code AND p.recorded_to IS NULL
LEFT JOIN sibling AS s ON s.parent_code = c.parent_code AND s.level = c.level;

COMMENT ON VIEW region_ranking_v1 IS
    'One row a region''s place in one ranking: indicator, what is ranked, period, regions compared and rank_source';
COMMENT ON COLUMN region_ranking_v1.rank_source IS 'reported: a document states the rank; computed: from the values of the series';
COMMENT ON COLUMN region_ranking_v1.indicator_id IS 'Indicator of the vocabulary; null where a reported rank waits for one';
COMMENT ON COLUMN region_ranking_v1.indicator_zh IS 'Chinese name of the indicator';
COMMENT ON COLUMN region_ranking_v1.indicator_en IS 'English name of the indicator';
COMMENT ON COLUMN region_ranking_v1.indicator_text IS 'Words of the document that name what is ranked or measured';
COMMENT ON COLUMN region_ranking_v1.statistic IS 'rank where reported; else the statistic whose values are compared';
COMMENT ON COLUMN region_ranking_v1.time_period IS 'Period in ISO 8601; null where the document does not tell';
COMMENT ON COLUMN region_ranking_v1.scope IS 'Code of the region ranked within; null where the document does not tell';
COMMENT ON COLUMN region_ranking_v1.scope_zh IS 'Name of the region ranked within';
COMMENT ON COLUMN region_ranking_v1.ref_area IS 'GB/T 2260 code of the region';
COMMENT ON COLUMN region_ranking_v1.region_zh IS 'Chinese name of the region';
COMMENT ON COLUMN region_ranking_v1.region_level IS 'nation, province, prefecture, county or zone';
COMMENT ON COLUMN region_ranking_v1.rank IS 'Place, 1 is first; equal values share one; by the smallest value where less is better';
COMMENT ON COLUMN region_ranking_v1.qualifier IS 'Of the rank where reported, of the value where computed; at_most is 前三 and the like';
COMMENT ON COLUMN region_ranking_v1.n_ranked IS 'computed: regions of the same parent and level whose value is known';
COMMENT ON COLUMN region_ranking_v1.n_regions IS 'computed: regions of the same parent and level';
COMMENT ON COLUMN region_ranking_v1.obs_value IS 'computed: the value compared';
COMMENT ON COLUMN region_ranking_v1.unit_measure IS 'computed: unit code of obs_value';
COMMENT ON COLUMN region_ranking_v1.comparison IS 'Base of a change or growth: yoy, mom, a period or a region code';
COMMENT ON COLUMN region_ranking_v1.time_basis IS 'period, cumulative, per_year, per_month, per_week or per_day';
COMMENT ON COLUMN region_ranking_v1.status_group IS 'observed (actual or provisional), target or forecast';
COMMENT ON COLUMN region_ranking_v1.evidence IS 'The sentence that states the rank or the value';
COMMENT ON COLUMN region_ranking_v1.document_title IS 'Title of the document';
COMMENT ON COLUMN region_ranking_v1.publisher IS 'Publisher of the document';
COMMENT ON COLUMN region_ranking_v1.published_date IS 'Date of publication';
COMMENT ON COLUMN region_ranking_v1.locator IS 'Path or address where the document is, or was last, found';
COMMENT ON COLUMN region_ranking_v1.document_id IS 'SHA-256 of the bytes of the document';
COMMENT ON COLUMN region_ranking_v1.observation_id IS 'The figure, in view observation';

-- Grain: one row a document of asked_document, with all that its evidence page shows.
-- `records` is a JSON array of one array a row of the page's table, in reading order, named by `fields`: a figure, a
-- figure that a check withholds (its staged row is in quarantine), or a number that is no figure. `mark` counts the
-- document's numbers from 0; several figures may stand at one. `rule` counts in `rules`, for few wordings repeat.
WITH asked AS (
    SELECT d.*
    FROM dim_document AS d
    SEMI JOIN asked_document AS a ON a.document_id = d.document_id
    WHERE d.recorded_to IS NULL
),
mention AS (
    SELECT
        m.*,
        row_number() OVER (PARTITION BY m.document_id ORDER BY m.span_start, m.span_end, m.mention_id) - 1 AS mark
    FROM fact_mention AS m
    SEMI JOIN asked AS a ON a.document_id = m.document_id
    WHERE m.recorded_to IS NULL
),
-- why a figure is doubted, or was decided, with the place of the figure that it disagrees with; of many figures that one
-- check holds against it the first three, with the number of the others
doubt AS (
    SELECT
        q.*,
        row_number() OVER (PARTITION BY q.document_id, q.observation_id, q.check_id ORDER BY q.other_document_id) AS place,
        count(*) OVER (PARTITION BY q.document_id, q.observation_id, q.check_id) AS n
    FROM quality_flag AS q
    SEMI JOIN asked AS a ON a.document_id = q.document_id
    WHERE q.recorded_to IS NULL
    QUALIFY place <= 3
),
doubts AS (
    SELECT
        q.document_id, q.observation_id,
        '[' || string_agg(
            CAST(json_array(
                q.check_id, q.severity, q.reason_zh, q.reason_en, q.other_document_id, o.span_start,
                CASE WHEN q.place = 3 AND q.n > 3 THEN q.n - 3 END
            ) AS VARCHAR),
            ',' ORDER BY q.check_id, q.place
        ) || ']' AS notes,
        bool_or(q.severity = 'warning') AS is_doubted
    FROM doubt AS q
    LEFT JOIN fact_observation AS o
        ON o.document_id = q.other_document_id AND o.observation_id = q.other_observation_id AND o.recorded_to IS NULL
    GROUP BY q.document_id, q.observation_id
),
withheld AS (
    SELECT
        q.document_id, q.observation_id,
        json_transform(any_value(q.payload), '{
            "mention_id": "VARCHAR", "ordinal": "INTEGER", "obs_value": "DOUBLE", "obs_value_high": "DOUBLE",
            "unit_measure": "VARCHAR", "decimals": "INTEGER", "unit_mult": "INTEGER", "qualifier": "VARCHAR",
            "statistic": "VARCHAR", "comparison": "VARCHAR", "time_basis": "VARCHAR", "obs_status": "VARCHAR",
            "indicator_id": "VARCHAR", "indicator_text": "VARCHAR", "ref_area": "VARCHAR", "subject": "VARCHAR",
            "scope": "VARCHAR", "time_period": "VARCHAR", "part_of": "VARCHAR", "rule": "VARCHAR"
        }') AS row,
        '[' || string_agg(
            CAST(json_array(q.check_id, 'critical', q.reason_zh, q.reason_en) AS VARCHAR), ','
            ORDER BY q.check_id, q.field
        ) || ']' AS notes
    FROM quarantine AS q
    SEMI JOIN asked AS a ON a.document_id = q.document_id
    WHERE q.recorded_to IS NULL AND q.level = 'row'
    GROUP BY q.document_id, q.observation_id
),
figure AS (
    SELECT
        f.document_id, f.observation_id, f.mention_id, f.ordinal, f.obs_value, f.obs_value_high, f.unit_measure,
        f.decimals, f.unit_mult, f.qualifier, f.statistic, f.comparison, f.time_basis, f.obs_status, f.indicator_id,
        f.indicator_text, f.ref_area, s.subject, f.scope, f.time_period, f.part_of, f.rule, d.notes,
        coalesce(d.is_doubted, false) AS is_doubted, false AS is_withheld
    FROM current_figure AS f
    SEMI JOIN asked AS a ON a.document_id = f.document_id
    LEFT JOIN dim_subject AS s ON s.subject_id = f.subject_id
    LEFT JOIN doubts AS d ON d.document_id = f.document_id AND d.observation_id = f.observation_id
    UNION ALL BY NAME
    SELECT
        w.document_id, w.observation_id, unnest(w.row), w.notes, false AS is_doubted, true AS is_withheld
    FROM withheld AS w
),
record AS (
    SELECT
        m.document_id, m.mark, m.span_start, m.span_end, m.kind, coalesce(f.ordinal, 0) AS ordinal, f.is_doubted, f.is_withheld,
        f.observation_id IS NOT NULL AS is_figure,
        f.observation_id IS NOT NULL AND f.indicator_id IS NULL AS is_unbound,
        coalesce(f.rule, m.rule, '{}') AS rule,
        f.observation_id,
        coalesce(f.obs_value, m.obs_value) AS obs_value,
        coalesce(f.obs_value_high, m.obs_value_high) AS obs_value_high,
        coalesce(f.unit_measure, m.unit_measure) AS unit_measure,
        coalesce(f.qualifier, m.qualifier) AS qualifier,
        f.statistic, f.comparison, f.time_basis, f.obs_status,
        f.indicator_id, i.name_zh AS indicator_zh, i.name_en AS indicator_en, f.indicator_text,
        f.ref_area, r.name_zh AS region_zh, r.name_en AS region_en, f.subject, f.scope, c.name_zh AS scope_zh,
        f.time_period, f.part_of, f.notes
    FROM mention AS m
    LEFT JOIN figure AS f ON f.document_id = m.document_id AND f.mention_id = m.mention_id
    LEFT JOIN dim_indicator AS i ON i.indicator_id = f.indicator_id AND i.recorded_to IS NULL
    LEFT JOIN dim_region AS r ON r.region_code = f.ref_area AND r.recorded_to IS NULL
    LEFT JOIN dim_region AS c ON c.region_code = f.scope AND c.recorded_to IS NULL
),
rules AS (
    SELECT document_id, list(DISTINCT rule ORDER BY rule) AS rules FROM record GROUP BY document_id
),
recorded AS (
    SELECT
        r.document_id,
        '[' || string_agg(
            -- what is null at the end is left out: most numbers that are no figures have nothing there
            regexp_replace(
                CAST(json_array(
                    r.mark, r.span_start, r.span_end, r.kind, list_position(u.rules, r.rule) - 1, r.obs_value,
                    r.obs_value_high, r.unit_measure, r.qualifier, r.observation_id, r.statistic, r.indicator_text,
                    r.indicator_id, r.indicator_zh, r.indicator_en, r.ref_area, r.region_zh, r.region_en, r.time_period,
                    r.time_basis, r.obs_status, r.comparison, r.subject, r.scope, r.scope_zh, r.part_of,
                    CAST(r.notes AS JSON), CASE WHEN r.is_withheld THEN true END
                ) AS VARCHAR),
                '(,null)+\]$', ']'
            ),
            ',' ORDER BY r.mark, r.ordinal
        ) || ']' AS records
    FROM record AS r
    JOIN rules AS u ON u.document_id = r.document_id
    GROUP BY r.document_id
),
-- a mark is drawn by its kind, and by the worst that is said of a figure there
mark AS (
    SELECT
        document_id, mark, any_value(span_start) AS span_start, any_value(span_end) AS span_end,
        any_value(kind) || CASE
            WHEN bool_or(is_withheld) THEN ' withheld'
            WHEN bool_or(is_doubted) THEN ' doubted'
            ELSE ''
        END || CASE WHEN bool_and(is_unbound) THEN ' unbound' ELSE '' END AS class
    FROM record
    GROUP BY document_id, mark
),
marks AS (
    SELECT
        document_id,
        list(span_start ORDER BY mark) AS starts,
        list(span_end ORDER BY mark) AS ends,
        list(class ORDER BY mark) AS classes
    FROM mark
    GROUP BY document_id
),
counts AS (
    SELECT
        document_id,
        count(*) FILTER (WHERE is_figure AND NOT is_withheld) AS n_figures,
        count(*) FILTER (WHERE is_withheld) AS n_withheld,
        count(*) FILTER (WHERE is_doubted) AS n_doubted
    FROM record
    GROUP BY document_id
),
held_back AS (
    SELECT document_id, list(DISTINCT {'check_id': check_id, 'zh': reason_zh, 'en': reason_en}) AS reasons
    FROM quarantine
    WHERE recorded_to IS NULL AND level = 'document'
    GROUP BY document_id
)
SELECT
    a.document_id, a.title, a.publisher, a.published_date, a.format, a.state, a.superseded_by, a.is_quarantined,
    g.name_zh AS region_zh, g.name_en AS region_en, p.locator, o.title AS source_title,
    t.text,
    coalesce(k.starts, []) AS starts, coalesce(k.ends, []) AS ends, coalesce(k.classes, []) AS classes,
    coalesce(n.n_figures, 0) AS n_figures, coalesce(n.n_withheld, 0) AS n_withheld, coalesce(n.n_doubted, 0) AS n_doubted,
    coalesce(h.reasons, []) AS reasons,
    '["mark","start","end","kind","rule","value","high","unit","qualifier","id","statistic","text","indicator",'
    || '"indicator_zh","indicator_en","area","region_zh","region_en","period","basis","status","comparison","subject",'
    || '"scope","scope_zh","part_of","notes","withheld"]' AS fields,
    coalesce(c.records, '[]') AS records,
    '[' || coalesce(array_to_string(u.rules, ','), '') || ']' AS rules
FROM asked AS a
LEFT JOIN document_text AS t ON t.document_id = a.document_id AND t.text_sha256 = a.text_sha256
LEFT JOIN marks AS k ON k.document_id = a.document_id
LEFT JOIN counts AS n ON n.document_id = a.document_id
LEFT JOIN recorded AS c ON c.document_id = a.document_id
LEFT JOIN rules AS u ON u.document_id = a.document_id
LEFT JOIN held_back AS h ON h.document_id = a.document_id
LEFT JOIN dim_region AS g ON g.region_code = a.region_code AND g.recorded_to IS NULL
LEFT JOIN dim_capture AS p ON p.capture_id = a.capture_id AND p.recorded_to IS NULL
LEFT JOIN dim_source AS o ON o.source_id = p.source_id AND o.recorded_to IS NULL

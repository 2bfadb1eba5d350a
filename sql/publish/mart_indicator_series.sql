-- Grain: a series point with the statement that wins it. Sorted, so that a scan of one indicator reads few row groups.
-- A text agrees with the winner where one of its statements overlaps the winner's. Reprints of one story count once, and
-- as a rival where one of them disagrees.
WITH statement AS MATERIALIZED (
    SELECT * FROM series_statement
),
winner AS (
    SELECT
        series_key,
        arg_min({'document_id': document_id, 'observation_id': observation_id, 'low': low, 'high': high}, precedence) AS won
    FROM statement
    GROUP BY series_key
),
told AS (
    SELECT s.series_key, s.story_id, s.text_sha256, bool_or(s.low < w.won.high AND s.high > w.won.low) AS is_agreed
    FROM statement AS s
    JOIN winner AS w ON w.series_key = s.series_key
    GROUP BY s.series_key, s.story_id, s.text_sha256
),
story AS (
    SELECT series_key, story_id, bool_and(is_agreed) AS is_agreed
    FROM told
    GROUP BY series_key, story_id
),
counted AS (
    SELECT series_key, count(*) AS n_documents, count(*) FILTER (WHERE NOT is_agreed) AS n_rivals
    FROM story
    GROUP BY series_key
)
SELECT
    s.series_key, s.indicator_id, s.ref_area, s.subject_id, s.time_period, s.statistic, s.unit_measure, s.comparison,
    s.time_basis, s.scope, s.status_group, s.obs_value, s.obs_value_high, s.low, s.high, s.decimals, s.unit_mult,
    s.qualifier, s.obs_status, s.document_id, s.observation_id, c.n_documents, c.n_rivals
FROM statement AS s
JOIN winner AS w
    ON w.series_key = s.series_key AND w.won.document_id = s.document_id AND w.won.observation_id = s.observation_id
JOIN counted AS c ON c.series_key = s.series_key
ORDER BY s.indicator_id, s.ref_area, s.time_period, s.series_key;

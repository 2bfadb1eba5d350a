-- series_statement
-- Grain: one row a statement of a series point: every figure with indicator, period, and region or subject.
-- Owner: warehouse
-- Status: internal
-- Since: 0.1.0
-- Statements of one point share series_key; the one with the least `precedence` wins: not provisional, newest published,
-- most digits printed, exact; then a fixed order. A reprint makes no figure newer: a value is as old as the first document
-- of its story that tells it. Between low and high, both excluded, lies what a statement leaves open:
-- half a unit of the last printed digit on each side; for 约 and 近 a whole unit of the last digit that is not 0; no
-- upper end for 超 and 以上, no lower end for 不足 and 以内.
CREATE VIEW series_statement AS
WITH statement AS (
    SELECT
        f.*,
        d.text_sha256,
        coalesce(d.story_id, d.document_id) AS story_id,
        d.published_date,
        CASE WHEN f.obs_status IN ('target', 'forecast') THEN f.obs_status ELSE 'observed' END AS status_group,
        power(10.0, coalesce(f.unit_mult, 0) - coalesce(f.decimals, 0)) AS step
    FROM current_figure AS f
    JOIN dim_document AS d ON d.document_id = f.document_id AND d.recorded_to IS NULL
    WHERE
        f.indicator_id IS NOT NULL
        AND f.time_period IS NOT NULL
        AND f.obs_value IS NOT NULL
        AND (f.ref_area IS NOT NULL OR f.subject_id IS NOT NULL)
),
-- counted in steps: 15.7 % and 15.8 % then touch at one and the same number, which 15.7 + 0.05 would miss
counted AS (
    SELECT
        *,
        CASE WHEN abs(obs_value / step - round(obs_value / step)) < 1e-6 THEN round(obs_value / step) ELSE obs_value / step END
            AS steps,
        obs_value_high / step AS steps_high,
        CASE WHEN qualifier = 'approx' THEN CAST(TRY_CAST(round(abs(obs_value) / step) AS HUGEINT) AS VARCHAR) END AS digits
    FROM statement
),
loose AS (
    SELECT
        *,
        CASE
            WHEN qualifier = 'approx' THEN power(10.0, coalesce(length(digits) - length(rtrim(digits, '0')), 0))
            ELSE 0.5
        END AS slack,
        md5(concat_ws(
            '|', indicator_id, coalesce(ref_area, '-'), coalesce(subject_id, '-'), time_period, coalesce(statistic, '-'),
            coalesce(unit_measure, '-'), coalesce(comparison, '-'), coalesce(time_basis, '-'), coalesce(scope, '-'),
            status_group
        )) AS series_key
    FROM counted
)
SELECT
    series_key,
    {
        'is_provisional': obs_status = 'provisional',
        'age': -epoch(coalesce(
            min(published_date) OVER (PARTITION BY series_key, story_id, obs_value, obs_value_high), DATE '0001-01-01'
        )),
        'step': step,
        'is_vague': qualifier <> 'exact',
        'own_age': epoch(coalesce(published_date, DATE '9999-12-31')),
        'document_id': document_id,
        'span_start': span_start,
        'ordinal': ordinal
    } AS precedence,
    indicator_id, ref_area, subject_id, time_period, statistic, unit_measure, comparison, time_basis, scope, status_group,
    obs_value, obs_value_high, decimals, unit_mult, qualifier, obs_status,
    CASE WHEN qualifier IN ('under', 'at_most') THEN CAST('-infinity' AS DOUBLE) ELSE (steps - slack) * step END AS low,
    CASE
        WHEN qualifier IN ('over', 'at_least') THEN CAST('infinity' AS DOUBLE)
        ELSE (CASE WHEN obs_value_high IS NULL THEN steps ELSE steps_high END + slack) * step
    END AS high,
    document_id, observation_id, text_sha256, story_id
FROM loose;

COMMENT ON VIEW series_statement IS 'Internal: one row a statement of a series point, with what it leaves open';

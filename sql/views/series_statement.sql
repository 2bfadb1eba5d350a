-- series_statement
-- Grain: one row a statement of a series point: every figure with indicator, period, and region or subject.
-- Owner: warehouse
-- Status: internal
-- Since: 0.1.0
-- Statements of one point compete: not provisional, newest published, most digits printed, exact; then a fixed order.
-- [low, high] is what the statement leaves open: half a unit of the last printed digit on each side; for 约 and 近 a
-- whole unit of the last digit that is not 0; no upper end for 超 and 以上, no lower end for 不足 and 以内. A document
-- agrees with the winner where one of its statements overlaps the winner's; texts that do not are rivals.
CREATE VIEW series_statement AS
WITH statement AS (
    SELECT
        f.*,
        d.text_sha256,
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
printed AS (
    SELECT *, CAST(TRY_CAST(round(abs(obs_value) / step) AS HUGEINT) AS VARCHAR) AS digits
    FROM statement
),
loose AS (
    SELECT
        *,
        CASE
            WHEN qualifier = 'approx' THEN step * power(10.0, coalesce(length(digits) - length(rtrim(digits, '0')), 0))
            ELSE step / 2
        END AS slack
    FROM printed
),
keyed AS (
    SELECT
        *,
        md5(concat_ws(
            '|', indicator_id, coalesce(ref_area, '-'), coalesce(subject_id, '-'), time_period, statistic, unit_measure,
            coalesce(comparison, '-'), coalesce(time_basis, '-'), coalesce(scope, '-'), status_group
        )) AS series_key,
        CASE WHEN qualifier IN ('under', 'at_most') THEN CAST('-infinity' AS DOUBLE) ELSE obs_value - slack END AS low,
        CASE
            WHEN qualifier IN ('over', 'at_least') THEN CAST('infinity' AS DOUBLE)
            ELSE coalesce(obs_value_high, obs_value) + slack
        END AS high
    FROM loose
),
ranked AS (
    SELECT
        *,
        row_number() OVER series AS preference,
        first_value(low) OVER series AS winner_low,
        first_value(high) OVER series AS winner_high
    FROM keyed
    WINDOW series AS (
        PARTITION BY series_key
        ORDER BY
            obs_status = 'provisional', published_date DESC NULLS LAST, step, qualifier <> 'exact',
            document_id, span_start, ordinal
    )
),
compared AS (
    SELECT
        *,
        bool_or(low <= winner_high AND high >= winner_low) OVER (PARTITION BY series_key, text_sha256) AS is_agreed
    FROM ranked
)
SELECT
    series_key, preference, indicator_id, ref_area, subject_id, time_period, statistic, unit_measure, comparison, time_basis,
    scope, status_group, obs_value, obs_value_high, decimals, unit_mult, qualifier, obs_status, document_id, observation_id,
    is_agreed,
    count(DISTINCT text_sha256) OVER (PARTITION BY series_key) AS n_documents,
    count(DISTINCT CASE WHEN NOT is_agreed THEN text_sha256 END) OVER (PARTITION BY series_key) AS n_rivals
FROM compared;

COMMENT ON VIEW series_statement IS 'Internal: one row a statement of a series point, with its place among its rivals';

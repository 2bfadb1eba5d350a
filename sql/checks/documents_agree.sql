-- Grain: one row a statement of a series point that another document tells differently, beyond rounding.
-- Purpose: a conflict is shown with both evidences, never averaged. A preliminary figure and its final one do not conflict,
-- and copies of one text are one witness.
WITH rival AS (
    SELECT
        a.document_id, a.observation_id, a.obs_value, b.obs_value AS other_value,
        CASE WHEN b.one.text <> a.text_sha256 THEN b.one ELSE b.another END AS other
    FROM audit.statement AS a
    JOIN audit.point AS b ON b.series = a.series AND b.time_period = a.time_period
    WHERE (a.is_staged OR b.is_staged) AND (a.obs_status = 'provisional') = b.is_provisional
      AND (a.low > b.high OR a.high < b.low)
      AND (b.one.text <> a.text_sha256 OR b.another.text <> a.text_sha256)
)
SELECT
    document_id, observation_id, other.document_id AS other_document_id, other.observation_id AS other_observation_id,
    'obs_value' AS field, obs_value::VARCHAR AS value,
    format('another document says {:g}: a revision, another definition, or one misread?', other_value) AS reason_en,
    format('另一文档为 {:g}：数据修订、口径不同，还是其中之一误读？', other_value) AS reason_zh
FROM rival

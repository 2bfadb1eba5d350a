-- Grain: one row a cumulative figure (累计) below an earlier one of its series, or above a later one, beyond rounding.
-- Purpose: what is counted from the beginning cannot become less: else one of both is misread, or counts from another day.
WITH told AS (
    SELECT
        *, {'document_id': document_id, 'observation_id': observation_id, 'value': obs_value, 'day': last_day} AS itself
    FROM audit.statement
    WHERE series IS NOT NULL AND time_basis = 'cumulative' AND statistic IN ('level', 'increment')
),
beside AS (
    SELECT
        document_id, observation_id, obs_value, last_day, low, high,
        max(low) OVER before AS low_before, arg_max(itself, low) OVER before AS earlier,
        min(high) OVER after AS high_after, arg_min(itself, high) OVER after AS later
    FROM told
    WINDOW
        before AS (PARTITION BY series ORDER BY last_day GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        after AS (PARTITION BY series ORDER BY last_day GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
),
fallen AS (
    SELECT *, CASE WHEN low_before > high THEN earlier ELSE later END AS other
    FROM beside
    WHERE low_before > high OR high_after < low
)
SELECT
    document_id, observation_id, other.document_id AS other_document_id, other.observation_id AS other_observation_id,
    'obs_value' AS field, obs_value::VARCHAR AS value,
    format('{:g} to {} but {:g} to {}: one misread, or counted from another day?', obs_value, last_day, other.value, other.day) AS reason_en,
    format('截至 {} 为 {:g}，截至 {} 为 {:g}：其中之一误读，还是起算日不同？', last_day, obs_value, other.day, other.value) AS reason_zh
FROM fallen

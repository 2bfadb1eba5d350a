-- Grain: one row a share of a structure (3.9：59.5：36.6) whose shares cannot sum to 100 percent, beyond rounding.
-- Purpose: a structure tells the whole: else a share is misread or misprinted, or the row of ratios is no structure.
-- A structure is three shares or more with nothing but a colon between them.
WITH share AS (
    SELECT
        f.document_id, f.observation_id, f."start", f."end", f.evidence_start, s.low, s.high, s.obs_value,
        lag(f."end") OVER (PARTITION BY f.document_id ORDER BY f."start") AS end_before
    FROM audit.figure AS f JOIN audit.statement AS s USING (document_id, observation_id)
    WHERE f.statistic = 'share' AND f.unit_measure = 'percent' AND f.ordinal = 0
),
joined AS (
    SELECT
        h.*,
        coalesce(h."start" = h.end_before + 1 AND substring(e.text, h.end_before - h.evidence_start + 1, 1) IN (':', '：', '∶'), false)
            AS follows
    FROM share AS h JOIN stg.sentence AS e ON e.document_id = h.document_id AND e.evidence_start = h.evidence_start
),
grouped AS (
    SELECT *, count(*) FILTER (NOT follows) OVER (PARTITION BY document_id ORDER BY "start") AS structure FROM joined
),
summed AS (
    SELECT document_id, structure, sum(low) AS low, sum(high) AS high, sum(obs_value) AS total
    FROM grouped GROUP BY ALL HAVING count(*) >= 3
)
SELECT
    g.document_id, g.observation_id, 'obs_value' AS field, g.obs_value::VARCHAR AS value,
    format('the shares of this structure sum to {:g} percent: one misread, or no structure?', s.total) AS reason_en,
    format('该结构各占比之和为 {:g}%：其中之一误读，还是并非结构？', s.total) AS reason_zh
FROM summed AS s JOIN grouped AS g USING (document_id, structure)
WHERE s.low > 100 OR s.high < 100

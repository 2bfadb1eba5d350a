-- Grain: one row an observation whose value is not what its printed characters say.
-- Purpose: digits times multiplier times the unit's factor, read a second time and by other means: else 万 or 亿 was misread.
-- Only where the characters are digits, a multiplier and a known unit (audit.printed); a multiplier printed elsewhere (the
-- header 单位:亿元) is taken from unit_mult.
WITH read AS (
    SELECT
        f.document_id, f.observation_id, f.obs_value, f.printed,
        p.digits * p.factor * power(10.0, coalesce(p.power_of_ten, f.unit_mult, 0)) AS expected
    FROM audit.figure AS f JOIN audit.printed AS p USING (printed)
    WHERE p.digits IS NOT NULL AND p.surface IS NOT NULL AND f.qualifier <> 'range'
)
SELECT
    document_id, observation_id, 'obs_value' AS field, obs_value::VARCHAR AS value,
    format('“{}” reads {:g}: 万 or 亿 misread?', printed, expected) AS reason_en,
    format('“{}”应读作 {:g}：“万”“亿”误读？', printed, expected) AS reason_zh
FROM read
WHERE abs(abs(obs_value) - expected) > 1e-9 * greatest(abs(obs_value), expected)

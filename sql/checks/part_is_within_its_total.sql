-- Grain: one row a part that is larger than its total, beyond rounding.
-- Purpose: a part under 其中 can at most be all of its total: else it belongs to another total, or one of both is misread.
-- Parts may overlap, so that their sum may exceed the total.
SELECT
    p.document_id, p.observation_id, t.document_id AS other_document_id, t.observation_id AS other_observation_id,
    'obs_value' AS field, p.obs_value::VARCHAR AS value,
    format('{:g} is part of {:g}: of another total, or one of both misread?', p.obs_value, t.obs_value) AS reason_en,
    format('{:g} 是 {:g} 的一部分：所属总数有误，还是其中之一误读？', p.obs_value, t.obs_value) AS reason_zh
FROM audit.statement AS p
JOIN audit.statement AS t ON t.document_id = p.document_id AND t.observation_id = p.part_of
WHERE p.is_staged AND p.unit_measure = t.unit_measure
  AND p.statistic IN ('level', 'increment') AND t.statistic IN ('level', 'increment')
  AND coalesce(t.stock_or_flow, '') NOT IN ('ratio', 'index', 'price') -- a mean lies between those of its parts
  AND p.low > t.high

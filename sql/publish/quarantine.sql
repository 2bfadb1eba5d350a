-- Grain: a row or document that the checks of this run hold back (withheld: made by publish.py).
SELECT document_id, observation_id, check_id, field, level, value, reason_en, reason_zh, payload
FROM withheld
WHERE document_id IN (SELECT document_id FROM scope_document WHERE NOT is_superseded);

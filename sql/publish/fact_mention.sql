-- Grain: a staged number of a document that is neither held back nor superseded. A figure held back keeps its mention.
SELECT
    mention_id, document_id, start AS span_start, "end" AS span_end, kind,
    obs_value, obs_value_high, unit_measure, decimals, unit_mult, qualifier, evidence_start, evidence_end, rule
FROM stg.mention
WHERE document_id IN (SELECT document_id FROM scope_document WHERE is_published);

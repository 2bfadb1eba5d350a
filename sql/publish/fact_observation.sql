-- Grain: a staged figure that no check holds back, of a document that is neither held back nor superseded.
SELECT
    o.observation_id, o.document_id, o.mention_id, o.ordinal,
    o.start AS span_start, o."end" AS span_end,
    o.obs_value, o.obs_value_high, o.unit_measure, o.decimals, o.unit_mult, o.qualifier,
    o.statistic, o.comparison, o.time_basis, o.obs_status,
    o.indicator_id, md5(o.indicator_text) AS term_id,
    o.ref_area, md5(o.subject) AS subject_id, o.scope, o.time_period, o.part_of,
    o.evidence_start, o.evidence_end, o.rule
FROM stg.observation AS o
WHERE
    o.document_id IN (SELECT document_id FROM scope_document WHERE is_published)
    AND NOT EXISTS (
        SELECT 1 FROM withheld AS w WHERE w.document_id = o.document_id AND w.observation_id = o.observation_id
    );

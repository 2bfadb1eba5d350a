-- Grain: none, the columns of _published.sql alone.
-- Purpose: stands for it where nothing was published yet. Created as table audit.published before the checks run.
SELECT
    o.document_id, o.observation_id, o.indicator_id, o.indicator_text, o.ref_area, o.subject AS subject_id, o.statistic,
    o.unit_measure, o.comparison, o.time_basis, o.scope, o.obs_status, o.time_period, o.part_of, o.obs_value,
    o.obs_value_high, o.decimals, o.unit_mult, o.qualifier, o."start" AS span_start, o.evidence_start, o.evidence_end,
    d.text_sha256, d.published_date, d.text AS printed
FROM stg.observation AS o JOIN stg.document AS d USING (document_id)
WHERE false

-- current_figure
-- Grain: one row a figure as stated in one document, as known now; ids only, bound to its indicator.
-- Owner: warehouse
-- Status: internal
-- Since: 0.1.0
-- The indicator that the reading bound comes first where the vocabulary still has it, then the one of the wording.
CREATE VIEW current_figure AS
SELECT
    f.observation_id, f.document_id, f.mention_id, f.ordinal, f.span_start, f.span_end,
    f.obs_value, f.obs_value_high, f.unit_measure, f.decimals, f.unit_mult, f.qualifier,
    f.statistic, f.comparison, f.time_basis, f.obs_status,
    coalesce(i.indicator_id, t.indicator_id) AS indicator_id,
    t.indicator_text, t.term,
    f.ref_area, f.subject_id, f.scope, f.time_period, f.part_of,
    f.evidence_start, f.evidence_end, f.rule, f.recorded_from
FROM fact_observation AS f
LEFT JOIN dim_indicator AS i ON i.indicator_id = f.indicator_id AND i.recorded_to IS NULL
LEFT JOIN dim_term AS t ON t.term_id = f.term_id AND t.recorded_to IS NULL
WHERE f.recorded_to IS NULL;

COMMENT ON VIEW current_figure IS 'Internal: one row a figure as stated in one document, ids only';

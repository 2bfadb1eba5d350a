-- Grain: a document whose facts this run may change: staged, or newly superseded. Facts of all others are left alone.
SELECT
    d.document_id,
    d.state = 'superseded' AS is_superseded,
    s.document_id IS NOT NULL AND d.state <> 'superseded' AND NOT d.is_quarantined AS is_published
FROM dim_document AS d
LEFT JOIN stg.document AS s ON s.document_id = d.document_id
CROSS JOIN this_run
WHERE d.recorded_to IS NULL AND (s.document_id IS NOT NULL OR d.superseded_at = this_run.recorded_at);

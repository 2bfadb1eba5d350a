-- Grain: a document that stands again after a newer version had replaced it, and that is not read again by this run:
-- its figures were closed at withdrawn_at and are opened anew.
SELECT d.document_id, old.superseded_at AS withdrawn_at
FROM dim_document AS d
JOIN dim_document AS old ON old.document_id = d.document_id
CROSS JOIN this_run
WHERE
    d.recorded_to IS NULL
    AND d.state <> 'superseded'
    AND old.recorded_to = this_run.recorded_at
    AND old.state = 'superseded'
    AND d.document_id NOT IN (SELECT document_id FROM stg.document);

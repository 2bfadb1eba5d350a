-- document_version_v1
-- Grain: one row a version of a document at one place: a capture, numbered in the order of time.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW document_version_v1 AS
SELECT
    c.locator,
    CAST(row_number() OVER (PARTITION BY c.locator ORDER BY c.seen_from, c.capture_id) AS INTEGER) AS version,
    c.document_id,
    d.title AS document_title,
    d.publisher,
    d.published_date,
    c.seen_from,
    c.seen_to,
    c.gone_at,
    d.state,
    d.superseded_by,
    d.is_quarantined,
    c.source_id,
    s.title AS source_title
FROM dim_capture AS c
JOIN dim_document AS d ON d.document_id = c.document_id AND d.recorded_to IS NULL
LEFT JOIN dim_source AS s ON s.source_id = c.source_id AND s.recorded_to IS NULL
WHERE c.recorded_to IS NULL;

COMMENT ON VIEW document_version_v1 IS 'One row a version of a document at one place, numbered in the order of time';
COMMENT ON COLUMN document_version_v1.locator IS 'Path or address';
COMMENT ON COLUMN document_version_v1.version IS '1 is the first that was seen there';
COMMENT ON COLUMN document_version_v1.document_id IS 'SHA-256 of the bytes seen there';
COMMENT ON COLUMN document_version_v1.document_title IS 'Title of the document';
COMMENT ON COLUMN document_version_v1.publisher IS 'Publisher of the document';
COMMENT ON COLUMN document_version_v1.published_date IS 'Date of publication';
COMMENT ON COLUMN document_version_v1.seen_from IS 'When it was first seen there (UTC)';
COMMENT ON COLUMN document_version_v1.seen_to IS 'When something else was first seen there (UTC); null while it stands';
COMMENT ON COLUMN document_version_v1.gone_at IS 'When nothing was first found there (UTC)';
COMMENT ON COLUMN document_version_v1.state IS 'Of the document over all its places: live, gone (figures kept) or superseded (figures withdrawn)';
COMMENT ON COLUMN document_version_v1.superseded_by IS 'SHA-256 of the newer version, where superseded';
COMMENT ON COLUMN document_version_v1.is_quarantined IS 'True where a check holds the whole document back';
COMMENT ON COLUMN document_version_v1.source_id IS 'Source that led there';
COMMENT ON COLUMN document_version_v1.source_title IS 'Title of that source';

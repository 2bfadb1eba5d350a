-- story_v1
-- Grain: one row a document that shares its story with others: the same news at several places. Versions of a document
--   that a newer one replaced are left out.
-- Owner: warehouse
-- Status: stable
-- Since: 0.1.0
CREATE VIEW story_v1 AS
SELECT
    d.story_id,
    count(*) OVER (PARTITION BY d.story_id) AS n_documents,
    CAST(row_number() OVER (
        PARTITION BY d.story_id ORDER BY d.published_date NULLS LAST, c.seen_from, d.document_id
    ) AS INTEGER) AS position,
    d.title AS document_title,
    d.publisher,
    d.published_date,
    c.locator,
    d.state,
    d.text_length,
    d.document_id
FROM dim_document AS d
LEFT JOIN dim_capture AS c ON c.capture_id = d.capture_id AND c.recorded_to IS NULL
WHERE d.recorded_to IS NULL AND d.state <> 'superseded' AND d.story_id IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY d.story_id) > 1;

COMMENT ON VIEW story_v1 IS 'One row a document that shares its story with others: the same news at several places';
COMMENT ON COLUMN story_v1.story_id IS 'The document of the story that was recorded first';
COMMENT ON COLUMN story_v1.n_documents IS 'Documents of the story; the series count them once';
COMMENT ON COLUMN story_v1.position IS '1 is the one published first, as far as dates are known';
COMMENT ON COLUMN story_v1.document_title IS 'Title of the document';
COMMENT ON COLUMN story_v1.publisher IS 'Publisher of the document';
COMMENT ON COLUMN story_v1.published_date IS 'Date of publication';
COMMENT ON COLUMN story_v1.locator IS 'Path or address where the document is, or was last, found';
COMMENT ON COLUMN story_v1.state IS 'live, or gone from every place where it was found';
COMMENT ON COLUMN story_v1.text_length IS 'Length of its text in code points';
COMMENT ON COLUMN story_v1.document_id IS 'SHA-256 of the bytes of the document';

-- Grain: a staged text, whether its document is published or held back.
SELECT DISTINCT document_id, text_sha256, text
FROM stg.document;

-- Reprints: what tells them from other texts, and the story of each document.

-- One row a text ever read: its fingerprint, made once.
CREATE TABLE text_fingerprint (
    text_sha256 VARCHAR,
    method VARCHAR,                     -- of making the fingerprint: only those of one method are comparable
    signature BLOB,                     -- MinHash of the text's character grams; null where it is too short
    figures VARCHAR[]                   -- the distinct numbers as printed, sorted
);

-- Documents that tell one story share its id: the document_id of the one that was recorded first.
ALTER TABLE dim_document ADD COLUMN story_id VARCHAR;

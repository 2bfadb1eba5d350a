-- Grain: a capture as the ledger knows it now. Captures that it no longer knows stay as they are.
SELECT capture_id, source_id, locator, document_id, seen_from, seen_to, gone_at, publisher, published_date, title, region_code
FROM stg.capture;

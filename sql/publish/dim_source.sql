-- Grain: a source as the ledger knows it now. Sources that it no longer knows stay as they are.
SELECT source_id, title, publisher, region_code, kind, location, published_date, licence
FROM stg.source;

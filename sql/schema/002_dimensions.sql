-- The dimensions. Where a row has recorded_from and recorded_to, its key is unique among the rows that are open
-- (recorded_to is null), and closed rows tell what was known before; run_id is the run that opened the row.

-- One open row a document (bytes): metadata in force and whether its figures stand.
CREATE TABLE dim_document (
    document_id VARCHAR,                -- SHA-256 of the bytes
    text_sha256 VARCHAR,
    text_length BIGINT,                 -- code points
    format VARCHAR,
    encoding VARCHAR,
    script VARCHAR,
    title VARCHAR,
    publisher VARCHAR,
    published_date DATE,
    region_code VARCHAR,
    title_method VARCHAR,
    publisher_method VARCHAR,
    published_method VARCHAR,
    region_method VARCHAR,
    capture_id VARCHAR,                 -- where a reader finds it: the newest capture that stands, else the newest
    state VARCHAR,                      -- live, gone (from every place, figures kept), superseded (figures withdrawn)
    gone_at TIMESTAMP,
    superseded_at TIMESTAMP,            -- recorded_to of the figures that were withdrawn
    superseded_by VARCHAR,              -- document_id of the newer version
    is_quarantined BOOLEAN,             -- held back whole by a check
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One row a text ever read of a document, held back or not: finds the documents that hold a word.
CREATE TABLE document_text (
    document_id VARCHAR,
    text_sha256 VARCHAR,
    text VARCHAR
);

-- One open row a sentence that holds a number.
CREATE TABLE dim_sentence (
    document_id VARCHAR,
    evidence_start INTEGER,             -- code points in the document's text, the end exclusive
    evidence_end INTEGER,
    text VARCHAR,
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row a source of documents.
CREATE TABLE dim_source (
    source_id VARCHAR,
    title VARCHAR,
    publisher VARCHAR,
    region_code VARCHAR,
    kind VARCHAR,
    location VARCHAR,
    published_date DATE,
    licence VARCHAR,
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row a capture: a stay of some bytes at a place.
CREATE TABLE dim_capture (
    capture_id VARCHAR,
    source_id VARCHAR,
    locator VARCHAR,
    document_id VARCHAR,
    seen_from TIMESTAMP,
    seen_to TIMESTAMP,
    gone_at TIMESTAMP,
    publisher VARCHAR,
    published_date DATE,
    title VARCHAR,
    region_code VARCHAR,
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row a wording by which documents name what they measure, bound anew to an indicator by every publish.
CREATE TABLE dim_term (
    term_id VARCHAR,                    -- md5 of indicator_text
    indicator_text VARCHAR,             -- as printed
    term VARCHAR,                       -- normalised: what is compared with the aliases
    indicator_id VARCHAR,               -- null where no alias fits
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row an indicator of seeds/indicator.csv.
CREATE TABLE dim_indicator (
    indicator_id VARCHAR,
    name_zh VARCHAR,
    name_en VARCHAR,
    domain VARCHAR,
    unit_measure VARCHAR,
    stock_or_flow VARCHAR,
    direction VARCHAR,                  -- up: more is better, down: less is better, none
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row a region code of seeds/region.csv, with its ancestors beside it.
CREATE TABLE dim_region (
    region_code VARCHAR,                -- GB/T 2260
    name_zh VARCHAR,
    name_en VARCHAR,
    level VARCHAR,                      -- nation, province, prefecture, county, zone
    parent_code VARCHAR,
    province_code VARCHAR,              -- the region itself where it is one
    province_zh VARCHAR,
    prefecture_code VARCHAR,
    prefecture_zh VARCHAR,
    path_zh VARCHAR,                    -- names from the province down
    valid_from VARCHAR,                 -- as the source tells it
    valid_to VARCHAR,
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row a unit code of seeds/unit.csv.
CREATE TABLE dim_unit (
    unit_measure VARCHAR,
    dimension VARCHAR,
    surfaces VARCHAR,                   -- the words for it that need no factor, `|` between them
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One row a period that a figure was told for.
CREATE TABLE dim_period (
    time_period VARCHAR,                -- SDMX/ISO 8601, the key
    kind VARCHAR,                       -- year, half_year, quarter, month, day, interval, other
    start_date DATE,
    end_date DATE                       -- the last day, inclusive
);

-- One row an organisation, park or platform that figures are about.
CREATE TABLE dim_subject (
    subject_id VARCHAR,                 -- md5 of subject
    subject VARCHAR
);

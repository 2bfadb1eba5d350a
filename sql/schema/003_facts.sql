-- The facts, narrow: ids, values, offsets. Rows are closed (recorded_to), never deleted; run_id opened the row.

-- One open row a figure as stated in one document. The same text in two documents has equal observation_ids.
CREATE TABLE fact_observation (
    observation_id VARCHAR,             -- with document_id the key
    document_id VARCHAR,
    mention_id VARCHAR,
    ordinal INTEGER,
    span_start INTEGER,                 -- code points in the document's text, the end exclusive
    span_end INTEGER,
    obs_value DOUBLE,
    obs_value_high DOUBLE,
    unit_measure VARCHAR,
    decimals INTEGER,
    unit_mult INTEGER,
    qualifier VARCHAR,
    statistic VARCHAR,
    comparison VARCHAR,
    time_basis VARCHAR,
    obs_status VARCHAR,
    indicator_id VARCHAR,               -- as the reading bound it; where null, dim_term binds
    term_id VARCHAR,
    ref_area VARCHAR,
    subject_id VARCHAR,
    scope VARCHAR,
    time_period VARCHAR,
    part_of VARCHAR,                    -- observation_id of the total, in the same document
    evidence_start INTEGER,
    evidence_end INTEGER,
    rule VARCHAR,                       -- JSON; follows the newest reading, and opens no row by itself
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One open row a number of a document, whatever it turned out to be.
CREATE TABLE fact_mention (
    mention_id VARCHAR,                 -- with document_id the key
    document_id VARCHAR,
    span_start INTEGER,
    span_end INTEGER,
    kind VARCHAR,                       -- observation, time, reference, unresolved
    obs_value DOUBLE,
    obs_value_high DOUBLE,
    unit_measure VARCHAR,
    decimals INTEGER,
    unit_mult INTEGER,
    qualifier VARCHAR,
    evidence_start INTEGER,
    evidence_end INTEGER,
    rule VARCHAR,
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One row a series point: indicator x region x subject x period x statistic x unit x comparison x time basis x scope x
-- status group (observed, target, forecast). Made anew by each publish, sorted by indicator, region, period.
CREATE TABLE mart_indicator_series (
    series_key VARCHAR,                 -- md5 of the columns above
    indicator_id VARCHAR,
    ref_area VARCHAR,
    subject_id VARCHAR,
    time_period VARCHAR,
    statistic VARCHAR,
    unit_measure VARCHAR,
    comparison VARCHAR,
    time_basis VARCHAR,
    scope VARCHAR,
    status_group VARCHAR,
    obs_value DOUBLE,
    obs_value_high DOUBLE,
    low DOUBLE,                         -- what the printed digits and the qualifier leave open, to both sides
    high DOUBLE,
    decimals INTEGER,
    unit_mult INTEGER,
    qualifier VARCHAR,
    obs_status VARCHAR,
    document_id VARCHAR,                -- the statement that won
    observation_id VARCHAR,
    n_documents BIGINT,                 -- different texts that tell this point
    n_rivals BIGINT                     -- of these, texts that tell it otherwise than the winner, beyond rounding
);

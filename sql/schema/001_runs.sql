-- What the program did: versions of this schema, runs, the results of their checks, and what the checks held back.
-- Every TIMESTAMP of the warehouse is UTC. No keys are declared: DuckLake has none; sql/checks/publish/ guards them.

-- One row a migration applied.
CREATE TABLE schema_version (
    version INTEGER,
    name VARCHAR,
    applied_at TIMESTAMP
);

-- One row a run that published; the run dimension. Runs that changed nothing or failed are in the ledger.
CREATE TABLE load_run (
    run_id VARCHAR,
    trigger VARCHAR,                    -- command, schedule, manual
    status VARCHAR,                     -- published, or partial where sources or rows were left out
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    recorded_at TIMESTAMP,              -- the recorded_from and recorded_to of the rows that this run opened and closed
    n_documents_new BIGINT,
    n_documents_changed BIGINT,
    n_documents_unchanged BIGINT,
    n_documents_gone BIGINT,
    n_documents_failed BIGINT,
    n_observations_opened BIGINT,
    n_observations_closed BIGINT,
    n_quarantined BIGINT                -- rows of quarantine that are open after the run
);

-- One row a check of a run.
CREATE TABLE quality_result (
    run_id VARCHAR,
    check_id VARCHAR,
    level VARCHAR,                      -- row, document, schema
    severity VARCHAR,                   -- critical, warning, info
    is_passed BOOLEAN,
    n_checked BIGINT,
    n_failed BIGINT,
    description_en VARCHAR,
    description_zh VARCHAR
);

-- One row a staged row, or a whole document, that a check held back; open (recorded_to is null) until the document is
-- read again and passes.
CREATE TABLE quarantine (
    document_id VARCHAR,
    observation_id VARCHAR,             -- null where the whole document is held back
    check_id VARCHAR,
    field VARCHAR,
    level VARCHAR,                      -- row, document
    value VARCHAR,
    reason_en VARCHAR,
    reason_zh VARCHAR,
    payload VARCHAR,                    -- JSON of the staged row
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

-- One row a doubt that is published with its figure; open until the figure is checked again without it.
CREATE TABLE quality_flag (
    document_id VARCHAR,                -- with observation_id the figure
    observation_id VARCHAR,
    check_id VARCHAR,
    other_document_id VARCHAR,          -- the figure that it disagrees with, or null
    other_observation_id VARCHAR,
    severity VARCHAR,
    reason_en VARCHAR,
    reason_zh VARCHAR,
    run_id VARCHAR,
    recorded_from TIMESTAMP,
    recorded_to TIMESTAMP
);

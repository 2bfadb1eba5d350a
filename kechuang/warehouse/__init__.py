"""What is kept: raw bytes, the ledger, the DuckDB star: the only room that knows DuckDB and SQLite."""

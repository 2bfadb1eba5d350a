"""Merging what ought to be into a table with history: rows open and close, none is deleted.

`recorded_from` and `recorded_to` say when the warehouse held a row for true; `recorded_to` is null while it does. A row
is closed and opened anew only where its payload changed, so that an unchanged document leaves no trace however often
it is read. `this_run` (one row: run_id, recorded_at) stamps what opens and closes.
"""

from dataclasses import dataclass

import duckdb

_BOOKKEEPING = ("run_id", "recorded_from", "recorded_to")


@dataclass(frozen=True)
class History:
    """A table with history and how its rows are told apart."""

    table: str
    key: tuple[str, ...]
    scope: str = ""  # predicate on the table: open rows in it that no incoming row has close; by default none do
    follows: tuple[str, ...] = ()  # columns that take the newest value without opening a row


def merge_history(con: duckdb.DuckDBPyConnection, target: History, incoming: str) -> tuple[int, int]:
    """Brings the open rows of the table to what the query `incoming` returns; returns rows opened and rows closed.

    `incoming` has the table's columns without run_id, recorded_from and recorded_to, one row a key; a key column may
    be null. Runs inside the caller's transaction and uses the temporary tables `incoming_row` and `unchanged_key`.
    """
    table = target.table
    payload = [c for c in table_columns(con, table) if c not in (*_BOOKKEEPING, *target.key, *target.follows)]
    key = ", ".join(f"t.{c}" for c in target.key)
    same_key = " AND ".join(f"t.{c} IS NOT DISTINCT FROM i.{c}" for c in target.key)
    same_payload = " AND ".join(f"t.{c} IS NOT DISTINCT FROM i.{c}" for c in payload) or "true"
    if target.scope and not _has_open_rows(con, target):
        return _open_all(con, table, incoming), 0
    affected = target.scope or f"EXISTS (SELECT 1 FROM incoming_row AS i WHERE {same_key})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE incoming_row AS {incoming}")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE unchanged_key AS "
        f"SELECT {key} FROM {table} AS t JOIN incoming_row AS i ON {same_key} "
        f"WHERE t.recorded_to IS NULL AND {same_payload}"
    )
    if target.follows:
        _follow(con, target, same_key)
    closed = _changed(
        con,
        f"UPDATE {table} AS t SET recorded_to = (SELECT recorded_at FROM this_run) WHERE t.recorded_to IS NULL "
        f"AND {affected} AND NOT EXISTS (SELECT 1 FROM unchanged_key AS i WHERE {same_key})",
    )
    changed = f"SELECT * FROM incoming_row AS t WHERE NOT EXISTS (SELECT 1 FROM unchanged_key AS i WHERE {same_key})"
    opened = _open_all(con, table, changed)
    con.execute("DROP TABLE incoming_row")
    con.execute("DROP TABLE unchanged_key")
    return opened, closed


def insert_new(con: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], incoming: str) -> int:
    """Appends the rows of the query `incoming` whose key the table has not; for rows that never change."""
    same_key = " AND ".join(f"t.{c} IS NOT DISTINCT FROM i.{c}" for c in key)
    return _changed(
        con,
        f"INSERT INTO {table} BY NAME SELECT i.* FROM ({incoming}) AS i "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {same_key})",
    )


def reopen(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Opens anew the rows that a superseded document lost, for the documents in `revived_document`."""
    return _changed(
        con,
        f"INSERT INTO {table} BY NAME SELECT t.* REPLACE (this_run.run_id AS run_id, "
        f"this_run.recorded_at AS recorded_from, CAST(NULL AS TIMESTAMP) AS recorded_to) "
        f"FROM {table} AS t JOIN revived_document AS r ON r.document_id = t.document_id "
        f"AND r.withdrawn_at = t.recorded_to CROSS JOIN this_run",
    )


def table_columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table of the database in use, in order."""
    return [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()]


def _has_open_rows(con: duckdb.DuckDBPyConnection, target: History) -> bool:
    """Whether there is anything to compare with; on a first load there is not, which saves half of the time."""
    found = con.execute(f"SELECT 1 FROM {target.table} WHERE recorded_to IS NULL AND {target.scope} LIMIT 1").fetchone()
    return found is not None


def _open_all(con: duckdb.DuckDBPyConnection, table: str, rows: str) -> int:
    return _changed(
        con,
        f"INSERT INTO {table} BY NAME SELECT t.*, this_run.run_id, this_run.recorded_at AS recorded_from, "
        f"CAST(NULL AS TIMESTAMP) AS recorded_to FROM ({rows}) AS t CROSS JOIN this_run",
    )


def _follow(con: duckdb.DuckDBPyConnection, target: History, same_key: str) -> None:
    changes = ", ".join(f"{c} = i.{c}" for c in target.follows)
    differs = " OR ".join(f"t.{c} IS DISTINCT FROM i.{c}" for c in target.follows)
    con.execute(
        f"UPDATE {target.table} AS t SET {changes} FROM incoming_row AS i "
        f"WHERE t.recorded_to IS NULL AND {same_key} AND ({differs})"
    )


def _changed(con: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = con.execute(statement).fetchone()
    return int(row[0]) if row else 0

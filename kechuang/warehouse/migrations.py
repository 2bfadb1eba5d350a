"""Numbered migrations: sql/schema/NNN_<name>.sql, each applied once and recorded in `schema_version`."""

import re
from pathlib import Path

import duckdb

from kechuang.vocabulary import room
from kechuang.warehouse.errors import WarehouseError

_NAME = re.compile(r"(\d{3})_(\w+)\.sql")


def migrate(con: duckdb.DuckDBPyConnection, folder: Path | None = None) -> int:
    """Applies what is missing, each file in a transaction of its own with its `schema_version` row.

    Returns the version in force. Raises WarehouseError where the warehouse was made by a newer program than this one.
    """
    files = migration_files(folder or room("sql") / "schema")
    applied = schema_version(con)
    if applied > len(files):
        raise WarehouseError(f"the warehouse has schema {applied}, this program knows {len(files)}: update the program")
    for version, file in list(enumerate(files, start=1))[applied:]:
        con.execute("BEGIN")
        try:
            con.execute(file.read_text(encoding="utf-8"))
            con.execute("INSERT INTO schema_version VALUES (?, ?, now() AT TIME ZONE 'UTC')", [version, file.stem[4:]])
            con.execute("COMMIT")
        except BaseException:
            con.execute("ROLLBACK")
            raise
    return len(files)


def migration_files(folder: Path) -> list[Path]:
    """The migrations in order; raises WarehouseError where a number is missing or doubled."""
    files = sorted(folder.glob("*.sql"))
    for number, file in enumerate(files, start=1):
        match = _NAME.fullmatch(file.name)
        if match is None or int(match.group(1)) != number:
            raise WarehouseError(f"{file}: expected migration {number:03d}_<name>.sql here")
    return files


def schema_version(con: duckdb.DuckDBPyConnection) -> int:
    """The newest migration applied to the database in use, 0 for an empty one."""
    known = con.execute(
        "SELECT count(*) FROM duckdb_tables() "
        "WHERE database_name = current_database() AND schema_name = 'main' AND table_name = 'schema_version'"
    ).fetchone()
    if not known or not known[0]:
        return 0
    row = con.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return int(row[0]) if row else 0

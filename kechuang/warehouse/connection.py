"""Opening the two files: the writer's build database, attached as `wh`, and the readers' copy, read-only.

DuckDB locks a file that is open for writing against every other process, readers included. So only the writer opens
the build database, and readers get a copy (swap.py). Attaching under a name keeps the SQL the same for a DuckLake.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kechuang.warehouse.errors import WarehouseError, WarehouseLockedError, WarehouseMissingError
from kechuang.warehouse.settings import WarehouseSettings

_PID = re.compile(r"\(PID (\d+)\)")
# Without external access a query reaches no file, no network, no extension, no variable of the calling Python program.
_SEALED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


@contextmanager
def connect_build(settings: WarehouseSettings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the build database attached as `wh` and in use; the file is made where there is none.

    A write-ahead log that a killed run left is replayed by DuckDB here. Raises WarehouseLockedError, with the process
    id, where another process writes, and WarehouseError where the file cannot be opened.
    """
    file = settings.build_database
    file.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(file.parent / "spill"),
        "autoinstall_known_extensions": "false",
    }
    with duckdb.connect(config=config) as con:
        try:
            # STORAGE_VERSION: by default DuckDB 1.5 writes an old format that leaves text uncompressed
            con.execute(f"ATTACH {quoted(str(file))} AS wh (STORAGE_VERSION 'latest')")
        except duckdb.Error as error:
            raise _refusal(error, file) from None
        con.execute("USE wh")
        yield con


@contextmanager
def connect_readers(settings: WarehouseSettings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the readers' copy that can reach nothing else: no file, no network, no setting.

    Raises WarehouseMissingError where nothing was published yet.
    """
    file = settings.database
    if not file.is_file():
        raise WarehouseMissingError(f"no warehouse at {file}: `kechuang run` makes it")
    try:
        con = duckdb.connect(str(file), read_only=True, config=_SEALED)
    except duckdb.Error as error:
        raise _refusal(error, file) from None
    with con:
        yield con


def quoted(text: str) -> str:
    """The text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _refusal(error: duckdb.Error, file: Path) -> WarehouseError:
    text = str(error)
    if "lock" in text.lower() and (found := _PID.search(text)):
        pid = int(found.group(1))
        return WarehouseLockedError(f"{file}: process {pid} is writing to it; wait for it to end, or end it", pid)
    if "lock" in text.lower() or "Unique file handle conflict" in text:
        return WarehouseLockedError(f"{file}: it is already open for writing")
    return WarehouseError(f"{file}: cannot be opened: {text.splitlines()[0]}")

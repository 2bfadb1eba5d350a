"""Handing the published state to the readers: a copy of the build database, put in place in one step.

A kill can fall between the commit of a publish and the end of the swap. So each swap notes in `build/served` what both
files looked like when it was done. Where they look otherwise now, the run ids in them are compared.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

import duckdb

from kechuang.vocabulary import room
from kechuang.warehouse.connection import connect_build, connect_readers
from kechuang.warehouse.errors import WarehouseError
from kechuang.warehouse.migrations import migrate, schema_version
from kechuang.warehouse.settings import WarehouseSettings
from kechuang.warehouse.views import refresh_views


def swap(settings: WarehouseSettings) -> None:
    """Gives the readers the state of the build database; who has the old copy open keeps reading it.

    Call it with no connection to the build database open: the copy would break the lock that DuckDB holds on it.
    """
    with connect_build(settings) as con:
        con.execute("CHECKPOINT wh")  # and with it whatever a killed run left in the write-ahead log
    target = settings.database
    copy = target.with_name(f".{target.name}.next")  # beside the target, or os.replace could not be atomic
    shutil.copyfile(settings.build_database, copy)
    _sync(copy)
    # A log beside the readers' file is of somebody who opened it for writing; DuckDB would apply it to the new file.
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    copy.replace(target)
    _sync(target.parent)
    _note_served(settings)


def finish_swap(settings: WarehouseSettings) -> bool:
    """Called at the beginning of every run: brings the readers' copy up to the build database where a kill fell between
    commit and swap, and both up to this program's migrations and views. Returns whether the readers got a new copy.

    Costs a look at two files where all is in order. Raises WarehouseError where the build database cannot be opened.
    """
    if not settings.build_database.is_file() or _noted(settings) == _look(settings):
        return False
    with connect_build(settings) as con:
        if schema_version(con) == 0:
            return False  # a first run was killed before it published
        is_outdated = _noted(settings).get("sql") != _sql_hash()
        if is_outdated:
            migrate(con)
            con.execute("BEGIN")
            refresh_views(con)
            con.execute("COMMIT")
        run_id = last_run_id(con)
    if run_id is None:
        return False
    if not is_outdated and _readers_run_id(settings) == run_id:
        _note_served(settings)  # only `stg` was written, by a run that published nothing
        return False
    swap(settings)
    return True


def last_run_id(con: duckdb.DuckDBPyConnection) -> str | None:
    """The run that published last, of the database in use."""
    row = con.execute("SELECT arg_max(run_id, recorded_at) FROM load_run").fetchone()
    return row[0] if row else None


def _readers_run_id(settings: WarehouseSettings) -> str | None:
    try:
        with connect_readers(settings) as con:
            return last_run_id(con)
    except (WarehouseError, duckdb.Error):
        return None  # nothing stands there, or nothing that a reader can use


def _note_served(settings: WarehouseSettings) -> None:
    _note(settings).write_text(json.dumps(_look(settings)), encoding="utf-8")


def _noted(settings: WarehouseSettings) -> dict[str, object]:
    try:
        noted = json.loads(_note(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _note(settings: WarehouseSettings) -> Path:
    return settings.build_database.with_name("served")


def _look(settings: WarehouseSettings) -> dict[str, object]:
    """What changes whenever either file is written to, and the SQL that made the tables and views in them."""
    log = settings.build_database.with_name(f"{settings.build_database.name}.wal")
    return {
        "build": _stamp(settings.build_database),
        "log": _stamp(log),
        "database": _stamp(settings.database),
        "sql": _sql_hash(),
    }


def _stamp(file: Path) -> list[int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return [stat.st_ino, stat.st_size, stat.st_mtime_ns]


def _sql_hash() -> str:
    sql = room("sql")
    files = [*sorted((sql / "schema").glob("*.sql")), *sorted((sql / "views").glob("*.sql"))]
    files.append(sql / "publish" / "mart_indicator_series.sql")
    return hashlib.sha256(b"\0".join(f.name.encode() + b"\0" + f.read_bytes() for f in files)).hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

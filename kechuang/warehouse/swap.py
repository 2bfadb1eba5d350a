"""Handing the published state to the readers: a copy of the build database, put in place in one step.

A kill can fall between the commit of a publish and the end of the swap. Where the files look otherwise than the last
swap left them (served.py), the run ids in them are compared, and the swap is made again.
"""

import os
import shutil
from pathlib import Path

import duckdb

from kechuang.warehouse.connection import connect_build, connect_readers
from kechuang.warehouse.errors import WarehouseError
from kechuang.warehouse.migrations import migrate, schema_version
from kechuang.warehouse.served import is_outdated, is_served, note_served
from kechuang.warehouse.settings import WarehouseSettings
from kechuang.warehouse.views import refresh_views


def swap(settings: WarehouseSettings) -> None:
    """Gives the readers the state of the build database; who has the old copy open keeps reading it.

    Call it with no connection to the build database open: the copy would break the lock that DuckDB holds on it.
    """
    with connect_build(settings) as con:
        # and with it what a killed run left in the write-ahead log; closing does so too, but is silent where it fails
        con.execute("CHECKPOINT wh")
    target = settings.database
    copy = target.with_name(f".{target.name}.next")  # beside the target, or os.replace could not be atomic
    shutil.copyfile(settings.build_database, copy)
    _sync(copy)
    # A log beside the readers' file is of somebody who opened it for writing; DuckDB would apply it to the new file.
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    copy.replace(target)
    _sync(target.parent)
    note_served(settings)


def finish_swap(settings: WarehouseSettings) -> bool:
    """Called at the beginning of every run: brings the readers' copy up to the build database where a kill fell between
    commit and swap, and both up to this program's migrations and views. Returns whether the readers got a new copy.

    Costs a look at two files where all is in order. Raises WarehouseError where the build database cannot be opened.
    """
    if is_served(settings):
        return False
    with connect_build(settings) as con:
        if schema_version(con) == 0:
            return False  # a first run was killed before it published
        has_old_sql = is_outdated(settings)
        if has_old_sql:
            migrate(con)
            con.execute("BEGIN")
            refresh_views(con)
            con.execute("COMMIT")
        run_id = last_run_id(con)
    if run_id is None:
        return False
    if not has_old_sql and _readers_run_id(settings) == run_id:
        note_served(settings)  # only `stg` was written, by a run that published nothing
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


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

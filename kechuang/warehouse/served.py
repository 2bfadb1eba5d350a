"""Whether the readers' copy is what the build database says, told by a look at two files, without opening either.

Each swap notes in `build/served` what both files looked like when it was done: any later write shows. A kill between
the commit of a publish and the end of its swap shows in the same way. Imports no DuckDB, so that a run with nothing to
do costs next to nothing.
"""

import hashlib
import json
from pathlib import Path

from kechuang.settings import room
from kechuang.warehouse.settings import WarehouseSettings


def is_served(settings: WarehouseSettings) -> bool:
    """Whether readers have the state of the build database, in the tables and views of this program.

    True also where nothing was published yet. Where false, `swap.finish_swap` mends it.
    """
    return not settings.build_database.is_file() or _noted(settings) == _look(settings)


def is_outdated(settings: WarehouseSettings) -> bool:
    """Whether the tables and views of the last swap were not made by this program's SQL."""
    return _noted(settings).get("sql") != _sql_hash()


def note_served(settings: WarehouseSettings) -> None:
    """Remembers both files as they are now."""
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
    log = settings.build_database.with_name(f"{settings.build_database.name}.wal")
    files = {"build": settings.build_database, "log": log, "database": settings.database}
    return {name: _stamp(file) for name, file in files.items()} | {"sql": _sql_hash()}


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

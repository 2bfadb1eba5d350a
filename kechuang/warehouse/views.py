"""The views of sql/views/: made anew by each publish, with a pointer without suffix to the newest stable version.

Each file opens with a header comment (`-- Grain:`, `-- Owner:`, `-- Status:`, `-- Since:`), creates one view of its own
name, and describes the view and every column with COMMENT ON. Status `internal` is for views that serve other views.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from kechuang.vocabulary import room
from kechuang.warehouse.connection import connect_readers, quoted
from kechuang.warehouse.settings import WarehouseSettings

_HEADER = re.compile(r"^-- (Grain|Owner|Status|Since): (.+)$", re.MULTILINE)
_VERSIONED = re.compile(r"(\w+)_v(\d+)")


@dataclass(frozen=True)
class View:
    """One file of sql/views/."""

    name: str
    sql: str
    header: dict[str, str]

    @property
    def is_stable(self) -> bool:
        return self.header.get("Status") == "stable"


def view_files(folder: Path | None = None) -> list[View]:
    """The views, each after those that it reads."""
    waiting = {
        file.stem: View(file.stem, (sql := file.read_text(encoding="utf-8")), dict(_HEADER.findall(sql)))
        for file in sorted((folder or room("sql") / "views").glob("*.sql"))
    }
    ordered: list[View] = []
    while waiting:
        ready = [v for v in waiting.values() if not _reads(v, waiting.keys() - {v.name})]
        if not ready:
            raise ValueError(f"views that read one another in a circle: {', '.join(waiting)}")
        ordered += ready
        for view in ready:
            del waiting[view.name]
    return ordered


def refresh_views(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the views of sql/views/ and their pointers anew, and fills the mart; within the caller's transaction."""
    old = con.execute(
        "SELECT view_name FROM duckdb_views() "
        "WHERE NOT internal AND database_name = current_database() AND schema_name = 'main'"
    ).fetchall()
    for (name,) in old:
        con.execute(f'DROP VIEW "{name}"')
    views = view_files()
    for view in views:
        con.execute(view.sql)
    for pointer, view in _pointers(views).items():
        _make_pointer(con, pointer, view)
    con.execute("DELETE FROM mart_indicator_series")
    mart = (room("sql") / "publish" / "mart_indicator_series.sql").read_text(encoding="utf-8")
    con.execute(f"INSERT INTO mart_indicator_series BY NAME {mart}")


def list_views(settings: WarehouseSettings) -> pl.DataFrame:
    """What there is to query, from the readers' copy: `view`, `grain`, `columns` (list of name, type, comment).

    Internal views are left out. Raises WarehouseMissingError where nothing was published yet.
    """
    with connect_readers(settings) as con:
        return con.execute(
            """
            SELECT v.view_name AS view, v.comment AS grain,
                   list({'name': c.column_name, 'type': c.data_type, 'comment': c.comment}
                        ORDER BY c.column_index) AS columns
            FROM duckdb_views() AS v
            JOIN duckdb_columns() AS c ON c.table_name = v.view_name AND c.schema_name = v.schema_name
            WHERE NOT v.internal AND v.schema_name = 'main' AND v.comment NOT LIKE 'Internal:%'
            GROUP BY v.view_name, v.comment
            ORDER BY v.view_name
            """
        ).pl()


def _reads(view: View, names: set[str]) -> bool:
    return any(re.search(rf"\b{name}\b", view.sql) for name in names)


def _pointers(views: list[View]) -> dict[str, View]:
    newest: dict[str, tuple[int, View]] = {}
    for view in views:
        match = _VERSIONED.fullmatch(view.name)
        if match and view.is_stable and int(match.group(2)) > newest.get(match.group(1), (0, view))[0]:
            newest[match.group(1)] = (int(match.group(2)), view)
    return {name: view for name, (_, view) in newest.items()}


def _make_pointer(con: duckdb.DuckDBPyConnection, pointer: str, view: View) -> None:
    con.execute(f"CREATE VIEW {pointer} AS SELECT * FROM {view.name}")
    described = con.execute(
        "SELECT NULL, comment FROM duckdb_views() WHERE view_name = $1 AND database_name = current_database() "
        "UNION ALL SELECT column_name, comment FROM duckdb_columns() "
        "WHERE table_name = $1 AND database_name = current_database()",
        [view.name],
    ).fetchall()
    comments = (
        f"COMMENT ON {f'COLUMN {pointer}.{column}' if column else f'VIEW {pointer}'} IS {quoted(comment or '')};"
        for column, comment in described
    )
    con.execute("\n".join(comments))

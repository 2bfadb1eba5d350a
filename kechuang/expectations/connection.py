"""Great Expectations on the DuckDB connection that this process holds already.

GX opens connections of its own, which DuckDB refuses beside one of another configuration, and fetches rows after it
has closed them. So SQLAlchemy is handed a cursor of the connection in hand, and each result is fetched at once. A
cursor is a second connection: it sees committed rows only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from duckdb_sqlalchemy import ConnectionWrapper, Dialect
from sqlalchemy.engine import Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

URL = "duckdb:///:memory:"
MOST_ROWS = 1_000  # of one result: GX counts in SQL and shows examples, so that nothing needs more

_held: list["DuckDBPyConnection"] = []  # the connection shared last, or none


@contextmanager
def shared(connection: "DuckDBPyConnection") -> Iterator[str]:
    """While open, engines of the URL that this yields read through cursors of the connection."""
    _held.append(connection)
    try:
        yield URL
    finally:
        _held.remove(connection)


@sa.event.listens_for(Dialect, "do_connect")  # on Engine it does not fire
def _hand_out_cursor(dialect: Any, record: Any, arguments: Any, parameters: Any) -> Any:
    if not _held:
        return None
    cursor = _held[-1].cursor()
    cursor.execute("USE wh")  # a cursor begins in the catalog that the connection was opened with
    return ConnectionWrapper(cursor)


@sa.event.listens_for(Engine, "after_cursor_execute")
def _fetch_at_once(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
    if connection.dialect.name == "duckdb" and context is not None and cursor.description:
        rows = cursor.fetchmany(MOST_ROWS)
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, cursor.description, rows)

"""A user's SQL on the readers' copy: read-only, and without a way out of it."""

import re
from typing import BinaryIO

import duckdb
import polars as pl

from kechuang.warehouse.connection import connect_readers
from kechuang.warehouse.errors import QueryError
from kechuang.warehouse.settings import WarehouseSettings

FORMATS = ("csv", "json", "parquet")
_FORBIDDEN = re.compile(
    "disabled by configuration|disabled through configuration|has been locked|read-only mode|Cannot attach|Permission"
)


def run_query(settings: WarehouseSettings, sql: str) -> pl.DataFrame:
    """The rows that the SQL returns; of several statements, those of the last one.

    Raises WarehouseMissingError where nothing was published, QueryError, in one line, where the SQL cannot be run.
    """
    with connect_readers(settings) as con:
        try:
            statements = con.extract_statements(sql)
            if not statements:
                raise QueryError("the query is empty")
            return con.execute(sql).pl()
        except duckdb.Error as error:
            raise QueryError(_one_line(error)) from None


def write_result(frame: pl.DataFrame, format: str, target: BinaryIO) -> None:
    """Writes the rows as csv, json (an array of objects) or parquet. In csv, lists and structs are written as JSON."""
    if format == "csv":
        nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
        frame.with_columns(_json_text(frame[name]) for name in nested).write_csv(target)
    elif format == "json":
        target.write(frame.write_json().encode())
    elif format == "parquet":
        frame.write_parquet(target)
    else:
        raise QueryError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")


def _json_text(column: pl.Series) -> pl.Series:
    text = column.to_frame("v").select(pl.struct("v").struct.json_encode()).to_series()
    bare = text.str.strip_prefix('{"v":').str.strip_suffix("}")
    return pl.select(pl.when(column.is_not_null()).then(bare)).to_series().alias(column.name)


def _one_line(error: duckdb.Error) -> str:
    """DuckDB's message without the drawing of the place below it, but with its suggestion and the line at fault."""
    text = str(error)
    if _FORBIDDEN.search(text):
        return f"forbidden: queries only read the warehouse ({text.splitlines()[0].split(':', 1)[-1].strip()})"
    told, _, drawing = text.partition("\n\nLINE ")
    place = drawing.splitlines()[0] if drawing else ""
    message = " ".join(told.split())
    return f"{message} (line {place.strip()})" if place else message

"""`kechuang query` and `views`: what an analyst asks of the published warehouse."""

import sys
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kechuang import settings as configuration
from kechuang.flows.outcome import FAILURE, SUCCESS, USAGE
from kechuang.warehouse.errors import WarehouseError
from kechuang.warehouse.query import run_query, write_result
from kechuang.warehouse.views import list_views

_UNBOUNDED = 100_000  # columns; where no terminal sets the width


def query(sql: str | None, file: Path | None, form: str, output: Path | None) -> int:
    """Prints or writes what the SQL returns; returns the exit code."""
    if (sql is None) == (file is None):
        return _tell('give one query: kechuang query "SELECT ..." or --file QUERY.sql', USAGE)
    if form == "parquet" and output is None and sys.stdout.isatty():
        return _tell("parquet is no text for a terminal; name a file with --output", USAGE)
    try:
        text = file.read_text(encoding="utf-8-sig") if file else sql or ""
        rows = run_query(configuration.load(), text)
        if form == "table" and output is None:
            print_table(rows)
        elif form == "table":
            return _tell("--output writes csv, json or parquet; choose one with --format", USAGE)
        else:
            write_result(rows, form, output or sys.stdout.buffer)  # type: ignore[arg-type]
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        return _tell(f"{error}", FAILURE)
    except WarehouseError as error:
        return _tell(str(error), FAILURE)
    return SUCCESS


def views() -> int:
    """Prints what there is to query, with grain and columns."""
    console = _console()
    try:
        found = list_views(configuration.load())
    except WarehouseError as error:
        return _tell(str(error), FAILURE)
    for name, grain, columns in found.iter_rows():
        console.print(Text(name, "bold"), Text(f"  {grain or ''}"), sep="")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 4))
        for column in columns:
            table.add_row(column["name"], Text(column["type"].lower(), "dim"), column["comment"] or "")
        console.print(table)
    return SUCCESS


def print_table(rows: pl.DataFrame) -> None:
    """As a table; where a terminal is too narrow for one, as a list of names and values for each row."""
    console = _console()
    cells = [[_cell(value) for value in row] for row in rows.iter_rows()]
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name, dtype in rows.schema.items():
        table.add_column(Text(name), justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    width = console.measure(table, options=console.options.update(max_width=_UNBOUNDED)).maximum
    if width <= console.width or not console.is_terminal:
        console.print(table)
        return
    for number, row in enumerate(cells, 1):
        console.rule(f"row {number}", align="left", style="dim")
        listed = Table("name", Column("value", overflow="fold"), box=None, show_header=False, padding=(0, 2, 0, 0))
        for name, value in zip(rows.columns, row, strict=True):
            listed.add_row(Text(name, "bold"), Text(value))
        console.print(listed)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value).replace("\n", "⏎")


def _console() -> Console:
    """As wide as the terminal; where the output goes elsewhere, as wide as it needs to be."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=_UNBOUNDED)


def _tell(line: str, code: int) -> int:
    print(f"kechuang: {line}", file=sys.stderr)
    return code

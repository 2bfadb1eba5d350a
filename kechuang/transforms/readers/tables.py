"""How a table stands in the text: one row a line, cells separated by tabs, each cell with its place."""

from typing import NamedTuple

from kechuang.transforms.readers.document import TextBuilder
from kechuang.transforms.readers.wraps import collapse


class Cell(NamedTuple):
    """One cell; a cell that spans several places stands in the first, the others are empty."""

    text: str
    place: str = ""
    box: list[float] | None = None


EMPTY = Cell("")


def add_table(builder: TextBuilder, rows: list[list[Cell]]) -> None:
    """Append a table, with a blank line before and after it; empty rows and the empty ends of rows are left out."""
    rows = [row for row in map(_without_empty_end, rows) if row]
    for number, row in enumerate(rows):
        builder.add("\n" if number or builder.length else "").add("\n" if number == 0 and builder.length else "")
        for column, cell in enumerate(row):
            builder.add("\t" if column else "").add(collapse(cell.text), "cell", cell.place, cell.box)
    if rows:
        builder.add("\n")


def _without_empty_end(row: list[Cell]) -> list[Cell]:
    while row and not row[-1].text.strip():
        row = row[:-1]
    return row

"""How a table stands in the text: one row a line, cells separated by tabs, each cell with its place."""

import re
from typing import NamedTuple

from kechuang.transforms.readers.document import TextBuilder
from kechuang.transforms.readers.wraps import collapse


class Cell(NamedTuple):
    """One cell; a cell that spans several places stands in the first, the others are empty."""

    text: str
    place: str = ""
    box: list[float] | None = None


EMPTY = Cell("")
_UNIT = re.compile(r"\s*[(（]?\s*(?:计量)?单\s*位\s*[:：]")


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


def column_letters(column: int) -> str:
    """The letters by which spreadsheets name a column, counted from 0: A, B, ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def caption(rows: list[list[Cell]]) -> str | None:
    """The title that stands in a table's first row, alone and in words; a unit line is none."""
    texts = [cell.text.strip() for cell in next((row for row in rows if any(c.text.strip() for c in row)), [])]
    alone = [text for text in texts if text]
    is_title = len(alone) == 1 and re.search("[\u4e00-\u9fff]{2}", alone[0]) and not _UNIT.match(alone[0])
    return alone[0] if is_title else None

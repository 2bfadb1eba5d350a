"""CSV: one table; which separator it has is told by how evenly it parts the lines."""

import csv
import io
import re

from kechuang.transforms.readers.document import Content, TextBuilder, UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.tables import Cell, add_table, caption, column_letters

_SEPARATORS = ",\t;|"
_SAMPLE = 200  # lines looked at
_MOST_UNEVEN = 0.2  # of the lines may have another number of cells: titles, units, notes
_LEAST_LINES = 3  # of a table whose name does not say that it is one
_LEAST_FIGURES = 0.5  # of the cells right of its labels, likewise: prose with commas has words there
_FIGURE = re.compile(r"\s*[-+]?[0-9.,]+\s*%?\s*|\s*[-–—/.…]*\s*")


def separator_of(text: str, name: str) -> str | None:
    """The character that parts the cells of a CSV text, or None where the text is no table.

    The name decides only how sure the lines must make it: `.csv` or `.tsv` needs two cells on most lines, any other
    name three lines of as many cells, figures for the most part.
    """
    is_named = name.lower().endswith((".csv", ".tsv"))
    lines = text[:200_000].splitlines()[:_SAMPLE]
    for separator in _SEPARATORS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=separator) if any(cell.strip() for cell in row)]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=1)
        if usual < 2:
            continue
        if is_named and 2 * sum(width > 1 for width in widths) > len(widths):
            return separator
        even = [row for row in rows if len(row) == usual]
        is_even = len(even) >= max(_LEAST_LINES, (1 - _MOST_UNEVEN) * len(rows))
        figures = [_FIGURE.fullmatch(cell) is not None for row in even[1:] for cell in row[1:]]
        if separator != "\t" and is_even and sum(figures) >= _LEAST_FIGURES * len(figures):
            return separator  # a text with tabs is a table already, as text
    return None


def read_csv(text: str, encoding: str, separator: str, limits: Limits) -> Content:
    """Read a table. Raises UnreadableError where it is too large or its quotes do not close."""
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            cells += len(row) + 1
            if cells > limits.max_cells:
                raise UnreadableError(f"a table of more than {limits.max_cells:,} cells")
            rows.append([Cell(cell, f"{column_letters(column)}{number}") for column, cell in enumerate(row)])
    except csv.Error as error:
        raise UnreadableError(f"a CSV file that does not parse: {error}") from None
    builder = TextBuilder()
    add_table(builder, rows)
    table, offsets = builder.finish()
    return Content(text=table, format="csv", encoding=encoding, offsets=offsets, heading=caption(rows))

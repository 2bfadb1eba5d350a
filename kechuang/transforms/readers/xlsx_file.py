"""XLSX: each visible sheet as a table, its cells as shown, its name before it where the workbook has several."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from kechuang.transforms.readers.cell_formats import shown
from kechuang.transforms.readers.document import Content, TextBuilder, UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.package import checked_office_file, declared
from kechuang.transforms.readers.tables import EMPTY, Cell, add_table, caption
from kechuang.transforms.readers.told import title_in

_UNNAMED = re.compile(r"(?:sheet|工作表)\s*[0-9]*", re.IGNORECASE)
_NEVER_COMPUTED = re.compile(rb"<f[ >][^<]*</f>\s*(?:<v\s*/>|<v>\s*</v>|</c>)")


def read(raw: bytes, limits: Limits) -> Content:
    """Read a workbook. Raises UnreadableError where it is damaged, unsafe or too large."""
    import openpyxl
    from lxml import etree

    checked = io.BytesIO(checked_office_file(raw, limits))
    try:
        workbook = openpyxl.load_workbook(checked, read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, etree.LxmlError):
        raise UnreadableError("a damaged workbook") from None
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state != "visible"]
    builder = TextBuilder()
    heading: str | None = None
    room = limits.max_cells
    for sheet in sheets:
        rows, room = _rows(sheet, room, limits)
        if not any(cell.text.strip() for row in rows for cell in row):
            continue
        if len(sheets) > 1 or not _UNNAMED.fullmatch(sheet.title):
            builder.block(sheet.title, "heading", sheet.title)
        heading = heading or caption(rows)
        add_table(builder, rows)
    text, offsets = builder.finish()
    title, created = declared(raw)
    return Content(
        text=text,
        format="xlsx",
        encoding="utf-8",
        offsets=offsets,
        title=title_in(text, title),
        heading=heading,
        created_date=created,
        warnings=tuple(_warnings(raw, hidden)),
    )


def _rows(sheet: Any, room: int, limits: Limits) -> tuple[list[list[Cell]], int]:
    """The rows of a sheet, and how many more cells the workbook may have."""
    sheet.reset_dimensions()  # the size that a sheet declares of itself is often wrong
    rows: list[list[Cell]] = []
    for row in sheet.iter_rows():
        room -= len(row) + 1
        if room < 0:
            raise UnreadableError(f"a workbook of more than {limits.max_cells:,} cells")
        rows.append([EMPTY if cell.value is None else _cell(sheet.title, cell) for cell in row])
    return rows, room


def _cell(sheet: str, cell: Any) -> Cell:
    return Cell(shown(cell.value, cell.number_format), f"{sheet}!{cell.coordinate}")


def _warnings(raw: bytes, hidden: list[str]) -> Iterator[str]:
    """What of the workbook is not in the text."""
    for name in hidden:
        yield f"hidden sheet {name} left out"
    package = zipfile.ZipFile(io.BytesIO(raw))
    sheets = (package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/"))
    if count := sum(len(_NEVER_COMPUTED.findall(sheet)) for sheet in sheets):
        yield f"{count} formulas without a stored value: open the file in a spreadsheet program and save it"

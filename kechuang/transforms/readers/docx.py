"""DOCX: headings, paragraphs and tables in order, those in text boxes and tracked insertions too, deletions left out."""

import io
from collections.abc import Iterator
from typing import Any

from kechuang.transforms.readers.document import Content, TextBuilder, UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.package import checked_office_file
from kechuang.transforms.readers.tables import EMPTY, Cell, add_table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = {f"{_W}del", f"{_W}moveFrom", _FALLBACK}
_APART = {f"{_W}txbxContent"}  # stands in a paragraph and holds paragraphs of its own
_CHARACTERS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read(raw: bytes, limits: Limits) -> Content:
    """Read a Word file. Raises UnreadableError where it is damaged, unsafe or too large."""
    import docx

    document = docx.Document(io.BytesIO(checked_office_file(raw, limits)))
    levels = _heading_levels(document)
    builder = TextBuilder()
    heading: str | None = None
    cells = paragraphs = 0
    for block in _blocks(document.element.body):
        if block.tag == f"{_W}tbl":
            rows = _rows(block, f"table {(tables := cells) and cells}")
        else:
            paragraphs += 1
    return Content("", "docx", "xml", builder.finish()[1])

"""DOCX: headings, paragraphs and tables in order, with text boxes, notes and tracked insertions; deletions stay out."""

import io
import re
from collections.abc import Iterator
from typing import Any

from kechuang.transforms.readers.document import Content, TextBuilder, UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.package import checked_office_file, declared
from kechuang.transforms.readers.tables import EMPTY, Cell, add_table, column_letters
from kechuang.transforms.readers.told import title_in

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again for old programs
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", _FALLBACK}
_BOX = f"{_W}txbxContent"  # stands in a paragraph and holds paragraphs of its own
_CHARACTERS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTES = ("/footnotes", "/endnotes")


def read(raw: bytes, limits: Limits) -> Content:
    """Read a Word file. Raises UnreadableError where it is damaged, unsafe or too large."""
    import docx
    from lxml import etree

    try:
        document = docx.Document(io.BytesIO(checked_office_file(raw, limits)))
    except (KeyError, ValueError, etree.LxmlError):
        raise UnreadableError("a damaged Word file") from None
    writer = _Writer(_heading_levels(document), limits)
    writer.write(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype.endswith(_NOTES):
            writer.write(etree.fromstring(relation.target_part.blob))
    text, offsets = writer.builder.finish()
    title, created = declared(raw)
    return Content(
        text=text,
        format="docx",
        encoding="utf-8",
        offsets=offsets,
        title=title_in(text, title),
        heading=writer.heading,
        created_date=created,
    )


class _Writer:
    """Appends the blocks of one element after another to a text, counting paragraphs and tables for their places."""

    def __init__(self, levels: dict[str, int], limits: Limits) -> None:
        self.builder = TextBuilder()
        self.heading: str | None = None
        self._levels = levels
        self._limits = limits
        self._paragraphs = self._tables = self._cells = 0

    def write(self, element: Any) -> None:
        for block in _blocks(element):
            if block.tag == f"{_W}tbl":
                self._tables += 1
                add_table(self.builder, self._rows(block))
            else:
                self._paragraphs += 1
                self._write_paragraph(block)

    def _write_paragraph(self, paragraph: Any) -> None:
        is_heading = _level(paragraph, self._levels) is not None
        for line in _text(paragraph).split("\n"):
            if line.strip():
                kind = "heading" if is_heading else "paragraph"
                self.builder.block(line.strip(), kind, f"paragraph {self._paragraphs}")
                if is_heading and self.heading is None:
                    self.heading = line.strip()
        for box in _boxes(paragraph):
            self.write(box)

    def _rows(self, table: Any) -> list[list[Cell]]:
        rows = []
        for number, tr in enumerate(_inner(table, f"{_W}tr"), start=1):
            row = [EMPTY] * _number(tr, "w:trPr/w:gridBefore", 0)
            for tc in _inner(tr, f"{_W}tc"):
                place = f"table {self._tables}!{column_letters(len(row))}{number}"
                text = "\n".join(_text(p) for p in tc.iter(f"{_W}p"))  # empty where a merged cell goes on
                row += [Cell(text, place)] + [EMPTY] * (_number(tc, "w:tcPr/w:gridSpan", 1) - 1)
            rows.append(row)
            self._cells += len(row)
            if self._cells > self._limits.max_cells:
                raise UnreadableError(f"a Word file whose tables have more than {self._limits.max_cells:,} cells")
        return rows


def _heading_levels(document: Any) -> dict[str, int]:
    """The level of each paragraph style that makes headings, by the style's id; the title is level 0."""
    levels = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        match = (
            re.fullmatch(r"(?:heading|标题) ?([1-9])", name.get(f"{_W}val", "").lower()) if name is not None else None
        )
        if match or (name is not None and name.get(f"{_W}val", "").lower() in ("title", "标题")):
            levels[style.get(f"{_W}styleId", "")] = int(match[1]) if match else 0
    return levels


def _level(paragraph: Any, levels: dict[str, int]) -> int | None:
    """The heading level of a paragraph, by its style or its own outline level, or None."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is not None and style.get(f"{_W}val") in levels:
        return levels[style.get(f"{_W}val")]
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    level = outline.get(f"{_W}val", "") if outline is not None else ""
    return int(level) + 1 if level in set("012345678") and level else None


def _blocks(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls and other wrappings."""
    for child in element:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)


def _inner(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, but not those of tables within it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT | {f"{_W}tbl"}:
            yield from _inner(child, tag)


def _text(paragraph: Any) -> str:
    """The text of a paragraph without what stands in its text boxes."""
    pieces = []
    for child in paragraph:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[child.tag])
        elif child.tag not in _LEFT_OUT and child.tag not in (_BOX, f"{_W}pPr", f"{_W}rPr"):
            pieces.append(_text(child))
    return "".join(pieces)


def _boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _boxes(child)


def _number(element: Any, path: str, default: int) -> int:
    """The value of a property such as gridSpan, kept within what Word allows."""
    found = element.find("/".join(f"{_W}{step[2:]}" for step in path.split("/")))
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), 63) if value.isascii() and value.isdigit() else default

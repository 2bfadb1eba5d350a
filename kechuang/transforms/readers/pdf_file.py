"""PDF: text in reading order with its tables, each line and cell with its page and box."""

import re
from datetime import date
from typing import Any

from kechuang.transforms.readers.dates import valid_date
from kechuang.transforms.readers.document import Content, TextBuilder, UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.pdf_columns import aligned_tables, columns
from kechuang.transforms.readers.pdf_flow import write
from kechuang.transforms.readers.pdf_heads import without_running_heads
from kechuang.transforms.readers.pdf_lines import Stretch, stretches
from kechuang.transforms.readers.pdf_page import marks_of
from kechuang.transforms.readers.pdf_tables import Table, ruled_tables
from kechuang.transforms.readers.told import title_in

_MOST_UNMAPPED = 0.2  # of the characters may be unreadable before the whole is
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def read(raw: bytes, limits: Limits) -> Content:
    """Read a PDF. Raises UnreadableError where it is locked, damaged, too long, or made of pictures only."""
    if b"%%EOF" not in raw[-4096:]:
        raise UnreadableError("a PDF without its end: it was cut off")
    document = _opened(raw)
    try:
        return _read(document, limits)
    finally:
        document.close()


def _opened(raw: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise UnreadableError("a PDF locked with a password") from None
        raise UnreadableError("a damaged PDF, or one cut off") from None


def _read(document: Any, limits: Limits) -> Content:
    pages, pictured = _pages(document, limits)
    kept = without_running_heads([(height, found) for height, found, _ in pages])
    laid_out = []
    for number, (found, (_, _, tables)) in enumerate(zip(kept, pages, strict=True), start=1):
        aligned, rest = aligned_tables(found, f"page {number}")
        laid_out.append(columns([*rest, *tables, *aligned]))
    builder = TextBuilder()
    heading = write(builder, laid_out)
    text, offsets = builder.finish()
    if not text.strip():
        what = "pictures of pages and no text: recognise its text first (OCR)" if pictured else "no text"
        raise UnreadableError(f"a PDF that holds {what}")
    info = document.get_metadata_dict()
    missing = ", ".join(map(str, pictured))
    return Content(
        text=text,
        format="pdf",
        encoding="pdf",
        offsets=offsets,
        title=title_in(text, info.get("Title")),
        heading=heading,
        created_date=_info_date(info.get("CreationDate", "")),
        warnings=(f"pictures without text on page {missing}",) if pictured else (),
    )


def _pages(document: Any, limits: Limits) -> tuple[list[tuple[float, list[Stretch], list[Table]]], list[int]]:
    """For each page its height, stretches of text and ruled tables; and the numbers of the pages that are pictures."""
    import pypdfium2

    if len(document) > limits.max_pages:
        raise UnreadableError(f"a PDF of {len(document):,} pages, more than the limit of {limits.max_pages:,}")
    pages, pictured = [], []
    printed = unmapped = cells = 0
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            marks = marks_of(page)
            page.close()
        except pypdfium2.PdfiumError:
            raise UnreadableError(f"a damaged PDF: page {number} cannot be read") from None
        tables, outside = ruled_tables(marks, f"page {number}")
        pages.append((marks.height, stretches(outside), tables))
        if marks.pictures and not marks.characters:
            pictured.append(number)
        printed, unmapped = printed + len(marks.characters), unmapped + marks.unmapped
        cells += sum(len(row) for table in tables for row in table.cells)
        if printed > limits.max_characters or cells > limits.max_cells:
            raise UnreadableError(
                f"a PDF of more than {limits.max_characters:,} characters or {limits.max_cells:,} cells"
            )
    if unmapped > _MOST_UNMAPPED * printed:
        raise UnreadableError("a PDF whose fonts do not tell their characters: recognise its text first (OCR)")
    return pages, pictured


def _info_date(value: str) -> date | None:
    """The day in a PDF date such as `D:20240115093000+08'00'`."""
    match = re.match(r"D:([0-9]{4})([0-9]{2})([0-9]{2})", value)
    return valid_date(*match.groups()) if match else None

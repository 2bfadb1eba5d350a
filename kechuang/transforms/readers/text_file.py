"""Plain text and Markdown: kept exactly as decoded, line endings and all: offsets point into the text as read."""

import re

import polars as pl

from kechuang.transforms.readers.document import OFFSETS, Content
from kechuang.transforms.readers.told import front_matter

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_MARKDOWN = re.compile(r"^#{1,6} +\S", re.MULTILINE)
_CELL_BORDER = re.compile(r"\S\t\S|^\s*\|.*\|\s*$")


def read_text(text: str, encoding: str) -> Content:
    """Text or Markdown by whether it has headings marked with `#` or a front matter; every line is one place."""
    front = front_matter(text)
    is_markdown = bool(front) or _MARKDOWN.search(text) is not None
    return Content(
        text=text,
        format="markdown" if is_markdown else "text",
        encoding=encoding,
        offsets=_line_map(text),
        title=front.get("title"),
        publisher=front.get("publisher") or front.get("source"),
        declared_date=front.get("date") or front.get("published"),
    )


def _line_map(text: str) -> pl.DataFrame:
    rows = []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        line = match.group().rstrip("\r\n")
        if line.strip():
            rows.append((match.start(), match.start() + len(line), _kind(line), f"line {number}", None))
    return pl.DataFrame(rows, schema=OFFSETS, orient="row")


def _kind(line: str) -> str:
    if _MARKDOWN.match(line):
        return "heading"
    return "row" if _CELL_BORDER.search(line) else "paragraph"

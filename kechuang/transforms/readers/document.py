"""What reading gives: a document with the map back to its original, or one line that says why there is none."""

from dataclasses import dataclass, field
from datetime import date
from typing import Self

import polars as pl

from kechuang.transforms.schemas import DOCUMENT

# One row a stretch of text that stands in one place of the original, sorted by start, no two overlapping.
OFFSETS = pl.Schema(
    {
        "start": pl.Int64(),  # code points in the document's text, the end exclusive
        "end": pl.Int64(),
        "kind": pl.String(),  # heading, paragraph, caption, row, cell
        "place": pl.String(),  # `line 12`, `page 3`, `Sheet1!B4`, an element path such as `/html/body/p[2]`
        "box": pl.List(pl.Float64()),  # PDF only: left, top, right, bottom in points from the page's top left corner
    }
)


@dataclass(frozen=True)
class SourceMetadata:
    """What sources.toml or the command line says of a document; believed before anything the document says."""

    title: str | None = None
    publisher: str | None = None
    published_date: date | None = None
    region_code: str | None = None  # GB/T 2260


@dataclass(frozen=True)
class ReadFailure:
    """Why a file gave no document: one line for the person who ran it."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class UnreadableError(Exception):
    """Raised inside a reader with the one line that becomes a `ReadFailure`."""


@dataclass(frozen=True)
class Content:
    """What one format's reader takes out of the bytes; metadata only as far as the format itself declares it."""

    text: str
    format: str
    encoding: str
    offsets: pl.DataFrame  # schema OFFSETS
    title: str | None = None
    heading: str | None = None  # the first heading, where the format tells headings
    publisher: str | None = None
    declared_date: str | None = None  # as the format prints it: 2024-01-05T08:00+08:00, 2024年1月5日
    created_date: date | None = None  # when the file was made, which is often later than its text
    surroundings: str = ""  # what stands around the main text of a page and may hold its byline
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One row of the staged table `document` (schema DOCUMENT, where each field is explained), with its offset map."""

    document_id: str
    text: str
    text_sha256: str
    text_length: int
    format: str
    encoding: str
    script: str
    title: str | None
    publisher: str | None
    published_date: date | None
    region_code: str | None
    title_method: str | None
    publisher_method: str | None
    published_method: str | None
    region_method: str | None
    offsets: pl.DataFrame = field(repr=False, compare=False)  # schema OFFSETS
    warnings: tuple[str, ...] = ()  # one line each on what of the file could not be read; empty where all was


class TextBuilder:
    """Puts a text together piece by piece and writes down where each piece came from."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._rows: list[tuple[int, int, str, str, list[float] | None]] = []
        self.length = 0

    def add(self, text: str, kind: str = "", place: str = "", box: list[float] | None = None) -> Self:
        """Append `text`; with a `kind` it gets a row of the offset map, without one it is mere spacing."""
        if kind and text:
            self._rows.append((self.length, self.length + len(text), kind, place, box))
        self._pieces.append(text)
        self.length += len(text)
        return self

    def block(self, text: str, kind: str, place: str, box: list[float] | None = None) -> Self:
        """Append a heading or paragraph on a line of its own, a heading with a blank line before it."""
        if self.length:
            is_after_table = self._pieces[-1] == "\n"
            self.add("\n\n" if kind == "heading" and not is_after_table else "\n")
        return self.add(text, kind, place, box)

    def finish(self) -> tuple[str, pl.DataFrame]:
        """The text, without empty lines at its end, and its offset map, schema OFFSETS."""
        return "".join(self._pieces).rstrip("\n"), pl.DataFrame(self._rows, schema=OFFSETS, orient="row")


def documents_frame(documents: list[Document]) -> pl.DataFrame:
    """The documents as the staged table, schema DOCUMENT, in the order given; the offset maps stay behind."""
    columns = {name: [getattr(document, name) for document in documents] for name in DOCUMENT}
    return pl.DataFrame(columns, schema=DOCUMENT)


def offsets_frame(documents: list[Document]) -> pl.DataFrame:
    """The offset maps of several documents as one table: `document_id` before the columns of OFFSETS."""
    maps = [d.offsets.select(pl.lit(d.document_id).alias("document_id"), pl.all()) for d in documents]
    return pl.concat([pl.DataFrame(schema={"document_id": pl.String, **OFFSETS}), *maps])

"""Bytes of any format to a document: its text with sections and tables, its metadata, its map back to the original.

What a file is, is told by its bytes; the name decides only between text and CSV. docs/formats.md describes formats,
limits and how metadata is found.
"""

import hashlib
from datetime import date

from kechuang.transforms.readers import told
from kechuang.transforms.readers.archive import Member, members
from kechuang.transforms.readers.dates import first_date
from kechuang.transforms.readers.document import (
    OFFSETS,
    Content,
    Document,
    ReadFailure,
    SourceMetadata,
    UnreadableError,
    documents_frame,
    offsets_frame,
)
from kechuang.transforms.readers.formats import content_of
from kechuang.transforms.readers.limits import DEFAULT, Limits
from kechuang.transforms.readers.parsing import Parse, parse_here
from kechuang.transforms.readers.regions import Regions, region_of
from kechuang.transforms.readers.script import script_of

__all__ = [
    "OFFSETS",
    "Document",
    "Limits",
    "Member",
    "ReadFailure",
    "Regions",
    "SourceMetadata",
    "documents_frame",
    "members",
    "offsets_frame",
    "read",
]


def read(
    raw: bytes,
    name: str,
    metadata: SourceMetadata | None = None,
    regions: Regions | None = None,
    limits: Limits = DEFAULT,
    parse: Parse = parse_here,
) -> Document | ReadFailure:
    """Read one file. `name` is its path or URL, `metadata` what the source says of it, `regions` the region seeds.

    Never raises for what is in the bytes: a file that cannot be read gives a `ReadFailure` with one line of reason.
    Without `regions` only `metadata` tells the region. `parse` may take the heavy formats elsewhere, as
    flows/parse_apart.py does, where they can be stopped.
    """
    try:
        content = content_of(raw, name, limits, parse)
        if not content.text.strip():
            raise UnreadableError("holds no text")
        if len(content.text) > limits.max_characters:
            raise UnreadableError(f"its text has more than {limits.max_characters:,} characters")
    except UnreadableError as reason:
        return ReadFailure(name, str(reason))
    return _document(raw, name, content, metadata or SourceMetadata(), regions)


def _document(raw: bytes, name: str, content: Content, given: SourceMetadata, regions: Regions | None) -> Document:
    page = f"{content.surroundings}\n{content.text}" if content.surroundings else content.text
    heading = (content.heading, "line") if content.heading else None
    title = _most_trusted(given.title, content.title) or heading or told.title(content.text, name)
    publisher = _most_trusted(given.publisher, content.publisher) or told.publisher(page)
    published = _published(content, given, page, name)
    script = script_of(content.text)
    region = (given.region_code, "source") if given.region_code else None
    if region is None and regions is not None:
        region = region_of(content.text, title, publisher, regions, is_traditional=script == "Hant")
    return Document(
        document_id=hashlib.sha256(raw).hexdigest(),
        text=content.text,
        text_sha256=hashlib.sha256(content.text.encode()).hexdigest(),
        text_length=len(content.text),
        format=content.format,
        encoding=content.encoding,
        script=script,
        title=title[0] if title else None,
        publisher=publisher[0] if publisher else None,
        published_date=published[0] if published else None,
        region_code=region[0] if region else None,
        title_method=title[1] if title else None,
        publisher_method=publisher[1] if publisher else None,
        published_method=published[1] if published else None,
        region_method=region[1] if region else None,
        offsets=content.offsets,
        warnings=content.warnings,
    )


def _most_trusted(given: str | None, declared: str | None) -> tuple[str, str] | None:
    if given:
        return given, "source"
    return (declared, "meta") if declared else None


def _published(content: Content, given: SourceMetadata, page: str, name: str) -> tuple[date, str] | None:
    if given.published_date:
        return given.published_date, "source"
    if content.declared_date and (declared := first_date(content.declared_date)):
        return declared, "meta"
    return told.published(page, name, content.created_date)

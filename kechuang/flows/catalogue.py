"""Reading `sources.toml`: what each entry must say, and one clear line for each that does not.

The project's catalogue and a `sources.toml` in a folder of documents have the same form:

    [[source]]
    id = "hangzhou-2023"                # letters, digits, `-`, `_`, `.`; unique in the file, kept for good
    kind = "file"                       # file, folder, glob; page, file_url, list_page, sitemap, feed
    location = "reports/hangzhou.txt"   # relative to this file, or absolute; of the web kinds an address
    title = "..."                       # from here on optional: what the document does not tell, or tells wrongly
    publisher = "..."
    region = "330100"                   # GB/T 2260 code of the region that the documents speak for
    published = 2024-03-01
    licence = "..."                     # terms under which the documents are read

`web/options.py` tells the further fields of the web kinds.
"""

import csv
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kechuang.flows.web import options as web
from kechuang.warehouse.ledger import Metadata, Source

NAME = "sources.toml"
KINDS = ("file", "folder", "glob", *web.KINDS)
ONE_DOCUMENT = ("file", *web.SINGLE)  # of the other kinds the title names the collection, not the documents in it
FIELDS = ("id", "title", "publisher", "region", "kind", "location", "published", "licence", *web.FIELDS)
_TEXTS = ("id", "title", "publisher", "region", "kind", "location", "licence")
_REQUIRED = ("id", "kind", "location")
_ID = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Problem:
    """Something that was left out, and why, in one line."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class EntryError(ValueError):
    """A field that cannot be used; the message is the reason."""


def read_catalogue(file: Path, regions: frozenset[str] = frozenset()) -> tuple[list[Source], list[Problem]]:
    """The sources of a file and a line for each entry that cannot be used; a bad entry never hides a good one.

    `regions` are the known region codes; where it is empty any six digits will do.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return [], [Problem(str(file), f"cannot be read: {error.strerror}")]
    except ValueError as error:
        return [], [Problem(str(file), f"is no TOML in UTF-8: {error}")]
    problems = [Problem(str(file), _unknown(name, ("source",))) for name in content if name != "source"]
    entries = content.get("source", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [], [*problems, Problem(str(file), "sources are written as [[source]], with two brackets")]
    sources: dict[str, Source] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{file}: source {entry.get('id', f'number {number}')!r}"
        try:
            source = _source(entry, regions)
            if source.source_id in sources:
                raise EntryError("this id is taken by an earlier source; the later one is left out")
            sources[source.source_id] = source
        except EntryError as error:
            problems.append(Problem(where, str(error)))
    return list(sources.values()), problems


def known_regions(seeds: Path) -> frozenset[str]:
    """The region codes of seeds/region.csv; empty where the table is not there."""
    try:
        with (seeds / "region.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(line for line in file if not line.startswith("#"))
            return frozenset(row["region_code"] for row in rows)
    except (OSError, KeyError):
        return frozenset()


def region_code(value: str, regions: frozenset[str]) -> str:
    """The code if it can be one; raises EntryError."""
    if not re.fullmatch(r"[0-9]{6}", value) or (regions and value not in regions):
        raise EntryError(f"region {value!r} is no GB/T 2260 code of seeds/region.csv, such as 330110")
    return value


def iso_date(value: object) -> str:
    """The date as YYYY-MM-DD, from a TOML date or a text; raises EntryError."""
    try:
        if isinstance(value, date):
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        return datetime.strptime(str(value), "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise EntryError(f"published {value!r} is no date of the form YYYY-MM-DD") from None


def _source(entry: dict[str, Any], regions: frozenset[str]) -> Source:
    for name in entry:
        if name not in FIELDS:
            raise EntryError(_unknown(name, FIELDS))
    for name in _REQUIRED:
        if name not in entry:
            raise EntryError(f"the field {name!r} is missing")
    for name, value in entry.items():
        if name in _TEXTS and (not isinstance(value, str) or not value.strip()):
            raise EntryError(f"{name} must be a text, not {value!r}")
    if not _ID.fullmatch(entry["id"]):
        raise EntryError("an id is made of letters, digits, '-', '_' and '.'")
    if entry["kind"] not in KINDS:
        raise EntryError(f"kind {entry['kind']!r} cannot be read by this version, which reads {', '.join(KINDS)}")
    options = _options(entry)
    metadata = Metadata(
        title=entry.get("title"),
        publisher=entry.get("publisher"),
        published_date=iso_date(entry["published"]) if "published" in entry else None,
        region_code=region_code(entry["region"], regions) if "region" in entry else None,
    )
    return Source(entry["id"], entry["kind"], entry["location"], metadata, entry.get("licence"), options)


def _options(entry: dict[str, Any]) -> str | None:
    """What an entry of a web kind says more, as the ledger keeps it."""
    kind, location = entry["kind"], entry["location"]
    if kind in web.KINDS:
        try:
            return web.read_options(kind, location, entry).text()
        except web.OptionError as error:
            raise EntryError(str(error)) from None
    if web.is_address(location):
        raise EntryError(f"location {location!r} is an address, but kind = {kind!r} is of files on disk")
    for name in web.FIELDS:
        if name in entry:
            raise EntryError(f"the field {name!r} has no meaning for kind = {kind!r}")
    return None


def _unknown(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
    return f"unknown field {name!r}; {hint}"

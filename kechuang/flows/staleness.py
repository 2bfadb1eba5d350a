"""Which documents must be read again: those whose bytes, metadata, or the code and seeds that read them, changed.

A changed file of code or of most seeds makes every document stale. A changed alias makes stale the documents that hold
its word, a changed range or indicator those with a figure of it: both are asked of the warehouse only when it happens.
A changed correction makes its document stale.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kechuang.flows.web.options import is_address
from kechuang.settings import Settings, room
from kechuang.warehouse.ledger import Capture, Metadata, State

_PACKAGE = Path(__file__).parent.parent
EVERY_INDICATOR = "*"  # in a range: a row that holds for all indicators without a row of their own
# Seed tables of which each row concerns few documents: file -> the column that tells which.
_ROW_BY_ROW = {
    "indicator_alias": "alias",
    "indicator": "indicator_id",
    "indicator_range": "indicator_id",
    "corrections": "document_id",
}


@dataclass(frozen=True)
class Told:
    """What a reader is told of a document besides its bytes."""

    name: str  # the file's name, without its folder: where it lies does not change what it says; or the address
    metadata: Metadata

    def __str__(self) -> str:
        m = self.metadata
        return json.dumps([self.name, m.title, m.publisher, m.published_date, m.region_code], ensure_ascii=False)


@dataclass(frozen=True)
class Fingerprint:
    """The code and seeds in use now."""

    reading: str  # of all that makes every document stale
    warehouse: str  # of what is joined to the documents when they are published
    seeds: dict[str, str]  # the tables that are compared row by row, as text


def fingerprint(settings: Settings) -> Fingerprint:
    """Reads the code and the seed tables; some hundred small files."""
    tables = {file.stem: file.read_text(encoding="utf-8") for file in sorted(settings.seeds.glob("*.csv"))}
    seeds = {name: tables.pop(name, "") for name in _ROW_BY_ROW}
    code = [
        _PACKAGE / "vocabulary.py",
        *(_PACKAGE / "transforms").rglob("*.py"),
        *(_PACKAGE / "expectations").glob("*.py"),
    ]
    checks, publish = (sorted((room("sql") / name).glob("*.sql")) for name in ("checks", "publish"))
    return Fingerprint(
        reading=_hash([*_contents([*sorted(code), *checks]), *tables.items()]),
        warehouse=_hash([*_contents(publish), *seeds.items()]),
        seeds=seeds,
    )


def live_documents(captures: Iterable[Capture]) -> dict[str, Told]:
    """The documents that no newer version replaced, with what their sources tell of them.

    Where several captures hold the same bytes each field is taken from the first that tells it: of places that still
    hold them before those that are gone, of metadata told later before earlier.
    """
    live = sorted((c for c in captures if c.seen_to is None), key=lambda c: c.document_id)
    return {document_id: _told(list(group)) for document_id, group in groupby(live, lambda c: c.document_id)}


def _told(captures: list[Capture]) -> Told:
    captures.sort(key=lambda c: (c.seen_from, c.source_id, c.locator))
    captures.sort(key=lambda c: c.gone_at is not None)
    locator = captures[0].locator
    name = locator if is_address(locator) else Path(locator).name
    captures.sort(key=lambda c: c.stated_at, reverse=True)
    captures.sort(key=lambda c: c.gone_at is not None)

    def first(field: str) -> str | None:
        return next((value for c in captures if (value := getattr(c.metadata, field))), None)

    return Told(name, Metadata(first("title"), first("publisher"), first("published_date"), first("region_code")))


def stale_documents(
    live: Mapping[str, Told],
    states: Mapping[str, State],
    published: Mapping[str, str],
    now: Fingerprint,
    documents_holding: Callable[[list[str]], Iterable[str]],
    documents_with_indicator: Callable[[list[str]], Iterable[str]],
) -> list[str]:
    """The ids of live documents to read, sorted. The two functions answer from the warehouse."""
    stale = {
        document_id
        for document_id, told in live.items()
        if (state := states.get(document_id)) is None or state.told != str(told) or state.fingerprint != now.reading
    }
    if len(stale) < len(live):
        stale |= _changed_rows("corrections", published, now)
        words = _changed_rows("indicator_alias", published, now)
        indicators = _changed_rows("indicator", published, now) | _changed_rows("indicator_range", published, now)
        if words:
            stale.update(documents_holding(sorted(words)))
        if EVERY_INDICATOR in indicators:
            stale.update(live)
        elif indicators:
            stale.update(documents_with_indicator(sorted(indicators)))
    return sorted(stale & live.keys())


def _changed_rows(name: str, published: Mapping[str, str], now: Fingerprint) -> set[str]:
    """The keys of the rows that were added, removed or changed since the last publish."""
    if published.get(name) == now.seeds[name]:
        return set()
    old, new = (_rows(text, _ROW_BY_ROW[name]) for text in (published.get(name, ""), now.seeds[name]))
    return {key for key, _ in old ^ new}


def _rows(text: str, key: str) -> set[tuple[str, tuple[str, ...]]]:
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {(row[key], tuple(f"{k}={v}" for k, v in row.items() if k != "source")) for row in rows}


def _contents(files: Iterable[Path]) -> list[tuple[str, str]]:
    return [(f"{file.parent.name}/{file.name}", file.read_text(encoding="utf-8")) for file in files]


def _hash(parts: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name}\0{len(content)}\0{content}\0".encode())
    return digest.hexdigest()[:32]

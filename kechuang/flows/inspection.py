"""What a source would give, found out without changing anything: reach, type, size and what would be read."""

from dataclasses import dataclass, field, replace
from datetime import date

from kechuang import vocabulary
from kechuang.flows.files import Place, look, sha256_only
from kechuang.flows.reading import read
from kechuang.flows.unpack import File
from kechuang.flows.web import options as web
from kechuang.settings import Settings
from kechuang.transforms.readers import Document, ReadFailure, Regions, SourceMetadata
from kechuang.warehouse.ledger import Metadata, Source

_BEGINNING = 60  # characters of a text that are shown


@dataclass
class Inspection:
    """What was found out: lines for the terminal, and the source as an entry of sources.toml could tell it."""

    source: Source
    lines: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def say(self, name: str, text: str) -> None:
        """One line more."""
        self.lines.append((name, text))


def inspect(place: Place, settings: Settings, is_guess: bool) -> Inspection:
    """Looks at a source as a run would, and keeps nothing. `is_guess`: its kind on the web is to be found out."""
    found = Inspection(place.source)
    if place.source.kind in web.KINDS:
        from kechuang.flows.web.inspection import inspect_address  # the HTTP client takes a while to import

        inspect_address(found, settings, is_guess)
    else:
        _inspect_files(found, place, settings)
    return found


def describe(found: Inspection, file: File, settings: Settings) -> Document | None:
    """Says what a reader makes of one file; null where that is nothing."""
    words = vocabulary.load(settings.seeds)
    m = found.source.metadata
    title = m.title if found.source.kind in ("file", *web.SINGLE) else None
    published = date.fromisoformat(m.published_date) if m.published_date else None
    told = SourceMetadata(title, m.publisher, published, m.region_code)
    result = read(file.raw, file.locator, told, Regions.of(words.region, words.region_alias))
    if isinstance(result, ReadFailure):
        found.problems.append(f"{file.locator}: {result.reason}")
        return None
    found.say("format", f"{result.format}, {result.encoding}, {result.text_length:,} characters")
    for name, value, method in (
        ("title", result.title, result.title_method),
        ("publisher", result.publisher, result.publisher_method),
        ("published", result.published_date, result.published_method),
        ("region", result.region_code, result.region_method),
    ):
        found.say(name, f"{value} (told by: {method})" if value else "not told; an entry can tell it")
    for warning in result.warnings:
        found.say("warning", warning)
    found.say("begins", " ".join(result.text[: 2 * _BEGINNING].split())[:_BEGINNING])
    return result


def size_text(n: int) -> str:
    """A number of bytes for a reader."""
    return f"{n:,} bytes" if n < 10_000 else f"{n / 1e3:,.0f} KB" if n < 10_000_000 else f"{n / 1e6:,.0f} MB"


def take_over(found: Inspection, document: Document) -> None:
    """The document is the whole source: what it tells of itself, an entry may tell."""
    m = found.source.metadata
    published = document.published_date.isoformat() if document.published_date else None
    metadata = Metadata(
        m.title or document.title,
        m.publisher or document.publisher,
        m.published_date or published,
        m.region_code or document.region_code,
    )
    found.source = replace(found.source, metadata=metadata)


def _inspect_files(found: Inspection, place: Place, settings: Settings) -> None:
    first: list[bytes] = []

    def keep(raw: bytes) -> str:
        first[:] = first or [raw]
        return sha256_only(raw)

    seen = look(place, settings.file_limit_mb, keep)
    found.problems += map(str, seen.problems)
    if not seen.sightings:
        found.problems += [] if seen.problems else [f"{place.path}: there is no document"]
        return
    size = sum(sighting.size for sighting in seen.sightings)
    found.say("reached", f"{len(seen.sightings):,} documents, {size_text(size)}")
    found.say("first", seen.sightings[0].locator)
    document = describe(found, File(seen.sightings[0].locator, first[0]), settings)
    if document is not None and place.source.kind == "file" and len(seen.sightings) == 1:
        take_over(found, document)

"""`kechuang sources list|check|add`: what is read, whether it can be, and one source more."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kechuang import settings as configuration
from kechuang.flows.catalogue import EntryError, known_regions, read_catalogue, region_code
from kechuang.flows.entry import add_entry, free_id
from kechuang.flows.files import Place
from kechuang.flows.inspection import Inspection, inspect
from kechuang.flows.outcome import FAILURE, PARTIAL, SUCCESS, USAGE
from kechuang.flows.targets import UsageError, resolve
from kechuang.flows.web import options as web
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Ledger, Metadata, Source


def list_sources() -> int:
    """Prints the catalogue, with the documents that each source holds by the newest look; returns the exit code."""
    settings = configuration.load()
    sources, problems = read_catalogue(settings.catalogue, known_regions(settings.seeds))
    documents = _documents(settings)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("id", "kind", "region", "documents", "title", "location"):
        table.add_column(name, justify="right" if name == "documents" else "left", overflow="fold")
    for source in sources:
        m = source.metadata
        count = str(documents[source.source_id]) if source.source_id in documents else "not yet"
        table.add_row(source.source_id, source.kind, m.region_code or "", count, m.title or "", source.location)
    console = Console(highlight=False)
    (console if console.is_terminal else Console(highlight=False, width=1000)).print(table)
    for problem in problems:
        _tell(str(problem))
    return PARTIAL if problems else SUCCESS


def check(names: Sequence[str], allow_private: bool, kind: str | None, links: str | None) -> int:
    """Prints what each source would give and changes nothing; returns 1 where none gives a document, 3 where some."""
    settings = configuration.load()
    try:
        chosen = [place for name in names for place in _places(name, settings, allow_private, kind, links)]
        if not names:
            chosen = [(place, False) for place in resolve([], settings).places]
    except (UsageError, web.OptionError) as error:
        _tell(str(error))
        return USAGE
    inspections = [inspect(place, settings, is_guess) for place, is_guess in chosen]
    for inspection in inspections:
        _print(inspection)
    faulty = [inspection for inspection in inspections if inspection.problems]
    if not faulty:
        return SUCCESS
    return FAILURE if len(faulty) == len(inspections) and not any(i.lines for i in faulty) else PARTIAL


def add(
    name: str,
    source_id: str | None,
    allow_private: bool,
    kind: str | None,
    links: str | None,
    region: str | None,
    catalogue: Path | None,
) -> int:
    """Checks a source and writes an entry for it; nothing is written where it gives nothing. Returns the exit code."""
    settings = configuration.load()
    file = catalogue or settings.catalogue
    known, _ = read_catalogue(file)
    try:
        (place, is_guess), *more = _places(name, settings, allow_private, kind, links)
        if more:
            raise UsageError(f"{name}: stands for several sources; name one")
        code = region_code(region, known_regions(settings.seeds)) if region else None
        if taken := next((s for s in known if _stands_at(s, place, file)), None):
            raise UsageError(f"{name}: is already the source {taken.source_id}")
    except (UsageError, EntryError, web.OptionError) as error:
        _tell(str(error))
        return USAGE
    found = inspect(place, settings, is_guess)
    _print(found)
    if not found.lines or found.problems:
        return FAILURE
    metadata = replace(found.source.metadata, region_code=code or found.source.metadata.region_code)
    location = found.source.location if web.is_address(found.source.location) else _from(place.path, file)
    new_id = source_id or free_id(found.source.location, {source.source_id for source in known})
    try:
        entry = add_entry(file, replace(found.source, source_id=new_id, location=location, metadata=metadata))
    except EntryError as error:
        _tell(str(error))
        return FAILURE
    print(f"\n{file}\n{entry}\ntry        kechuang run {new_id}")
    return SUCCESS


def _places(
    name: str, settings: Settings, allow_private: bool, kind: str | None, links: str | None
) -> list[tuple[Place, bool]]:
    """The places that a name stands for, and whether their kind is to be found out. Raises UsageError, OptionError."""
    places = resolve([name], settings).places
    if not web.is_address(name) or any(place.source.source_id != name for place in places):
        return [(place, False) for place in places]
    entry = {key: value for key, value in (("links", links), ("allow_private", allow_private)) if value}
    options = web.read_options(kind or "page", name, entry) if kind else web.Options(links, allow_private=allow_private)
    source = Source(name, kind or "page", name, Metadata(), options=options.text())
    return [(Place(source, Path.cwd()), kind is None and links is None)]


def _stands_at(source: Source, place: Place, file: Path) -> bool:
    if web.is_address(source.location) or web.is_address(place.source.location):
        return source.location == place.source.location
    return Place(source, file.parent).path == place.path


def _from(path: Path, file: Path) -> str:
    """The path as an entry of the file tells it: relative where it is below the file's folder."""
    folder = file.parent.resolve()
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _documents(settings: Settings) -> Counter[str]:
    if not settings.ledger.is_file():
        return Counter()
    with Ledger(settings.ledger) as ledger:
        return Counter(c.source_id for c in ledger.captures() if c.seen_to is None and c.gone_at is None)


def _print(found: Inspection) -> None:
    print(f"source     {found.source.location} ({found.source.kind})")
    for name, text in found.lines:
        print(f"{name:<11}{text}")
    for problem in found.problems:
        print(f"problem    {problem}")


def _tell(line: str) -> None:
    print(f"kechuang: {line}", file=sys.stderr)

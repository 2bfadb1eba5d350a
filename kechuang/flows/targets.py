"""What a run was asked to refresh: the arguments of the command, turned into places to look at."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from kechuang.flows.catalogue import NAME, EntryError, Problem, iso_date, known_regions, read_catalogue, region_code
from kechuang.flows.files import Place, is_pattern
from kechuang.flows.web.options import OptionError, is_address, read_options
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Metadata, Source


class UsageError(ValueError):
    """The command was called in a way that cannot be meant; the message says what to type instead."""


@dataclass
class Targets:
    """The places to look at and what had to be left out already."""

    places: list[Place] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def resolve(
    arguments: Iterable[str],
    settings: Settings,
    region: str | None = None,
    published: str | None = None,
    known: Mapping[str, Source] | None = None,
) -> Targets:
    """The places that the arguments name: a source's id, a file, a folder, a glob or an address; without any the whole
    catalogue.

    A folder with a `sources.toml` stands for the entries of that file and for the files that no entry speaks for.
    `region` and `published` are believed where a source does not tell them. `known` are the sources seen before, by id,
    so that a file that vanished can still be named. Raises UsageError where nothing can be made of the arguments.
    """
    regions = known_regions(settings.seeds)
    try:
        defaults = Metadata(
            published_date=iso_date(published) if published else None,
            region_code=region_code(region, regions) if region else None,
        )
    except EntryError as error:
        raise UsageError(f"--{error}") from None
    catalogue, problems = _places(settings.catalogue, regions, prefix="")
    targets = Targets()
    arguments = list(dict.fromkeys(arguments))
    for argument in arguments:
        places, found_problems = _resolve_one(argument, catalogue, regions, known or {})
        targets.problems += found_problems or ([] if places else [Problem(argument, _advice(argument, catalogue))])
        targets.places += places
    if not arguments:
        targets = Targets(catalogue, problems)
    elif not targets.places:
        raise UsageError("; ".join(str(problem) for problem in targets.problems))
    unique = {place.source.source_id: _with_defaults(place, defaults) for place in targets.places}
    return Targets(list(unique.values()), targets.problems)


def _resolve_one(
    argument: str, catalogue: list[Place], regions: frozenset[str], known: Mapping[str, Source]
) -> tuple[list[Place], list[Problem]]:
    named = [place for place in catalogue if place.source.source_id == argument]
    if named:
        return named, []
    if not argument:
        return [], []
    if is_address(argument):
        return _page(argument, catalogue)
    path = Path(os.path.normpath(Path.cwd() / Path(argument).expanduser()))
    if path.name == NAME and path.is_file():
        return _places(path, regions, _prefix(path.parent, catalogue))
    if path.is_dir():
        entries, problems = (
            _places(path / NAME, regions, _prefix(path, catalogue)) if (path / NAME).exists() else ([], [])
        )
        return [*entries, _unlisted("folder", path, tuple(entries))], problems
    if path.exists():
        beside, _ = _places(path.parent / NAME, regions, _prefix(path.parent, catalogue))
        listed = [place for place in [*catalogue, *beside] if place.source.kind == "file" and place.path == path]
        return listed[:1] or [_unlisted("file", path)], []
    if str(path) in known:  # it was there once
        return [_unlisted(known[str(path)].kind, path)], []
    if is_pattern(argument):
        return [_unlisted("glob", path)], []
    return [], []


def _page(address: str, catalogue: list[Place]) -> tuple[list[Place], list[Problem]]:
    """A page or file on the web: as the catalogue has it, or as its own source."""
    listed = [place for place in catalogue if place.source.location == address]
    try:
        read_options("page", address, {})
    except OptionError as error:
        return [], [Problem(address, str(error))]
    return listed or [Place(Source(address, "page", address), Path.cwd())], []


def _places(file: Path, regions: frozenset[str], prefix: str) -> tuple[list[Place], list[Problem]]:
    """The entries of a `sources.toml`. The prefix keeps the ids of two folders apart."""
    sources, problems = read_catalogue(file, regions)
    return [Place(replace(source, source_id=prefix + source.source_id), file.parent) for source in sources], problems


def _prefix(folder: Path, catalogue: list[Place]) -> str:
    is_catalogue = any(place.base == folder for place in catalogue)
    return "" if is_catalogue else f"{folder}#"


def _unlisted(kind: str, path: Path, without: tuple[Place, ...] = ()) -> Place:
    """A place of the command line alone; its id is its path, so that the next run of the same path knows it again."""
    return Place(Source(str(path), kind, str(path)), Path(path.anchor), without)


def _with_defaults(place: Place, defaults: Metadata) -> Place:
    told = place.source.metadata
    metadata = replace(
        told,
        published_date=told.published_date or defaults.published_date,
        region_code=told.region_code or defaults.region_code,
    )
    return replace(place, source=replace(place.source, metadata=metadata))


def _advice(argument: str, catalogue: list[Place]) -> str:
    close = get_close_matches(argument, [place.source.source_id for place in catalogue], 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"is neither a file, a folder, a glob, an address nor the id of a source{hint}"

"""`kechuang doctor`: versions, settings and where each comes from, locks, disk, and what to mend."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from kechuang import settings as configuration
from kechuang.flows import engine
from kechuang.flows.catalogue import known_regions, read_catalogue
from kechuang.flows.outcome import FAILURE, SUCCESS
from kechuang.settings import Settings
from kechuang.warehouse import lock
from kechuang.warehouse.ledger import Ledger, LedgerError

_SEEDS = ("indicator", "indicator_alias", "indicator_range", "region", "region_alias", "unit", "cue")
_ENOUGH_DISK = 1_000_000_000  # bytes: a publish copies the whole warehouse


def doctor() -> int:
    """Prints the state of the installation; 1 where something must be mended."""
    settings = configuration.load()
    print(f"python      {platform.python_version()} at {sys.executable}, {platform.system()} {platform.release()}")
    to_mend = list(_packages())
    print("settings")
    for name, origin in settings.origins.items():
        print(f"  {name:<21}{str(getattr(settings, name)) or '(empty)'}   [{origin}]")
    to_mend += [*_folders(settings), *_ledger(settings), *_seeds(settings)]
    _server(settings)
    for line in to_mend:
        print(f"mend        {line}")
    if not to_mend:
        print("mend        nothing")
    return FAILURE if to_mend else SUCCESS


def _packages() -> Iterator[str]:
    """The libraries that the project names, with what is wrong with them."""
    print("versions")
    needed = [Requirement(text) for text in requires("kechuang") or []]
    for requirement in sorted(needed, key=lambda r: r.name.lower()):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            yield f"{requirement.name} is not installed: run `make setup`"
            continue
        print(f"  {requirement.name:<22}{found}")
        if not requirement.specifier.contains(found, prereleases=True):
            yield f"{requirement.name} is {found}, but {requirement.specifier} is needed: run `make setup`"


def _folders(settings: Settings) -> Iterator[str]:
    home = _existing(settings.home)
    free = shutil.disk_usage(home).free
    print(
        f"disk        {free / 1e9:.1f} GB free at {home}; {_size(settings.home) / 1e6:.1f} MB used by {settings.home}"
    )
    if free < _ENOUGH_DISK:
        yield f"less than {_ENOUGH_DISK / 1e9:.0f} GB of disk is free at {home}: free some, or move KECHUANG_HOME"
    if not os.access(home, os.W_OK):
        yield f"{home} cannot be written: choose another KECHUANG_HOME"
    if settings.database.exists() != settings.build_database.exists():
        yield "one of the two warehouse files is missing: `kechuang run` makes it again"
    print(f"warehouse   {settings.database if settings.database.exists() else 'none yet'}")


def _ledger(settings: Settings) -> Iterator[str]:
    print(f"lock        {lock.holder(settings.lock) or 'nobody holds it'}")
    if not settings.ledger.is_file():
        print("ledger      none yet")
        return
    try:
        with Ledger(settings.ledger) as ledger:
            runs, fault = ledger.runs(1), ledger.fault()
    except LedgerError as error:
        runs, fault = [], str(error)
    print(f"ledger      {settings.ledger}, {'sound' if fault is None else 'damaged'}")
    if fault is not None:
        yield f"{fault}: move it away with the folder {settings.home / 'build'}, and the next run reads all again"
    if runs and runs[0].status == "running" and lock.holder(settings.lock) is None:
        yield "the last run was ended before it published: `kechuang run` finishes its work"


def _seeds(settings: Settings) -> Iterator[str]:
    for name in _SEEDS:
        if not (settings.seeds / f"{name}.csv").is_file():
            yield f"{settings.seeds / name}.csv is missing"
    sources, problems = read_catalogue(settings.catalogue, known_regions(settings.seeds))
    print(f"catalogue   {settings.catalogue}, {len(sources)} sources")
    yield from map(str, problems)


def _server(settings: Settings) -> None:
    url = os.environ.get("PREFECT_API_URL") or engine.standing_server(settings)
    if url is None:
        print("prefect     no server: each run starts its own, `kechuang serve` keeps one")
    else:
        print(f"prefect     {url}, {'answers' if engine.answers(url) else 'does not answer'}")


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())

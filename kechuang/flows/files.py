"""Finding files on disk and reading each once: what a source's location holds, and what could not be read there."""

import errno
import fnmatch
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kechuang.flows.catalogue import NAME, Problem
from kechuang.flows.unpack import is_inside, unpacked
from kechuang.warehouse.ledger import Source

# A network file system answers so for a while; the same call may succeed a moment later.
PASSING = frozenset(
    {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EBUSY, errno.EHOSTDOWN, errno.ENETDOWN}
)


class UnfitError(Exception):
    """A file or folder that is there but is not what can be read; the message is the reason."""


@dataclass(frozen=True)
class Place:
    """A source and where on this disk it stands. `base` is the folder that a relative location counts from."""

    source: Source
    base: Path
    without: tuple["Place", ...] = ()  # files that these speak for are left to them

    @property
    def path(self) -> Path:
        """The location, absolute; links are not resolved, so that it reads as it was written."""
        return Path(os.path.normpath(self.base / Path(self.source.location).expanduser()))

    @property
    def root(self) -> Path:
        """The file or folder to look into: of a glob the part before its first wildcard."""
        if self.source.kind != "glob":
            return self.path
        parts = self.path.parts
        fixed = next((n for n, part in enumerate(parts) if is_pattern(part)), len(parts))
        return Path(*parts[:fixed])

    def holds(self, file: Path) -> bool:
        """Whether the file belongs to this source."""
        if self.source.kind == "file":
            return file == self.path
        if self.source.kind == "folder":
            return file.is_relative_to(self.path)
        return _matches(file.parts, self.path.parts)


@dataclass(frozen=True)
class Sighting:
    """A file that was read: its path, the hash and the number of its bytes."""

    locator: str
    sha256: str
    size: int


@dataclass
class Look:
    """What a source held when it was looked at."""

    place: Place
    sightings: list[Sighting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)  # where: the path
    is_reachable: bool = True  # else nothing may be concluded from what was not seen
    is_passing: bool = False  # some problem may be over in a moment

    def add(self, where: Path, error: "OSError | UnfitError") -> None:
        """Notes what could not be read."""
        reason = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)
        self.problems.append(Problem(str(where), reason))
        self.is_passing = self.is_passing or (isinstance(error, OSError) and error.errno in PASSING)

    def is_blind(self, locator: str) -> bool:
        """Whether this look could not tell if the file is there: it, or a folder above it, could not be read."""
        file = Path(locator)
        return not self.is_reachable or any(
            file.is_relative_to(problem.where) or is_inside(locator, problem.where) for problem in self.problems
        )


def is_pattern(text: str) -> bool:
    """Whether the text has a wildcard."""
    return any(character in text for character in "*?[")


def sha256_only(raw: bytes) -> str:
    """Hashes and keeps nothing: for a look that only asks what changed."""
    return hashlib.sha256(raw).hexdigest()


def look(place: Place, limit_mb: int, keep: Callable[[bytes], str] = sha256_only) -> Look:
    """Reads every file of a source once and hands its bytes to `keep`, which returns their hash; of an archive those of
    the files in it. Whatever cannot be read becomes a line; the rest goes on.
    """
    seen = Look(place)
    for file in _files(place, seen):
        try:
            raw = read_bytes(file, limit_mb)
        except (OSError, UnfitError) as error:
            seen.add(file, error)
            continue
        for found in unpacked(str(file), raw):
            if isinstance(found, Problem):
                seen.problems.append(found)
            else:
                seen.sightings.append(Sighting(found.locator, keep(found.raw), len(found.raw)))
    return seen


def _files(place: Place, seen: Look) -> Iterator[Path]:
    is_file = place.source.kind == "file"
    try:
        is_folder = stat.S_ISDIR(place.root.stat().st_mode)
        if is_folder and is_file:
            raise UnfitError("is a folder, though its source says kind = 'file'")
        if not is_folder and not is_file:
            raise UnfitError(f"is no folder, though its source says kind = {place.source.kind!r}")
    except (OSError, UnfitError) as error:
        # of a missing file the folder above tells whether it is gone or out of reach
        if isinstance(error, FileNotFoundError) and is_file and place.path.parent.is_dir():
            return
        seen.is_reachable = False
        seen.add(place.root, error)
    else:
        yield from [place.path] if is_file else _walk(place, seen)


def _walk(place: Place, seen: Look) -> Iterator[Path]:
    """The files of a folder or glob in order; hidden ones and `sources.toml` are no documents."""
    root, inside = place.root, place.root.resolve()
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            seen.is_reachable = seen.is_reachable and folder != root
            seen.add(folder, error)
            continue
        deeper = []
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(".") or entry.name == NAME:
                continue
            if entry.is_symlink() and (reason := _refuse_link(path, root, inside)):
                seen.add(path, UnfitError(reason))
            elif entry.is_dir(follow_symlinks=False):
                deeper.append(path)
            elif not entry.is_dir() and place.holds(path) and not any(other.holds(path) for other in place.without):
                yield path  # a linked folder stands inside the root and is read where it stands
        folders.extend(reversed(deeper))


def _refuse_link(path: Path, root: Path, inside: Path) -> str | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link that leads nowhere or back to itself"
    if not target.is_relative_to(inside):
        return f"is a link that leads out of {root}"
    if path.parent.resolve().is_relative_to(target):
        return f"is a directory loop: it leads back to {target}"
    return None


def read_bytes(file: Path, limit_mb: int) -> bytes:
    """The bytes of a regular file that is neither empty nor too long; raises OSError or UnfitError."""
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnfitError("is no regular file")  # opening a pipe would hang
    limit = limit_mb * 1_000_000
    if status.st_size <= limit:
        with file.open("rb") as handle:
            raw = handle.read(limit + 1)
        if not raw:
            raise UnfitError("is empty")
        if len(raw) <= limit:
            return raw
    raise UnfitError(f"has {status.st_size / 1e6:.1f} MB, more than file_limit_mb = {limit_mb} allows")


def _matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether a path fits a pattern, both as their parts; `**` stands for any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return _matches(parts, pattern[1:]) or (bool(parts) and _matches(parts[1:], pattern))
    return bool(parts) and fnmatch.fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])

"""One run at a time: a lock on a file, held by a living process and let go by the system when it dies."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

_held: set[Path] = (
    set()
)  # by this process, which may ask again: the command holds the lock around the flow that takes it


@dataclass(frozen=True)
class Holder:
    """Who holds the lock."""

    pid: int
    since: datetime  # with its offset from UTC

    def __str__(self) -> str:
        return f"process {self.pid} since {self.since.astimezone():%Y-%m-%d %H:%M:%S}"


class HeldError(Exception):
    """Another process holds the lock and the caller did not want to wait."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(f"another run is on: {holder or 'its process is not known'}")
        self.holder = holder


@contextmanager
def hold(file: Path, wait: bool = True, announce: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Holds the lock for the time of the block; waits for another holder or, with `wait=False`, raises HeldError.

    `announce` gets one line before a wait. A killed holder needs no clean-up: the system drops its lock.
    """
    if file in _held:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as handle:  # never truncated before the lock is ours: it names the holder
        _acquire(handle, file, wait, announce)
        _sign(handle)
        _held.add(file)
        try:
            yield
        finally:
            _held.discard(file)
            handle.truncate(0)


def holder(file: Path) -> Holder | None:
    """Who holds the lock now; null where nobody does."""
    try:
        with file.open("r", encoding="utf-8") as handle:
            if not _try(handle, fcntl.LOCK_SH):
                return _read(file)
    except FileNotFoundError:
        pass
    return None


def _acquire(handle: IO[str], file: Path, wait: bool, announce: Callable[[str], None]) -> None:
    if _try(handle):
        return
    if wait:
        announce(f"waiting for another run: {_read(file) or 'its process is not known'}")
        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    time.sleep(0.2)  # `holder` takes the lock too, for an instant
    if not _try(handle):
        raise HeldError(_read(file))


def _try(handle: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(handle: IO[str]) -> None:
    handle.truncate(0)
    json.dump({"pid": os.getpid(), "since": datetime.now().astimezone().isoformat()}, handle)
    handle.flush()


def _read(file: Path) -> Holder | None:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Holder(said["pid"], datetime.fromisoformat(said["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # the holder has just taken the lock and not signed it yet

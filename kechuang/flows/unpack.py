"""An archive stands for the files in it: each is a document of its own, at `<locator of the archive>!<path inside>`."""

from collections.abc import Iterator
from typing import NamedTuple

from kechuang.flows.catalogue import Problem

INSIDE = "!"  # between the locator of an archive and the path in it
_ZIP = b"PK"


class File(NamedTuple):
    """A file, by itself or out of an archive."""

    locator: str
    raw: bytes


def is_inside(locator: str, outer: str) -> bool:
    """Whether a locator is that of a file in the archive at `outer`."""
    return locator.startswith(f"{outer}{INSIDE}")


def unpacked(locator: str, raw: bytes) -> Iterator[File | Problem]:
    """The files at a locator; a line for each that cannot be taken out."""
    if not raw.startswith(_ZIP):
        yield File(locator, raw)
        return
    from kechuang.transforms.readers.archive import members  # the readers take a while to import
    from kechuang.transforms.readers.document import ReadFailure

    for found in members(raw, locator):
        if isinstance(found, ReadFailure):
            yield Problem(found.name, found.reason)
        elif found.raw:
            yield File(*found)
        else:
            yield Problem(found.name, "is empty")

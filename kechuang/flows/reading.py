"""Reading a file the safe way: as transforms.readers.read, the heavy formats parsed in a child process."""

from kechuang.flows.parse_apart import parse_apart
from kechuang.transforms import readers
from kechuang.transforms.readers import Document, Limits, ReadFailure, Regions, SourceMetadata

_LIMITS = Limits()


def read(
    raw: bytes,
    name: str,
    metadata: SourceMetadata | None = None,
    regions: Regions | None = None,
    limits: Limits = _LIMITS,
) -> Document | ReadFailure:
    """One file as a document, or one line that says why not; a file that hangs or bursts is among the latter."""
    return readers.read(raw, name, metadata, regions, limits, parse_apart)

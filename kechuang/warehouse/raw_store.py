"""The bytes of every document, each in a file named after its SHA-256 and never written twice."""

import hashlib
import os
import tempfile
from pathlib import Path


class RawStore:
    """`<folder>/ab/abcdef...`: the name is the hash of the content, so what is there is never overwritten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash stand, whether or not they are there."""
        return self.folder / sha256[:2] / sha256

    def put(self, raw: bytes) -> str:
        """Keeps the bytes and returns their SHA-256.

        They are written under another name, flushed to the disk and then linked to their own, so that a file that can
        be seen is whole even after a power cut. Raises OSError where the disk refuses.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        place = self.path(sha256)
        if place.exists():
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            incoming.chmod(0o444)
            _link(incoming, place)
        finally:
            incoming.unlink(missing_ok=True)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises OSError where they are missing, ValueError where they changed."""
        raw = self.path(sha256).read_bytes()
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise ValueError(f"{self.path(sha256)}: the bytes no longer have the hash that names them")
        return raw


def _link(incoming: Path, place: Path) -> None:
    """A hard link fails where the name is taken; on a file system without links a rename puts equal bytes there."""
    try:
        os.link(incoming, place)
    except FileExistsError:
        pass  # another process kept the same bytes first
    except OSError:
        incoming.replace(place)

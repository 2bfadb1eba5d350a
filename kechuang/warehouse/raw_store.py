"""The bytes of every document, each in a file named after its SHA-256 and never overwritten by others."""

import hashlib
import os
import tempfile
from pathlib import Path


class RawStore:
    """`<folder>/ab/abcdef...`: the name is the hash of the content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash stand, whether or not they are there."""
        return self.folder / sha256[:2] / sha256

    def put(self, raw: bytes) -> str:
        """Keeps the bytes and returns their SHA-256; call `flush` before anything relies on them.

        They are written under another name and then moved to their own, so that a file that can be seen is whole. Only
        one that a power cut or a faulty disk left with other bytes is replaced. Raises OSError where the disk refuses.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        place = self.path(sha256)
        if place.is_file() and place.read_bytes() == raw:
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
            incoming.chmod(0o444)
            incoming.replace(place)
        finally:
            incoming.unlink(missing_ok=True)
        return sha256

    def flush(self) -> None:
        """Returns when all that was put is on the disk: once for many files, as each alone would cost milliseconds."""
        if not self.folder.is_dir():
            return
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            _sync_file_system(handle)
        finally:
            os.close(handle)

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises OSError where they are missing, ValueError where they changed."""
        raw = self.path(sha256).read_bytes()
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise ValueError(f"{self.path(sha256)}: the bytes no longer have the hash that names them")
        return raw


def _sync_file_system(handle: int) -> None:
    """Flushes the file system that an open folder is on; where the system cannot do that, all of them."""
    import ctypes  # of use only where something was fetched

    syncfs = getattr(ctypes.CDLL(None), "syncfs", None)
    if syncfs is None or syncfs(handle) != 0:
        os.sync()

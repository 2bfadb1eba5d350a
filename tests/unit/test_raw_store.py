"""The raw store keeps bytes under their hash and never writes a name twice."""

import hashlib
import os
from pathlib import Path

import pytest

from kechuang.warehouse import raw_store
from kechuang.warehouse.raw_store import RawStore

RAW = "余杭区新增高新技术企业七家".encode()
SHA256 = hashlib.sha256(RAW).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def test_bytes_come_back_by_their_hash(store: RawStore) -> None:
    assert store.put(RAW) == SHA256
    assert store.get(SHA256) == RAW
    assert store.path(SHA256) == store.folder / SHA256[:2] / SHA256


def test_bytes_that_are_kept_already_are_not_written_again(store: RawStore) -> None:
    store.put(RAW)
    before = store.path(SHA256).stat()
    store.put(RAW)
    after = store.path(SHA256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_write_that_fails_leaves_nothing_behind(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.put(RAW)
    assert [file for file in store.folder.rglob("*") if file.is_file()] == []


def test_what_a_power_cut_left_torn_is_mended_by_the_next_fetch(store: RawStore) -> None:
    store.put(RAW)
    store.path(SHA256).chmod(0o644)
    store.path(SHA256).write_bytes(RAW[:5])
    store.put(RAW)
    assert store.get(SHA256) == RAW


def test_everything_put_can_be_flushed_and_so_can_nothing(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(raw_store, "_sync_file_system", lambda handle: flushed.append(os.fstat(handle).st_ino))
    store.flush()
    store.put(RAW)
    store.flush()
    assert flushed == [store.folder.stat().st_ino]


def test_bytes_that_changed_on_the_disk_are_not_handed_out(store: RawStore) -> None:
    store.put(RAW)
    store.path(SHA256).chmod(0o644)
    store.path(SHA256).write_bytes(RAW + b"!")
    with pytest.raises(ValueError, match="no longer have the hash"):
        store.get(SHA256)

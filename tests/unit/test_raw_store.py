"""The raw store keeps bytes under their hash and never writes a name twice."""

import hashlib
import os
from pathlib import Path

import pytest

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


def test_a_name_that_another_process_took_first_keeps_its_file(
    store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def taken(source: Path, target: Path) -> None:
        target.write_bytes(RAW)
        link(source, target)  # fails, as the name is taken

    monkeypatch.setattr(os, "link", taken)
    assert store.put(RAW) == SHA256
    assert [file.name for file in store.folder.rglob("*") if file.is_file()] == [SHA256]


def test_a_write_that_fails_leaves_nothing_behind(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(RAW)
    assert [file for file in store.folder.rglob("*") if file.is_file()] == []


def test_bytes_that_changed_on_the_disk_are_not_handed_out(store: RawStore) -> None:
    store.put(RAW)
    store.path(SHA256).chmod(0o644)
    store.path(SHA256).write_bytes(RAW + b"!")
    with pytest.raises(ValueError, match="no longer have the hash"):
        store.get(SHA256)

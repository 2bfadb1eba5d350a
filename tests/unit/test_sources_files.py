"""Looking at places: every file is read once, and what cannot be read gets one line."""

import errno
import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from kechuang.flows import files
from kechuang.flows.files import Look, Place, look
from kechuang.warehouse.ledger import Source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents in two folders."""
    folder = tmp_path / "reports"
    (folder / "2023").mkdir(parents=True)
    (folder / "a.txt").write_text("甲", encoding="utf-8")
    (folder / "b.md").write_text("乙", encoding="utf-8")
    (folder / "2023" / "c.txt").write_text("丙", encoding="utf-8")
    return folder


def look_at(path: Path, kind: str = "folder", limit_mb: int = 1) -> Look:
    return look(Place(Source("s", kind, str(path)), path.parent), limit_mb)


def names(seen: Look, folder: Path) -> list[str]:
    return [str(Path(sighting.locator).relative_to(folder)) for sighting in seen.sightings]


def reasons(seen: Look, folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in seen.problems]


def test_a_folder_is_read_with_its_folders_in_a_fixed_order(folder: Path) -> None:
    seen = look_at(folder)
    assert names(seen, folder) == ["a.txt", "b.md", "2023/c.txt"]
    assert seen.sightings[0].sha256 == hashlib.sha256("甲".encode()).hexdigest()
    assert seen.sightings[0].size == 3


def test_hidden_files_and_the_catalogue_are_no_documents(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("x")
    (folder / "sources.toml").write_text("x")
    assert names(look_at(folder), folder) == ["a.txt", "b.md", "2023/c.txt"]


def test_an_archive_stands_for_the_files_in_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        archive.writestr("2022/e.txt", "戊")
        archive.writestr("empty.txt", "")
    seen = look_at(folder / "d.zip", "file")
    (inside,) = seen.sightings
    assert (inside.locator, inside.sha256) == (f"{folder}/d.zip!2022/e.txt", hashlib.sha256("戊".encode()).hexdigest())
    assert reasons(seen, folder) == ["d.zip!empty.txt: is empty"]


def test_of_an_archive_that_cannot_be_read_nothing_is_gone(folder: Path) -> None:
    (folder / "d.zip").write_bytes(b"PK\x03\x04 broken")
    seen = look_at(folder / "d.zip", "file")
    assert len(seen.problems) == 1 and seen.is_blind(f"{folder}/d.zip!2022/e.txt")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", ["a.txt"]),
        ("**/*.txt", ["a.txt", "2023/c.txt"]),
        ("20[0-9][0-9]/?.txt", ["2023/c.txt"]),
        ("*.pdf", []),
    ],
)
def test_a_glob_gives_the_files_that_fit_it(folder: Path, pattern: str, found: list[str]) -> None:
    assert names(look_at(folder / pattern, "glob"), folder) == found


def test_what_a_pattern_leaves_out_is_not_even_read(folder: Path) -> None:
    (folder / "empty.md").write_text("")
    assert look_at(folder / "*.txt", "glob").problems == []


def test_an_empty_file_gets_one_line_and_the_others_are_read(folder: Path) -> None:
    (folder / "b.md").write_text("")
    seen = look_at(folder)
    assert names(seen, folder) == ["a.txt", "2023/c.txt"]
    assert reasons(seen, folder) == ["b.md: is empty"]


def test_a_file_over_the_limit_is_not_read(folder: Path) -> None:
    with (folder / "b.md").open("wb") as file:
        file.truncate(200_000_000)  # sparse: it takes no room
    seen = look_at(folder)
    assert names(seen, folder) == ["a.txt", "2023/c.txt"]
    assert reasons(seen, folder) == ["b.md: has 200.0 MB, more than file_limit_mb = 1 allows"]


def test_a_pipe_does_not_hang_the_run(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    seen = look_at(folder)
    assert reasons(seen, folder) == ["pipe: is no regular file"]


def test_a_directory_loop_is_named_and_not_followed(folder: Path) -> None:
    (folder / "2023" / "back").symlink_to(folder)
    seen = look_at(folder)
    assert names(seen, folder) == ["a.txt", "b.md", "2023/c.txt"]
    assert reasons(seen, folder) == [f"2023/back: is a directory loop: it leads back to {folder.resolve()}"]


def test_a_link_to_itself_is_named(folder: Path) -> None:
    (folder / "self").symlink_to(folder / "self")
    assert reasons(look_at(folder), folder) == ["self: is a link that leads nowhere or back to itself"]


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    seen = look_at(folder)
    assert "out.txt" not in names(seen, folder)
    assert reasons(seen, folder) == [f"out.txt: is a link that leads out of {folder}"]


def test_a_linked_folder_inside_is_read_once(folder: Path) -> None:
    (folder / "newest").symlink_to(folder / "2023")
    seen = look_at(folder)
    assert names(seen, folder) == ["a.txt", "b.md", "2023/c.txt"]
    assert seen.problems == []


def test_a_folder_that_cannot_be_read_blinds_what_is_below_it_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def deny(path: Path) -> object:
        if path == folder / "2023":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(files.os, "scandir", deny)
    seen = look_at(folder)
    assert reasons(seen, folder) == ["2023: cannot be read: Permission denied"]
    assert seen.is_blind(str(folder / "2023" / "c.txt"))
    assert not seen.is_blind(str(folder / "a.txt"))


def test_a_missing_folder_blinds_everything(folder: Path) -> None:
    seen = look_at(folder / "unmounted")
    assert reasons(seen, folder) == ["unmounted: cannot be read: No such file or directory"]
    assert seen.is_blind(str(folder / "unmounted" / "a.txt"))


def test_a_file_that_is_missing_from_a_folder_that_is_there_is_seen_to_be_missing(folder: Path) -> None:
    seen = look_at(folder / "d.txt", "file")
    assert seen.problems == [] and not seen.is_blind(str(folder / "d.txt"))


def test_a_file_whose_folder_is_missing_is_out_of_reach(folder: Path) -> None:
    seen = look_at(folder / "unmounted" / "a.txt", "file")
    assert seen.is_blind(str(folder / "unmounted" / "a.txt")) and len(seen.problems) == 1


@pytest.mark.parametrize(("name", "kind"), [("a.txt", "folder"), ("2023", "file")])
def test_a_place_of_another_kind_than_its_source_says_is_named(folder: Path, name: str, kind: str) -> None:
    (line,) = reasons(look_at(folder / name, kind), folder)
    assert f"though its source says kind = '{kind}'" in line


@pytest.mark.parametrize(("code", "may_pass"), [(errno.ESTALE, True), (errno.EACCES, False)])
def test_a_fault_that_may_pass_is_told_from_one_that_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, may_pass: bool
) -> None:
    def fail(file: Path, limit_mb: int) -> bytes:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(files, "read_bytes", fail)
    assert look_at(folder).is_passing is may_pass


def test_files_that_an_entry_speaks_for_are_left_to_it(folder: Path) -> None:
    entry = Place(Source("entry", "file", "a.txt"), folder)
    seen = look(Place(Source("s", "folder", str(folder)), folder, (entry,)), 1)
    assert names(seen, folder) == ["b.md", "2023/c.txt"]

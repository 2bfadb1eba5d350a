"""New, changed, unchanged, gone, failed: what a look at a source means against what was known of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from kechuang.flows.catalogue import Problem
from kechuang.flows.changes import Changes, compare
from kechuang.flows.files import Look, Place, Sighting
from kechuang.warehouse.ledger import Capture, Metadata, Source

FOLDER = Source("folder", "folder", "/data", Metadata(title="all reports", publisher="统计局"))
FIRST, SECOND = "2024-01-01T00:00:00.000000", "2024-02-01T00:00:00.000000"
A, B = "aa" * 32, "bb" * 32


def looked(files: dict[str, str], problems: list[Problem] | None = None, source: Source = FOLDER, **seen: bool) -> Look:
    """A look that saw files, told as path -> hash."""
    sightings = [Sighting(path, sha256, 10) for path, sha256 in files.items()]
    return Look(Place(source, Path("/")), sightings, problems or [], **seen)


def known_after(*looks: Look, at: str = FIRST) -> list[Capture]:
    """What the ledger holds after these looks."""
    held: dict[str, Capture] = {}
    for look in looks:
        held |= {capture.capture_id: capture for capture in compare(look, held.values(), at).captures}
    return list(held.values())


def outcomes(changes: Changes) -> dict[str, str]:
    return changes.outcomes


def test_a_file_never_seen_is_new() -> None:
    changes = compare(looked({"/data/a": A}), [], FIRST)
    assert outcomes(changes) == {"/data/a": "new"}
    (capture,) = changes.captures
    assert (capture.document_id, capture.seen_from, capture.seen_to, capture.gone_at) == (A, FIRST, None, None)


def test_the_title_of_a_folder_is_not_that_of_its_documents() -> None:
    (of_folder,) = compare(looked({"/data/a": A}), [], FIRST).captures
    assert of_folder.metadata == Metadata(publisher="统计局")
    file = Source("file", "file", "/data/a", Metadata(title="report"))
    (of_file,) = compare(looked({"/data/a": A}, source=file), [], FIRST).captures
    assert of_file.metadata.title == "report"


def test_the_same_bytes_again_are_unchanged_and_write_nothing() -> None:
    changes = compare(looked({"/data/a": A}), known_after(looked({"/data/a": A})), SECOND)
    assert outcomes(changes) == {"/data/a": "unchanged"}
    assert changes.captures == [] and changes.log == []


def test_other_bytes_close_the_old_capture_and_open_a_new_one() -> None:
    changes = compare(looked({"/data/a": B}), known_after(looked({"/data/a": A})), SECOND)
    assert outcomes(changes) == {"/data/a": "changed"}
    opened, closed = changes.captures
    assert (opened.document_id, opened.seen_from, opened.seen_to) == (B, SECOND, None)
    assert (closed.document_id, closed.seen_from, closed.seen_to) == (A, FIRST, SECOND)


def test_bytes_that_return_after_others_are_a_stay_of_their_own() -> None:
    held = known_after(looked({"/data/a": A}), looked({"/data/a": B}), looked({"/data/a": A}))
    assert [capture.document_id for capture in held] == [A, B, A]
    assert len({capture.capture_id for capture in held}) == 3


def test_a_file_no_longer_there_is_gone_and_stays_gone() -> None:
    held = known_after(looked({"/data/a": A, "/data/b": B}))
    changes = compare(looked({"/data/a": A}), held, SECOND)
    assert outcomes(changes) == {"/data/a": "unchanged", "/data/b": "gone"}
    assert [(capture.locator, capture.gone_at) for capture in changes.captures] == [("/data/b", SECOND)]
    held = [capture for capture in held if capture.locator != "/data/b"] + changes.captures
    assert outcomes(compare(looked({"/data/a": A}), held, SECOND)) == {"/data/a": "unchanged"}


def test_a_file_that_comes_back_is_gone_no_more() -> None:
    held = known_after(looked({"/data/a": A, "/data/b": B}), looked({"/data/a": A}))
    changes = compare(looked({"/data/a": A, "/data/b": B}), held, SECOND)
    assert outcomes(changes)["/data/b"] == "new"
    assert [(capture.locator, capture.gone_at) for capture in changes.captures] == [("/data/b", None)]


def test_what_is_out_of_reach_is_not_gone() -> None:
    held = known_after(looked({"/data/a": A}))
    unmounted = looked({}, [Problem("/data", "cannot be read")], is_reachable=False)
    changes = compare(unmounted, held, SECOND)
    assert changes.captures == [] and outcomes(changes) == {"/data": "failed"}


def test_what_lies_below_an_unreadable_folder_is_not_gone() -> None:
    held = known_after(looked({"/data/2023/a": A, "/data/2024/a": B}))
    changes = compare(looked({}, [Problem("/data/2023", "cannot be read")]), held, SECOND)
    assert outcomes(changes) == {"/data/2024/a": "gone", "/data/2023": "failed"}


def test_a_file_that_cannot_be_read_now_keeps_its_capture() -> None:
    held = known_after(looked({"/data/a": A}))
    changes = compare(looked({}, [Problem("/data/a", "is empty")]), held, SECOND)
    assert changes.captures == [] and outcomes(changes) == {"/data/a": "failed"}
    assert changes.log[0] | {"outcome": "failed", "error": "is empty"} == changes.log[0]


def test_metadata_told_otherwise_is_written_without_a_new_stay() -> None:
    told = replace(FOLDER, metadata=Metadata(publisher="科技局"))
    (capture,) = compare(looked({"/data/a": A}, source=told), known_after(looked({"/data/a": A})), SECOND).captures
    assert (capture.seen_from, capture.stated_at, capture.metadata.publisher) == (FIRST, SECOND, "科技局")


def test_a_file_that_another_source_read_before_is_not_new() -> None:
    held = known_after(looked({"/data/a": A}))
    file = Source("file", "file", "/data/a")
    same = compare(looked({"/data/a": A}, source=file), held, SECOND)
    assert outcomes(same) == {"/data/a": "unchanged"}
    assert [capture.source_id for capture in same.captures] == ["file"]


def test_a_change_seen_by_one_source_closes_the_captures_of_the_others() -> None:
    file = Source("file", "file", "/data/a")
    changes = compare(looked({"/data/a": B}, source=file), known_after(looked({"/data/a": A})), SECOND)
    assert outcomes(changes) == {"/data/a": "changed"}
    assert [(c.source_id, c.seen_to) for c in changes.captures] == [("file", None), ("folder", SECOND)]


def test_one_source_that_misses_a_file_does_not_judge_another() -> None:
    held = known_after(looked({"/data/a": A}))
    changes = compare(looked({"/data/b": B}, source=Source("other", "glob", "/data/b*")), held, SECOND)
    assert outcomes(changes) == {"/data/b": "new"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [(FOLDER, "holds no document"), (Source("file", "file", "/data/a"), "there is no such file")],
)
def test_a_source_that_never_held_anything_is_named(source: Source, reason: str) -> None:
    changes = compare(looked({}, source=source), [], FIRST)
    assert [problem.reason for problem in changes.problems] == [reason]
    assert list(outcomes(changes).values()) == ["failed"]

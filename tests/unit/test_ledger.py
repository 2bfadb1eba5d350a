"""The ledger remembers sources, captures, what was published, and every run."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kechuang.warehouse.ledger import Capture, LastLook, Ledger, LedgerError, Metadata, Source, State

SOURCE = Source("bulletin", "file", "reports/2023.txt", Metadata("公报", "统计局", "2024-03-18", "330600"), "CC-BY-4.0")
CAPTURE = Capture(
    "c1",
    "bulletin",
    "/data/2023.txt",
    "ab" * 32,
    "2024-04-01T00:00:00.000000",
    None,
    None,
    SOURCE.metadata,
    "2024-04-01",
)
ATTEMPT = {
    "run_id": "r1",
    "at": "2024-04-01",
    "source_id": "bulletin",
    "locator": "/data/2023.txt",
    "outcome": "new",
    "bytes": 7,
    "sha256": "ab" * 32,
    "error": None,
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def test_sources_and_captures_come_back_as_they_were_put(ledger: Ledger) -> None:
    ledger.put_sources([SOURCE])
    ledger.record([CAPTURE], [ATTEMPT])
    assert ledger.sources() == [SOURCE]
    assert ledger.captures() == [CAPTURE]


def test_captures_of_a_source_come_with_those_of_other_sources_at_the_same_place(ledger: Ledger) -> None:
    same_place = replace(CAPTURE, capture_id="c2", source_id="folder")
    elsewhere = replace(CAPTURE, capture_id="c3", source_id="folder", locator="/data/2024.txt")
    ledger.record([CAPTURE, same_place, elsewhere], [])
    found = ledger.captures_of("bulletin", ["/data/2023.txt"])
    assert [capture.capture_id for capture in found] == ["c1", "c2"]


def test_only_a_change_of_sources_or_captures_is_counted_as_one(ledger: Ledger) -> None:
    ledger.put_sources([SOURCE])
    ledger.record([CAPTURE], [])
    before = ledger.change_count()
    ledger.put_sources([SOURCE])
    ledger.record([], [ATTEMPT])
    assert ledger.change_count() == before
    ledger.record([replace(CAPTURE, gone_at="2024-05-01")], [])
    assert ledger.change_count() != before


def test_a_failed_write_leaves_nothing_of_itself(ledger: Ledger) -> None:
    with pytest.raises(sqlite3.Error):
        ledger.record([CAPTURE], [{**ATTEMPT, "outcome": None}])
    assert ledger.captures() == []


def test_what_was_published_is_remembered_until_it_is_forgotten(ledger: Ledger) -> None:
    states = {"ab" * 32: State("[]", "f1"), "cd" * 32: State("[]", "f1", "binary")}
    ledger.confirm("r1", states, {"warehouse": "w1"})
    assert ledger.states() == states
    assert ledger.published() == {"warehouse": "w1"}
    ledger.forget_published()
    assert ledger.states() == {} and ledger.published() == {}


def test_a_run_that_never_ended_is_called_killed_by_the_next_one(ledger: Ledger) -> None:
    killed = ledger.start_run(1, {"sources": ["a"]})
    ended = ledger.start_run(2, {})
    ledger.end_run(ended, "published", 0, {"n_read": 3})
    newest, older = ledger.runs()
    assert (newest.run_id, newest.status, newest.exit_code, newest.summary) == (ended, "published", 0, {"n_read": 3})
    assert (older.run_id, older.status, older.exit_code, older.parameters) == (
        killed,
        "killed",
        None,
        {"sources": ["a"]},
    )


def test_it_can_be_read_while_another_process_writes(ledger: Ledger, tmp_path: Path) -> None:
    ledger.put_sources([SOURCE])
    writer = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM source")
    assert ledger.sources() == [SOURCE]
    writer.execute("ROLLBACK")
    writer.close()


@pytest.mark.parametrize("content", [b"this is no database, however long one looks at it" * 40, None])
def test_a_file_that_is_no_ledger_of_this_version_is_refused_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ledger.sqlite"
    if content is None:
        db = sqlite3.connect(file)
        db.execute("PRAGMA user_version = 99")
        db.close()
    else:
        file.write_bytes(content)
    with pytest.raises(LedgerError) as raised:
        Ledger(file)
    assert str(file) in str(raised.value) and "\n" not in str(raised.value)


def test_a_ledger_of_the_version_before_is_taken_over_with_all_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    with Ledger(file) as ledger:
        ledger.put_sources([SOURCE])
        ledger.record([CAPTURE], [ATTEMPT])
    with sqlite3.connect(file) as old:  # as version 1 had it
        old.executescript(
            "DROP INDEX fetch_log_source; ALTER TABLE fetch_log DROP COLUMN status;"
            " ALTER TABLE source DROP COLUMN options; PRAGMA user_version = 1;"
        )
    with Ledger(file) as ledger:
        assert (ledger.sources(), ledger.captures()) == ([SOURCE], [CAPTURE])
        ledger.put_sources([replace(SOURCE, options='{"depth": 2}')])
        ledger.record([], [{**ATTEMPT, "status": 304, "at": "2024-05-01"}])
        assert ledger.last_looks("bulletin") == {"/data/2023.txt": LastLook("2024-05-01", "new", "ab" * 32)}
    with Ledger(file) as again:
        assert again.sources()[0].options == '{"depth": 2}'

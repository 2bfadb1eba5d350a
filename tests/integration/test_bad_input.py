"""Bad input gets one line each and costs nothing else; the exit code says what became of the run."""

import os
from pathlib import Path

import openpyxl
import pytest
from desk import Desk

from kechuang.flows import batches, files

GDP = "2023年，余杭区实现地区生产总值2890.5亿元。"
FIRMS = "2023年，余杭区有效高新技术企业达到2450家。"


def lines(output: str, what: str) -> list[str]:
    """The lines of a summary that begin with a word, without it."""
    return [line.removeprefix(what).strip() for line in output.splitlines() if line.startswith(what)]


def retry_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the pauses between attempts away."""
    from kechuang.flows.refresh import FETCH_RETRIES, fetch_sources

    monkeypatch.setattr(fetch_sources, "retry_delay_seconds", [0.0] * FETCH_RETRIES)


def test_each_bad_file_gets_one_line_and_the_good_one_is_published(desk: Desk) -> None:
    desk.write("good.txt", GDP)
    desk.write("empty.txt", "")
    (desk.papers / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (desk.papers / "undecodable.txt").write_bytes(b"\xff\x80 " * 400)
    with (desk.papers / "large.txt").open("wb") as large:
        large.truncate(200_000_000)
    (desk.papers / "deep").mkdir()
    (desk.papers / "deep" / "loop").symlink_to(desk.papers)
    os.mkfifo(desk.papers / "pipe")
    ran = desk.run()
    left_out = {line.split(": ")[0].removeprefix(f"{desk.papers}/"): line for line in lines(ran.output, "left out")}
    assert ran.code == 3
    assert sorted(left_out) == ["binary.txt", "deep/loop", "empty.txt", "large.txt", "pipe", "undecodable.txt"]
    assert "directory loop" in left_out["deep/loop"] and "file_limit_mb" in left_out["large.txt"]
    assert ran.outcome["files"] == {"new": 1, "failed": 6}
    assert ran.errors == "" and "Traceback" not in ran.output
    assert desk.query("SELECT obs_value FROM observation") == [(289_050_000_000,)]
    again = desk.run()
    assert (again.code, again.outcome["status"], again.outcome["files"]) == (
        3,
        "unchanged",
        {"unchanged": 1, "failed": 6},
    )
    assert sorted(lines(again.output, "left out")) == sorted(lines(ran.output, "left out"))


def test_a_part_of_a_file_that_cannot_be_read_is_named_and_the_rest_is_published(desk: Desk) -> None:
    book = openpyxl.Workbook()
    book.active.append(["地区", "有效高新技术企业（家）"])
    book.active.append(["余杭区", 2450])
    book.active.append(["临平区", 1310])
    book.create_sheet("草稿").append(["不公开", 1])
    book["草稿"].sheet_state = "hidden"
    book.save(desk.papers / "firms.xlsx")
    ran = desk.run()
    assert ran.code == 3
    (left_out,) = lines(ran.output, "left out")
    assert left_out.startswith(f"{desk.papers}/firms.xlsx: ") and "草稿" in left_out
    assert ran.outcome["files"] == {"new": 1}
    assert (2450.0,) in desk.query("SELECT obs_value FROM observation")
    again = desk.run()
    assert (again.code, again.outcome["status"]) == (0, "unchanged")


def test_where_nothing_can_be_read_nothing_is_published(desk: Desk) -> None:
    ran = desk.run(desk.write("empty.txt", ""))
    assert (ran.code, desk.settings.database.exists()) == (1, False)
    assert lines(ran.output, "left out") == [f"{desk.papers}/empty.txt: is empty"]


def test_a_wrong_catalogue_costs_its_wrong_entries_only(desk: Desk) -> None:
    desk.write("good.txt", GDP)
    entry = f'[[source]]\nid = "good"\nkind = "file"\nlocation = "{desk.papers}/good.txt"\n'
    desk.settings.catalogue.write_text(f'{entry}{entry}[[source]]\nid = "bad"\nkind = "file"\nlocatoin = "x"\n')
    from kechuang.flows import run_command

    assert run_command.run([], None, None, wait=True) == 3
    first, second = desk.outcome()["problems"]
    assert "source 'good': this id is taken" in first
    assert "source 'bad': unknown field 'locatoin'; did you mean 'location'?" in second
    assert desk.query("SELECT source_id FROM dim_source") == [("good",)]


def test_a_document_that_breaks_the_extractor_is_left_out_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {"a.txt": GDP, "b.txt": FIRMS, "c.txt": "2023年，余杭区新增孵化器6家。"}.items():
        desk.write(name, text)
    extract = batches.extract

    def fragile(documents: batches.pl.DataFrame, words: batches.vocabulary.Vocabulary) -> batches.pl.DataFrame:
        if any("高新技术企业" in text for text in documents["text"]):
            raise ZeroDivisionError("a fault of our own")
        return extract(documents, words)

    monkeypatch.setattr(batches, "extract", fragile)
    ran = desk.run()
    assert ran.code == 3
    assert lines(ran.output, "left out") == [
        f"{desk.papers}/b.txt: cannot be read: unexpected ZeroDivisionError: a fault of our own"
    ]
    assert desk.query("SELECT count(DISTINCT document_id) FROM observation") == [(2,)]


def test_a_broken_schema_blocks_the_publish_and_keeps_the_old_state(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("gdp.txt", GDP)
    desk.run()
    before = desk.query("SELECT * FROM observation")
    desk.write("firms.txt", FIRMS)
    stage = batches.staging.stage

    def doubled(records: batches.pl.DataFrame, documents: batches.pl.DataFrame) -> dict[str, batches.pl.DataFrame]:
        tables = stage(records, documents)
        return tables | {"mention": batches.pl.concat([tables["mention"]] * 2)}

    monkeypatch.setattr(batches.staging, "stage", doubled)
    ran = desk.run()
    assert (ran.code, ran.outcome["status"]) == (1, "failed")
    assert lines(ran.output, "failed")
    assert desk.query("SELECT * FROM observation") == before
    monkeypatch.undo()


def test_a_fault_that_passes_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("gdp.txt", GDP)
    read_bytes, calls = files.read_bytes, []

    def once_stale(file: Path, limit_mb: int) -> bytes:
        calls.append(file)
        if len(calls) <= 2:  # the survey and the first attempt
            raise OSError(116, "Stale file handle")
        return read_bytes(file, limit_mb)

    monkeypatch.setattr(files, "read_bytes", once_stale)
    retry_at_once(monkeypatch)
    ran = desk.run()
    assert (ran.code, ran.outcome["files"], len(calls)) == (0, {"new": 1}, 3)


def test_a_fault_that_lasts_is_reported_after_the_last_attempt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("gdp.txt", GDP)
    good = desk.write("other/firms.txt", FIRMS)
    read_bytes = files.read_bytes

    def stale(file: Path, limit_mb: int) -> bytes:
        if file.name == "gdp.txt":
            raise OSError(116, "Stale file handle")
        return read_bytes(file, limit_mb)

    monkeypatch.setattr(files, "read_bytes", stale)
    retry_at_once(monkeypatch)
    ran = desk.run(desk.papers / "gdp.txt", good)
    assert ran.code == 3
    assert lines(ran.output, "left out") == [f"{desk.papers}/gdp.txt: cannot be read: Stale file handle"]
    assert desk.query("SELECT obs_value FROM observation") == [(2450,)]

"""The command line without a warehouse: usage, one line for each bad input, and nothing but data on standard output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = "2023年，余杭区新增高新技术企业507家，同比增长12.5%。"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def kechuang(home: Path, *arguments: str, given: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command as a user calls it, in a home of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from kechuang.flows.cli import main; main()", *arguments],
        input=given,
        capture_output=True,
        text=True,
        env={**os.environ, "KECHUANG_HOME": str(home), **environment},
        cwd=home.parent,
    )


def test_extract_prints_one_json_object_a_number_and_nothing_else(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = kechuang(home, "extract", "a.txt", "--region", "330110", "--published", "2024-01-10")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [(r["document"], TEXT[r["start"] : r["end"]]) for r in records] == [
        ("a.txt", "2023年"),
        ("a.txt", "507家"),
        ("a.txt", "12.5%"),
    ]
    assert [r["obs_value"] for r in records[1:]] == [507, 12.5]
    assert not home.exists()


def test_extract_reads_documents_in_bulk_from_standard_input(home: Path) -> None:
    lines = [{"id": name, "text": TEXT, "region": "330110"} for name in ("first", "second")]
    given = "\n".join(json.dumps(line) for line in lines)
    done = kechuang(home, "extract", "--documents", "-", given=given)
    names = [json.loads(line)["document"] for line in done.stdout.splitlines()]
    assert (done.returncode, names) == (0, ["first"] * 3 + ["second"] * 3)


def test_a_document_that_cannot_be_read_gets_one_line_and_the_others_are_printed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("")
    done = kechuang(home, "extract", "empty.txt", "a.txt", "missing.txt", "a.txt")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr.splitlines() == [
        "kechuang: empty.txt: is empty",
        "kechuang: missing.txt: cannot be read: No such file or directory",
        "kechuang: a.txt: is named twice; the later one is left out",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name"),
        ('{"id": "a"}', "a document needs the texts 'id' and 'text'"),
        ('["a"]', "a document needs the texts 'id' and 'text'"),
        ('{"id": "a", "text": "b", "published": "soon"}', "published 'soon' is no date"),
        ('{"id": "a", "text": "b", "region": "Yuhang"}', "region 'Yuhang' is no GB/T 2260 code"),
        ('{"id": "a", "text": "\\ud800"}', "surrogates not allowed"),
    ],
)
def test_a_wrong_line_of_documents_is_named_by_its_number(home: Path, line: str, reason: str) -> None:
    good = json.dumps({"id": "good", "text": TEXT})
    done = kechuang(home, "extract", "--documents", "-", given=f"{good}\n{line}\n")
    assert (done.returncode, len(done.stdout.splitlines())) == (3, 3)
    (said,) = done.stderr.splitlines()
    assert said.startswith("kechuang: -:2: ") and reason in said


def test_where_no_document_can_be_read_the_command_fails(home: Path) -> None:
    done = kechuang(home, "extract", "missing.txt")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "a.txt", "--documents", "b.jsonl"],
        ["extract", "a.txt", "--region", "Yuhang"],
        ["extract", "--documents", "-", "--region", "330110"],
        ["run", "no-such-source"],
        ["run", "--region", "33"],
        ["run", "--published", "2024-13-01"],
        ["query"],
        ["query", "SELECT 1", "--file", "q.sql"],
        ["query", "SELECT 1", "--format", "xml"],
        ["suggest", "--id", "a_thing"],
        ["fly"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(home: Path, arguments: list[str]) -> None:
    done = kechuang(home, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["query", "SELECT 1"], ["views"], ["report"], ["suggest"], ["suggest", "--accept", "x"]]
)
def test_before_the_first_run_the_analyst_is_told_to_run(home: Path, arguments: list[str]) -> None:
    done = kechuang(home, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1 and "`kechuang run`" in done.stderr


def test_status_and_doctor_answer_before_the_first_run(home: Path) -> None:
    status = kechuang(home, "status")
    assert (status.returncode, status.stderr) == (0, "") and "`kechuang run` begins" in status.stdout
    doctor = kechuang(home, "doctor", KECHUANG_SCHEDULE="15 7 * * *")
    assert (doctor.returncode, doctor.stderr) == (0, "")
    assert "15 7 * * *   [environment KECHUANG_SCHEDULE]" in doctor.stdout
    assert "prefect               3." in doctor.stdout


def test_doctor_says_what_to_mend(home: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    home.mkdir()
    (home / "ledger.sqlite").write_bytes(b"this is no database" * 99)
    done = kechuang(home, "doctor", KECHUANG_SEEDS=str(tmp_path / "seeds"))
    to_mend = [line for line in done.stdout.splitlines() if line.startswith("mend")]
    assert done.returncode == 1
    assert any("ledger.sqlite: cannot be used" in line for line in to_mend)
    assert any("unit.csv is missing" in line for line in to_mend)
    assert any("sources.toml: cannot be read" in line for line in to_mend)


def test_a_wrong_setting_is_one_line(home: Path) -> None:
    done = kechuang(home, "status", KECHUANG_PROCESSES="many")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "kechuang: environment KECHUANG_PROCESSES: processes must be a whole number above 0, not 'many'"
    ]


def test_a_fault_of_our_own_is_one_line_and_a_trace_in_a_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sabotage.py").write_text("def load(*a): raise RuntimeError('two\\nlines')\n")
    code = (
        "import sabotage; from kechuang.flows import cli, query_command as q; q.list_views = sabotage.load; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "views"],
        capture_output=True,
        text=True,
        env={**os.environ, "KECHUANG_HOME": str(home), "PYTHONPATH": str(tmp_path)},
    )
    log = home / "logs" / "errors.log"
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"kechuang: unexpected RuntimeError: two lines; the trace is in {log}\n"
    assert "Traceback" in log.read_text()


def test_the_version_is_the_packages() -> None:
    from kechuang import __version__

    done = subprocess.run(
        [sys.executable, "-c", "from kechuang.flows.cli import main; main()", "version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{__version__}\n"

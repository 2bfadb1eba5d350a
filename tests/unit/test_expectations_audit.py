"""The audit as a run sees it: real Great Expectations on a DuckDB connection, and what its verdict keeps out."""

import json
import logging
import re
from pathlib import Path

import pytest
from staged import connection, document, figure

from kechuang.expectations import Verdict, check
from kechuang.expectations.data_docs import KEPT_RUNS, prune
from kechuang.expectations.verdict import QUALITY_FLAG, QUALITY_RESULT, QUARANTINE
from kechuang.settings import Settings

SOUND = document(
    "2023年，余杭区实现地区生产总值300.5亿元，增长6.1%。",
    figure("300.5亿元", 3.005e10, decimals=1, unit_mult=8),
    figure("6.1%", 6.1, unit_measure="percent", statistic="growth_rate"),
    others=["2023年"],
)
# Planted faults: an unusual total, people told under a money indicator, and a plan's figure not marked as one.
FAULTY = document(
    "萧山区投资9000亿元，带动就业80人；到2027年产值达400亿元。",
    figure("9000亿元", 9e11, unit_mult=8, ref_area="330109"),
    figure("80人", 80, unit_measure="person", ref_area="330109"),
    figure("400亿元", 4e10, unit_mult=8, ref_area="330109", time_period="2027"),
    others=["2027年"],
)
OVERLOOKED = document("有20家，又有30家", figure("20家", 20, unit_measure="count", indicator_id="high_tech_firm"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def verdict(home: Path) -> Verdict:
    with connection(SOUND, FAULTY, OVERLOOKED) as con:
        return check(con, Settings(home=home), "run-1")


def test_tables_of_the_verdict_have_their_declared_columns(verdict: Verdict) -> None:
    assert verdict.quality_result.schema == QUALITY_RESULT
    assert verdict.quarantine.schema == QUARANTINE
    assert verdict.quality_flag.schema == QUALITY_FLAG


def test_every_check_is_told_with_what_it_checked(verdict: Verdict) -> None:
    told = {row["check_id"]: row for row in verdict.quality_result.to_dicts()}
    assert told["observation_key_is_unique"] | {"description_en": "", "description_zh": ""} == {
        "run_id": "run-1", "check_id": "observation_key_is_unique", "level": "schema", "severity": "critical",
        "is_passed": True, "n_checked": 6, "n_failed": 0, "description_en": "", "description_zh": "",
    }  # fmt: skip
    assert (told["value_is_usual"]["n_failed"], told["document_region_is_known"]["n_failed"]) == (1, 3)
    assert verdict.counts == {"critical": 2, "warning": 2, "info": 1}


def test_a_critical_row_fault_keeps_out_that_row_alone(verdict: Verdict) -> None:
    rows = [r for r in verdict.quarantine.to_dicts() if r["level"] == "row"]
    assert [(r["check_id"], r["field"], r["value"]) for r in rows] == [
        ("unit_fits_indicator", "unit_measure", "person")
    ]
    assert json.loads(rows[0]["payload"])["obs_value"] == 80
    assert "gdp" in rows[0]["reason_zh"] and "neighbouring" in rows[0]["reason_en"]


def test_a_critical_document_fault_keeps_out_the_document(verdict: Verdict) -> None:
    documents = [r for r in verdict.quarantine.to_dicts() if r["level"] == "document"]
    assert [(r["check_id"], r["value"], r["observation_id"]) for r in documents] == [
        ("every_number_is_accounted_for", "30", None)
    ]
    payload = json.loads(documents[0]["payload"])
    assert payload["document_id"] == documents[0]["document_id"] and "text" not in payload


def test_a_warning_is_published_with_its_reason(verdict: Verdict) -> None:
    assert not verdict.is_blocked
    doubts = {r["check_id"]: r["reason_zh"] for r in verdict.quality_flag.to_dicts()}
    assert set(doubts) == {"value_is_usual", "period_is_not_after_publication"}
    assert "年份误读" in doubts["period_is_not_after_publication"]


def test_a_key_held_twice_blocks_the_publish(home: Path) -> None:
    with connection(SOUND) as con:
        con.execute("INSERT INTO stg.observation SELECT * FROM stg.observation LIMIT 1")
        verdict = check(con, Settings(home=home), "run-2")
    assert verdict.is_blocked
    assert [reason.split(":")[0] for reason in verdict.reasons] == ["observation_key_is_unique"]


def test_a_missing_column_blocks_the_publish_with_one_line(home: Path) -> None:
    with connection(SOUND) as con:
        con.execute("ALTER TABLE stg.observation DROP COLUMN time_period")
        verdict = check(con, Settings(home=home), "run-3")
    assert [reason.split(":")[0] for reason in verdict.reasons] == ["observation_columns"]


def test_nothing_of_great_expectations_reaches_the_terminal(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with connection(SOUND) as con:
        check(con, Settings(home=home), "run-4")
    assert capfd.readouterr() == ("", "")
    assert not logging.getLogger("great_expectations").handlers


def test_pages_load_nothing_from_elsewhere(home: Path, verdict: Verdict) -> None:
    pages = list(home.rglob("*.html"))
    assert verdict.data_docs in pages and len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'(src|stylesheet" href)="?http', text) and "newsletter" not in text
        local = re.findall(r'="((?:\.\./)*static/local/[^"]+)"', text)
        assert len(local) == 10 and all((page.parent / file).is_file() for file in local)


def test_only_the_newest_validations_stay(tmp_path: Path) -> None:
    times = [f"202601{day:02}T080000.000000Z" for day in range(1, KEPT_RUNS + 3)]
    for time in times:
        for page in (
            f".results/observation/run-{time}/{time}/wh.json",
            f"validations/observation/run-{time}/{time}/wh.html",
        ):
            (tmp_path / page).parent.mkdir(parents=True)
            (tmp_path / page).touch()
    prune(tmp_path)
    kept = sorted(p.name for p in (tmp_path / "validations" / "observation").iterdir())
    assert kept == [f"run-{time}" for time in times[3:]]  # with the coming one KEPT_RUNS
    assert sorted(p.name for p in (tmp_path / ".results" / "observation").iterdir()) == kept

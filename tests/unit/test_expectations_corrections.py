"""Corrections: what an analyst decided about a figure is applied before the checks, and told with the figure."""

from pathlib import Path
from typing import Any

import pytest
from staged import connection, document, document_id, figure

from kechuang.expectations import Verdict, check, checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.settings import Settings, room

CHECKS = {c.check_id: c for c in checks.load(room("seeds"))}
# Two faults: a level read 10,000 times too large (critical), and a count with a fraction (a warning).
DOCUMENT = document(
    "余杭区产值300亿元，高企3.2家。",
    figure("300亿元", 3e14, unit_mult=8),
    figure("3.2家", 3.2, unit_measure="count", indicator_id="high_tech_firm", decimals=1),
)


def row(decision: str, text: str, **cells: str) -> dict[str, Any]:
    """A row of corrections.csv about the figure printed as `text`."""
    start = DOCUMENT["text"].index(text)
    usual = {
        "document_id": document_id(DOCUMENT), "start": str(start), "end": str(start + len(text)), "expected": text,
        "action": decision, "reason": "checked with the bureau", "who": "Li Na", "date": "2024-06-01",
    }  # fmt: skip
    return usual | cells


def values(field: str, *rows: dict[str, Any]) -> list[Any]:
    """The field of the staged figures, in order of the text, after the corrections."""
    with connection(DOCUMENT, corrections=rows) as con, audit_tables(con, list(CHECKS.values())) as prepared:
        assert prepared == ([], [])
        return [value for (value,) in con.execute(f'SELECT {field} FROM stg.observation ORDER BY "start"').fetchall()]


def lost(*rows: dict[str, Any]) -> list[str]:
    """What is told of rows that could not be applied."""
    with connection(DOCUMENT, corrections=rows) as con, audit_tables(con, list(CHECKS.values())) as prepared:
        return prepared.lost_corrections


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    decided = [
        row("correct", "300亿元", field="obs_value", value="3e10"),
        row("accept", "3.2家"),
    ]
    with connection(DOCUMENT, corrections=decided) as con:
        return check(con, Settings(home=tmp_path_factory.mktemp("home")), "run-1")


def test_a_corrected_field_is_what_the_checks_and_the_publish_see() -> None:
    assert values("obs_value", row("correct", "300亿元", field="obs_value", value="3e10")) == [3e10, 3.2]
    assert values("ref_area", row("correct", "3.2家", field="ref_area")) == ["330110", None]


def test_fields_of_one_figure_are_corrected_side_by_side_and_the_latest_row_counts() -> None:
    rows = [
        row("correct", "3.2家", field="obs_value", value="32000", date="2024-06-02"),
        row("correct", "3.2家", field="obs_value", value="1"),
        row("correct", "3.2家", field="time_period", value="2022"),
    ]
    assert values("obs_value", *rows) == [3e14, 32000.0]
    assert values("time_period", *rows) == ["2023", "2022"]


def test_what_analysts_settled_is_neither_kept_out_nor_doubted(verdict: Verdict) -> None:
    assert verdict.quarantine.is_empty()
    assert verdict.counts == {"critical": 0, "warning": 0, "info": 1}
    assert set(verdict.quality_flag["severity"]) == {"info"}


def test_what_analysts_decided_is_told_with_the_figure(verdict: Verdict) -> None:
    told = {r["check_id"]: r for r in verdict.quality_flag.to_dicts()}
    assert set(told) == {"corrected_by_analyst", "accepted_by_analyst"}
    assert "300000000000000.0 → 3e10" in told["corrected_by_analyst"]["reason_en"]
    assert "Li Na" in told["accepted_by_analyst"]["reason_zh"]


def test_without_corrections_the_same_figures_are_kept_out_and_doubted(tmp_path: Path) -> None:
    with connection(DOCUMENT) as con:
        plain = check(con, Settings(home=tmp_path), "run-1")
    assert set(plain.quarantine["check_id"]) == {"value_is_possible", "value_reads_back"}
    assert set(plain.quality_flag["check_id"]) == {"count_is_whole", "value_is_usual"}


def test_accepting_one_field_leaves_the_doubts_about_others() -> None:
    accepted = row("accept", "300亿元", field="unit_measure")
    with connection(DOCUMENT, corrections=[accepted]) as con, audit_tables(con, list(CHECKS.values())):
        kept_out = con.execute("SELECT DISTINCT check_id FROM audit.withheld ORDER BY 1").fetchall()
    assert kept_out == [("value_is_possible",), ("value_reads_back",)]


def test_a_rejected_figure_is_kept_out_with_its_reason() -> None:
    with connection(DOCUMENT, corrections=[row("reject", "3.2家")]) as con, audit_tables(con, list(CHECKS.values())):
        kept_out = con.execute(
            "SELECT value, reason_zh FROM audit.withheld WHERE check_id = 'rejected_by_analyst'"
        ).fetchall()
        figures = con.execute("SELECT obs_value FROM audit.statement").fetchall()
    assert kept_out == [("3.2家", "Li Na 于 2024-06-01 剔除：checked with the bureau")]
    assert figures == []  # nor is anything held against it; the other figure is impossible


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"expected": "400亿元"}, "no such figure any more"),
        ({"start": "0", "end": "3", "expected": "余杭区"}, "no such figure any more"),
        ({"document_id": "0" * 64}, "no such figure any more"),
        ({"action": "delete"}, "'delete' is none of accept, reject, correct"),
        ({"field": "rule"}, "field 'rule' is none of"),
        ({"field": "obs_value", "value": "many"}, "obs_value 'many' is no number"),
        ({"start": "-1"}, "no offsets"),
        ({"who": ""}, "reason, who or date is missing"),
    ],
)
def test_a_row_that_finds_no_figure_or_is_wrong_is_told_in_one_line(cells: dict[str, str], reason: str) -> None:
    told = lost(row("correct", "300亿元", **{"field": "obs_value", "value": "3e10", **cells}))
    assert len(told) == 1 and told[0].startswith("seeds/corrections.csv, row 1 (") and reason in told[0]


def test_a_row_about_a_document_that_this_run_did_not_read_waits() -> None:
    elsewhere = row("reject", "3.2家", document_id="1" * 64)
    with connection(DOCUMENT, corrections=[elsewhere]) as con:
        con.execute(f"INSERT INTO stg.capture (document_id) VALUES ('{'1' * 64}')")
        with audit_tables(con, list(CHECKS.values())) as prepared:
            assert prepared.lost_corrections == []
            assert violations_of(con, CHECKS["count_is_whole"])["value"].to_list() == ["3.2"]

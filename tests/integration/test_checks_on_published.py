"""Checks over what was published before: a new document is held against the series that it touches."""

from pathlib import Path
from typing import Any

import pytest
from small_warehouse import Document, SmallWarehouse, document, figure

from kechuang.expectations import checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.settings import room
from kechuang.warehouse.connection import connect_build
from kechuang.warehouse.stage import load_stage

CHECKS = {c.check_id: c for c in checks.load(room("seeds"))}
SEEDS = (
    "statistic_unit",
    "indicator_sum",
    "indicator_quotient",
    "indicator_comparable_growth",
    "unit_misprint",
    "corrections",
)
FIRMS: dict[str, Any] = {"indicator_text": "高新技术企业", "indicator_id": "hitech", "unit_measure": "count"}


def told(title: str, printed: str, value: float, **fields: Any) -> Document:
    """A document that prints one number of firms."""
    return document(title, f"{title}：高新技术企业{printed}", figure(printed, value, **(FIRMS | fields)))


@pytest.fixture
def warehouse(tmp_path: Path) -> SmallWarehouse:
    made = SmallWarehouse(tmp_path)
    for name in SEEDS:
        made.write_seed(name, (room("seeds") / f"{name}.csv").read_text(encoding="utf-8"))
    made.publish(told("旧文", "3096家", 3096))
    return made


def doubted(warehouse: SmallWarehouse, check_id: str, *documents: Document) -> set[tuple[str, str]]:
    """(title, title of the document disagreed with) of what the check says of newly staged documents."""
    warehouse.stage(*documents)
    titles = {d.document_id: d.title for d in documents}
    with connect_build(warehouse.settings) as con:
        load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)
        with audit_tables(con, list(CHECKS.values())) as prepared:
            assert prepared.unreadable == []
            found = violations_of(con, CHECKS[check_id])
    pairs = zip(found["document_id"], found["other_document_id"], strict=True)
    return {(titles.get(one, "旧文"), titles.get(other, "旧文")) for one, other in pairs}


def test_a_conflict_with_a_published_document_is_told_of_both(warehouse: SmallWarehouse) -> None:
    assert doubted(warehouse, "documents_agree", told("新文", "3100家", 3100)) == {("新文", "旧文"), ("旧文", "新文")}
    assert doubted(warehouse, "documents_agree", told("新文", "3096家", 3096)) == set()


def test_a_document_read_again_does_not_conflict_with_its_own_past(warehouse: SmallWarehouse) -> None:
    assert doubted(warehouse, "documents_agree", told("旧文", "3096家", 3096)) == set()
    reread = told("旧文", "3096家", 3100)  # the same text, now read otherwise
    assert doubted(warehouse, "documents_agree", reread) == set()


def test_a_newer_version_does_not_conflict_with_the_one_that_it_replaces(warehouse: SmallWarehouse) -> None:
    newer = told("新文", "3100家", 3100)
    warehouse.see(newer, "/documents/旧文.txt")
    assert doubted(warehouse, "documents_agree", newer) == set()


def test_other_regions_are_not_compared(warehouse: SmallWarehouse) -> None:
    assert doubted(warehouse, "documents_agree", told("新文", "3100家", 3100, ref_area="330200")) == set()


def grown(printed: str, value: float) -> Document:
    """A document that tells 3500 firms in 2024 and their growth."""
    about = FIRMS | {"time_period": "2024"}
    rate = about | {"unit_measure": "percent", "statistic": "growth_rate", "comparison": "yoy"}
    text = f"新文：高新技术企业3500家，增长{printed}"
    return document("新文", text, figure("3500家", 3500, **about), figure(printed, value, **rate))


def test_growth_is_held_against_a_published_level(warehouse: SmallWarehouse) -> None:
    assert doubted(warehouse, "growth_agrees_with_levels", grown("30%", 30)) == {("新文", "旧文")}
    assert doubted(warehouse, "growth_agrees_with_levels", grown("13%", 13)) == set()

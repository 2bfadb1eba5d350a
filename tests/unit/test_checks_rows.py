"""Row and document checks: each finds the fault that it is named after, and leaves its near neighbour alone."""

from datetime import date
from typing import Any

import duckdb
import pytest
from staged import connection, document, figure

from kechuang.expectations import checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.settings import room
from kechuang.vocabulary import seed_rows

CHECKS = {c.check_id: c for c in checks.load(room("seeds"))}


def values(check_id: str, *documents: dict[str, Any], change: str | None = None) -> list[str | None]:
    """The values that the check doubts in the documents, after `change` (SQL) was made to the staged tables."""
    con = connection(*documents)
    if change:
        con.execute(change)
    with audit_tables(con, list(CHECKS.values())) as prepared:
        assert prepared.unreadable == []
        return sorted(violations_of(con, CHECKS[check_id])["value"].to_list(), key=str)


def one(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A document of one figure, which is all of its text."""
    return document(text, figure(text, value, **fields))


def test_every_file_of_a_check_is_listed_and_every_listed_one_exists() -> None:
    files = {f.stem for f in (room("sql") / "checks").glob("[!_]*.sql")}
    assert files == {c.check_id for c in CHECKS.values() if c.rule == "sql"}


def test_each_check_gives_its_likely_cause_in_both_languages() -> None:
    for check in CHECKS.values():
        assert len(check.description_en) > 20 and len(check.description_zh) > 10, check.check_id


# (check, a document that breaks it, what is doubted, a near neighbour that does not)
ROWS = [
    ("value_is_possible", one("30万亿元", 3e13), "30000000000000.0", one("300亿元", 3e10)),
    ("value_is_possible", one("3万元", 3e4), "30000.0", one("3万元", 3e4, time_basis="per_day")),
    ("value_is_possible", one("90万亿元", 9e13), "90000000000000.0", one("90万亿元", 9e13, ref_area="100000")),
    ("value_is_possible", one("占120%", 120, statistic="share", unit_measure="percent"), "120.0",
     one("占120‰", 120, statistic="share", unit_measure="permille")),
    ("value_is_usual", one("9000亿元", 9e11), "900000000000.0", one("900亿元", 9e10)),
    ("value_is_usual", one("增长12倍", 12, statistic="growth_rate", unit_measure="times"), "12.0",
     one("增长9倍", 9, statistic="growth_rate", unit_measure="times")),
    ("share_is_within_100_percent", one("占100.1%", 100.1, statistic="share", unit_measure="percent"), "100.1",
     one("占100%", 100, statistic="share", unit_measure="percent")),
    ("rank_is_a_whole_number", one("第0位", 0, statistic="rank", unit_measure="rank"), "0.0",
     one("第1位", 1, statistic="rank", unit_measure="rank")),
    ("rank_is_a_whole_number", one("第2.5位", 2.5, statistic="rank", unit_measure="rank"), "2.5",
     one("第2位", 2, statistic="rank", unit_measure="rank")),
    ("range_ends_in_order", one("3—5亿元", 3e8, obs_value_high=5.0, qualifier="range"), "5.0",
     one("3—5亿元", 3e8, obs_value_high=5e8, qualifier="range")),
    ("range_ends_in_order", one("3—5亿元", 3e8, qualifier="range"), None, one("3亿元", 3e8)),
    ("amount_is_not_negative", one("-3家", -3, unit_measure="count", indicator_id="high_tech_firm"), "-3.0",
     one("-3家", -3, unit_measure="count", indicator_id="high_tech_firm", statistic="change")),
    ("unit_fits_statistic", one("6亿元", 6e8, statistic="growth_rate"), "CNY",
     one("6%", 6, statistic="growth_rate", unit_measure="percent")),
    ("unit_fits_statistic", one("第3位", 3, unit_measure="rank"), "rank",
     one("前移3位", 3, unit_measure="rank", statistic="change")),
    ("unit_fits_indicator", one("6家", 6, unit_measure="count"), "count", one("6美元", 6, unit_measure="USD")),
    ("unit_fits_indicator", one("6%", 6, unit_measure="percent"), "percent",
     one("6个百分点", 6, unit_measure="percentage_point", statistic="change")),
    ("unit_fits_indicator", one("6家", 6, unit_measure="count", indicator_id="price_pig_purchase"), "count",
     one("20元", 20, indicator_id="price_pig_purchase")),
    ("unit_exists", one("6斛", 6, unit_measure="hu"), "hu", one("6元", 6, unit_measure="CNY/person")),
    ("indicator_exists", one("6元", 6, indicator_id="gdq"), "gdq", one("6元", 6, indicator_id=None)),
    ("indicator_text_is_known", one("6元", 6, indicator_text=" "), " ", one("6元", 6, indicator_text="产值")),
    ("region_exists", one("6元", 6, ref_area="339999"), "339999", one("6元", 6, ref_area=None)),
    ("region_exists", one("6元", 6, ref_area="globe"), "globe", one("6元", 6, ref_area="world")),
    ("region_exists", one("6元", 6, comparison="339999"), "339999", one("6元", 6, comparison="2020")),
    ("region_exists", one("第1位", 1, statistic="rank", unit_measure="rank", scope="12"), "12",
     one("第1位", 1, statistic="rank", unit_measure="rank", scope="330000")),
    ("statistic_is_allowed", one("3%", 3, indicator_id="rd_intensity", statistic="increment"), "increment",
     one("3%", 3, indicator_id="rd_intensity", statistic="share")),
    ("growth_is_not_below_minus_100", one("下降120%", -120, statistic="growth_rate", unit_measure="percent"), "-120.0",
     one("下降99%", -99, statistic="growth_rate", unit_measure="percent")),
    ("count_is_whole", one("3.2家", 3.2, unit_measure="count", indicator_id="high_tech_firm"), "3.2",
     one("3.2家", 3.2, unit_measure="count", indicator_id="high_tech_firm", time_basis="per_year")),
    ("period_is_not_after_publication", one("6元", 6, time_period="2024-Q2"), "2024-Q2",
     one("6元", 6, time_period="2024-Q2", obs_status="target")),
    ("period_is_not_after_publication", one("6元", 6, time_period="2025/2027"), "2025/2027",
     one("6元", 6, time_period="2021/2025")),
    ("value_is_known", one("若干元", None), None, one("0元", 0)),  # type: ignore[arg-type]
    ("statistic_is_listed", one("6元", 6, statistic="growth"), "growth", one("6元", 6)),
]  # fmt: skip


@pytest.mark.parametrize(("check_id", "broken", "value", "sound"), ROWS, ids=[f"{r[0]}-{r[2]}" for r in ROWS])
def test_check_finds_the_fault_and_spares_its_neighbour(
    check_id: str, broken: dict[str, Any], value: str | None, sound: dict[str, Any]
) -> None:
    assert values(check_id, broken) == [value]
    assert values(check_id, sound) == []


@pytest.mark.parametrize(
    "period",
    ["2023", "2023-07", "2023-02-28", "2023-Q4", "2023-S1", "2016/2020", "2021-01/2021-09", "2024-02-29", None],
)
def test_periods_of_the_contract_are_well_formed(period: str | None) -> None:
    assert values("period_is_well_formed", one("6元", 6, time_period=period)) == []


@pytest.mark.parametrize(
    "period",
    ["23", "2023-13", "2023-02-29", "2023-Q5", "2023-H1", "2020/2016", "2020/", "2020/2021/2022", "去年", "0202"],
)
def test_a_period_outside_of_the_calendar_or_the_notation_is_doubted(period: str) -> None:
    assert values("period_is_well_formed", one("6元", 6, time_period=period)) == [period]


def test_a_factor_of_ten_thousand_is_named_as_the_cause() -> None:
    con = connection(one("300亿元", 3e14), one("90万亿元", 9e12))
    with audit_tables(con, list(CHECKS.values())):
        found = violations_of(con, CHECKS["value_is_possible"])
    reasons = dict(zip(found["value"], found["reason_zh"], strict=True))
    assert "缩小万倍则合理" in reasons["300000000000000.0"]
    assert "缩小万倍则合理" in reasons["9000000000000.0"]


def test_a_companys_value_may_be_far_below_its_regions_range() -> None:
    assert values("value_is_possible", one("3万元", 3e4, subject="云溪钢铁厂")) == []


def test_every_digit_of_the_text_must_lie_in_a_number() -> None:
    told = document("去年产值300亿元，另有25家和３０户。", figure("300亿元", 3e10))
    whole = document("去年产值300亿元，另有25家和３０户。", figure("300亿元", 3e10), others=["25家", "３０户"])
    assert values("every_number_is_accounted_for", told) == ["25"]
    assert values("every_number_is_accounted_for", whole) == []


def test_a_document_without_any_number_read_is_doubted_only_if_it_holds_one() -> None:
    assert values("every_number_is_accounted_for", document("产值300亿元")) == ["300"]
    assert values("every_number_is_accounted_for", document("产值三百亿元")) == []


def test_a_run_of_digits_may_not_be_cut_between_two_numbers() -> None:
    cut = document("共2023家", figure("23家", 23), others=["20"])
    touching = document("至2023年7月", others=["2023年", "7月"])
    assert values("every_number_is_accounted_for", cut) == ["20 | 23家"]
    assert values("every_number_is_accounted_for", touching) == []


def test_numbers_that_share_characters_are_doubted() -> None:
    longer = 'UPDATE stg.mention SET "end" = "end" + 4 WHERE text = \'20家\''
    doc = document("有20家，又有30家", figure("20家", 20), figure("30家", 30))
    assert values("mentions_do_not_overlap", doc, change=longer) == ["30家"]
    assert values("mentions_do_not_overlap", doc) == []


def test_offsets_that_slipped_by_one_are_found() -> None:
    doc = document("有20家，又有30家", figure("20家", 20), figure("30家", 30))
    slip = 'UPDATE stg.mention SET "start" = "start" + 1, "end" = "end" + 1'
    assert values("mention_text_is_the_documents", doc, change=slip) == ["20家"]
    assert values("mention_text_is_the_documents", doc) == []


def test_evidence_that_does_not_enclose_its_figure_is_doubted() -> None:
    doc = document("有20家，又有30家", figure("20家", 20), figure("30家", 30))
    shorter = (
        "UPDATE stg.observation SET evidence_end = 4; UPDATE stg.sentence SET evidence_end = 4, text = left(text, 4)"
    )
    assert values("evidence_encloses_the_figure", doc, change=shorter) == ["0..4"]
    assert values("evidence_encloses_the_figure", doc, change="DELETE FROM stg.sentence") == ["0..10", "0..10"]
    assert values("evidence_encloses_the_figure", doc) == []


def test_evidence_that_is_not_the_documents_own_text_is_doubted() -> None:
    doc = one("有20家", 20)
    assert values("sentence_text_is_the_documents", doc, change="UPDATE stg.sentence SET text = '有21家'") == ["0"]
    assert values("sentence_text_is_the_documents", doc) == []


def test_a_figure_without_its_number_or_its_document_is_doubted() -> None:
    doc = one("20家", 20)
    lost = "DELETE FROM stg.{}"
    assert len(values("observation_mention_exists", doc, change=lost.format("mention"))) == 1
    assert len(values("observation_document_exists", doc, change=lost.format("document"))) == 1
    assert len(values("mention_document_exists", doc, change=lost.format("document"))) == 1
    assert values("observation_mention_has_figure", doc, change=lost.format("observation")) == ["1"]
    assert values("observation_mention_is_a_figure", doc, change="UPDATE stg.mention SET kind = 'time'") == ["time"]


def test_the_same_text_in_two_documents_keeps_numbers_apart() -> None:
    doc, copy = one("20家", 20), one("20家", 20) | {"bytes": "the same text in another encoding"}
    for check_id in ("observation_mention_exists", "every_number_is_accounted_for", "mentions_do_not_overlap"):
        assert values(check_id, doc, copy) == []


def test_a_part_points_to_another_figure_of_its_document() -> None:
    doc = document("共20家，其中国家级9家", figure("20家", 20), figure("9家", 9, part_of="20家"))
    assert values("part_of_exists", doc) == []
    assert values("part_of_exists", doc, change="UPDATE stg.observation SET part_of = 'x' WHERE obs_value = 9") == ["x"]
    to_itself = "UPDATE stg.observation SET part_of = observation_id WHERE obs_value = 9"
    assert len(values("part_of_exists", doc, change=to_itself)) == 1


def test_a_document_of_blanks_or_of_an_unknown_region_is_doubted() -> None:
    assert values("document_has_text", document(" \n")) == ["2"]
    assert values("document_region_exists", document("无", region_code="999999")) == ["999999"]
    assert values("document_region_exists", document("无", region_code="330110"), document("空")) == []


def test_a_period_that_begins_before_an_unknown_publication_is_not_doubted() -> None:
    undated = document("6元", figure("6元", 6, time_period="2030"), published=None)
    late = document("6元", figure("6元", 6, time_period="2030"), published=date(2031, 1, 1))
    assert values("period_is_not_after_publication", undated, late) == []


def test_keys_of_the_projects_own_seeds_are_unique() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA stg")
        for check_id in (
            "indicator_key_is_unique",
            "indicator_alias_is_unique",
            "region_key_is_unique",
            "unit_key_is_unique",
        ):
            table = CHECKS[check_id].table
            con.register("seed", seed_rows(room("seeds") / f"{table}.csv").to_arrow())
            con.execute(f"CREATE TABLE stg.{table} AS FROM seed")
            assert con.execute(CHECKS[check_id].violations()).fetchall() == []

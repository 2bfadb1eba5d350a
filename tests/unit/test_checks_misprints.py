"""Misprints and misreadings, and documents in which all faults are known."""

from datetime import date
from typing import Any

import pytest
from doubts import CHECKS, doubted, firms, money, percent, told
from staged import connection, document, figure

from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables


def test_a_lost_decimal_point_is_suggested_among_three_neighbours() -> None:
    def rate(text: str, value: float, year: str) -> dict[str, Any]:
        return percent(
            text, value, statistic="growth_rate", comparison="yoy", time_period=year, indicator_id="rd_expenditure"
        )

    series = [rate("6.4%", 6.4, "2019"), rate("5.8%", 5.8, "2020"), rate("6.3%", 6.3, "2021")]
    assert doubted("decimal_point_is_not_lost", told(*series, rate("61%", 61, "2022"))) == ["61.0"]
    assert doubted("decimal_point_is_not_lost", told(*series, rate("42%", 42, "2022"))) == []  # nor is 4.2 among them
    assert doubted("decimal_point_is_not_lost", told(*series[1:], rate("61%", 61, "2022"))) == []
    assert doubted("decimal_point_is_not_lost", told(*series, rate("61.0%", 61, "2022"))) == []


def test_power_printed_for_energy_is_suggested_as_a_misprint() -> None:
    load = figure("3亿千瓦", 3e8, unit_measure="kW", unit_mult=8, indicator_id="electricity_consumption")
    assert doubted("unit_is_no_misprint", told(load)) == ["kW"]
    assert doubted("unit_fits_indicator", told(load)) == []
    assert doubted("unit_is_no_misprint", told(load | {"indicator_id": "power_capacity"})) == []


def test_a_level_a_thousand_times_its_series_is_doubted() -> None:
    def year(text: str, value: float, period: str) -> dict[str, Any]:
        return money(text, value, indicator_id="rd_expenditure", time_period=period)

    series = [year("21亿元", 2.1e9, "2021"), year("23亿元", 2.3e9, "2022")]
    assert doubted("level_is_near_its_series", told(*series, year("25万亿元", 2.5e13, "2023"))) == ["25000000000000.0"]
    assert (
        doubted("level_is_near_its_series", told(*series, year("1900亿元", 1.9e11, "2023"))) == []
    )  # a reform may do so


@pytest.mark.parametrize(
    ("text", "value", "fields", "expected"),
    [
        ("4.33亿元", 4.33e8, {}, []),
        ("4.33亿元", 4.33e12, {}, ["4330000000000.0"]),
        ("1.5万余元", 1.5e4, {}, []),
        ("３０億元", 3e9, {}, []),
        ("1,234元", 1234, {}, []),
        ("2万亩", 13333333.3, {"unit_measure": "m2"}, ["13333333.3"]),
        ("2万亩", 2e4 * 666.6666666666666, {"unit_measure": "m2"}, []),
        ("下降5%", -5, {"unit_measure": "percent", "statistic": "growth_rate"}, []),
        ("433.1", 4.331e10, {"unit_mult": 8}, []),  # a table cell under 单位：亿元
        ("433.1", 4.331e6, {"unit_mult": 8}, ["4331000.0"]),
        ("5千瓦", 5, {"unit_measure": "kW"}, []),  # 千 belongs to the unit
        ("三成", 30, {"unit_measure": "percent"}, []),  # no Arabic digit to read again
        ("1/4", 25, {"unit_measure": "percent"}, []),
        ("3—5亿元", 3e8, {"qualifier": "range", "obs_value_high": 5e8}, []),
    ],
)
def test_the_value_is_what_its_print_says(text: str, value: float, fields: dict[str, Any], expected: list[str]) -> None:
    number = text.removeprefix("下降")
    assert doubted("value_reads_back", document(text, figure(number, value, **fields))) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("20家", "count", []),
        ("20家", "CNY", ["CNY"]),
        ("300亿元", "CNY/person", []),  # a head, said elsewhere
        ("5.1%", "percentage_point", ["percentage_point"]),
        ("3位", "rank", []),
        ("20", "count", []),
    ],
)
def test_the_unit_is_the_one_printed_behind_the_digits(text: str, unit: str, expected: list[str]) -> None:
    assert doubted("unit_reads_back", told(figure(text, 1, unit_measure=unit))) == expected


def test_a_document_of_sound_figures_is_not_doubted_by_any_check() -> None:
    text = "2023年全市生产总值7791亿元，一产248亿元、二产3758亿元、三产3785亿元；研发经费241.3亿元，强度3.10%。"
    figures = [
        money("7791亿元", 7.791e11, ref_area="330100"),
        money("248亿元", 2.48e10, ref_area="330100", indicator_id="value_added_primary"),
        money("3758亿元", 3.758e11, ref_area="330100", indicator_id="value_added_secondary"),
        money("3785亿元", 3.785e11, ref_area="330100", indicator_id="value_added_tertiary"),
        money("241.3亿元", 2.413e10, ref_area="330100", indicator_id="rd_expenditure"),
        percent("3.10%", 3.1, ref_area="330100", statistic="share", indicator_id="rd_intensity"),
    ]
    sound = document(text, *figures, others=["2023年"], published=date(2024, 3, 18), region_code="330100")
    with connection(sound) as con, audit_tables(con, list(CHECKS.values())):
        found = {c: violations_of(con, check)["value"].to_list() for c, check in CHECKS.items() if check.rule == "sql"}
    assert {c: values for c, values in found.items() if values} == {}


def test_a_document_of_known_contradictions_is_doubted_for_these_and_nothing_else() -> None:
    """Planted: a part above its total, strata that exceed GDP, an intensity that its terms deny, a change, a level told
    twice.
    """
    text = (
        "2023年全市生产总值7791亿元，一产248亿元、二产3758亿元、三产3985亿元；研发经费241.3亿元，强度3.50%，"
        "较十年前提高0.80个百分点，十年前强度为2.90%。去年高企3096家，高企共3106家；平台20个，国家级29个。"
    )
    city = {"ref_area": "330100"}
    intensity = city | {"statistic": "share", "indicator_id": "rd_intensity"}
    change = city | {
        "statistic": "change", "comparison": "2013", "unit_measure": "percentage_point", "indicator_id": "rd_intensity",
    }  # fmt: skip
    platforms = city | {"indicator_id": None, "indicator_text": "平台", "unit_measure": "count"}
    contradicting = document(
        text,
        money("7791亿元", 7.791e11, **city),
        money("248亿元", 2.48e10, indicator_id="value_added_primary", **city),
        money("3758亿元", 3.758e11, indicator_id="value_added_secondary", **city),
        money("3985亿元", 3.985e11, indicator_id="value_added_tertiary", **city),
        money("241.3亿元", 2.413e10, indicator_id="rd_expenditure", **city),
        percent("3.50%", 3.5, **intensity),
        percent("0.80个百分点", 0.8, **change),
        percent("2.90%", 2.9, **intensity, time_period="2013"),
        firms("3096家", 3096, **city),
        firms("3106家", 3106, **city),
        figure("20个", 20, **platforms),
        figure("29个", 29, **platforms, part_of="20个"),
        others=["2023年"],
        published=date(2024, 3, 18),
        region_code="330100",
    )
    with connection(contradicting) as con, audit_tables(con, list(CHECKS.values())):
        found = {c: sorted(violations_of(con, check)["value"]) for c, check in CHECKS.items() if check.rule == "sql"}
    assert {c: values for c, values in found.items() if values} == {
        "parts_sum_to_their_total": ["799100000000.0"] * 4,
        "ratio_agrees_with_its_terms": ["24130000000.0", "3.5", "779100000000.0"],
        "change_agrees_with_levels": ["0.8", "3.5"],
        "document_agrees_with_itself": ["3096.0", "3106.0"],
        "part_is_within_its_total": ["29.0"],
    }

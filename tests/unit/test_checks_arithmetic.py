"""Arithmetic checks: each with figures that agree, figures that cannot, and figures that agree by rounding only."""

from datetime import date
from typing import Any

import pytest
from staged import connection, document, figure

from kechuang.expectations import checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.settings import room

CHECKS = {c.check_id: c for c in checks.load(room("seeds"))}


def doubted(check_id: str, *documents: dict[str, Any]) -> list[str]:
    """The values that the check doubts in the documents."""
    with connection(*documents) as con, audit_tables(con, list(CHECKS.values())) as prepared:
        assert prepared.unreadable == []
        return sorted(violations_of(con, CHECKS[check_id])["value"].to_list())


def firms(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A number of high-tech firms, printed as `text`."""
    return figure(text, value, unit_measure="count", indicator_id="high_tech_firm", indicator_text="高企", **fields)


def money(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """An amount in 亿元, its decimals counted from `text`."""
    digits = text.removesuffix("亿元")
    return figure(text, value, decimals=len(digits.partition(".")[2]), unit_mult=8, **fields)


def percent(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A percentage, its decimals counted from `text`."""
    decimals = len(text.rstrip("%个百分点").partition(".")[2])
    return figure(text, value, **{"unit_measure": "percent", "decimals": decimals, **fields})


def told(*figures: dict[str, Any], **about: Any) -> dict[str, Any]:
    """A document that prints the figures one after another and nothing else."""
    return document("，".join(f["text"] for f in figures), *figures, **about)


# --- parts and totals


@pytest.mark.parametrize(
    ("total", "part", "expected"),
    [
        (firms("20家", 20), firms("9家", 9, part_of="20家"), []),
        (firms("20家", 20), firms("29家", 29, part_of="20家"), ["29.0"]),
        # 2.0亿 may be as much as 2.05亿; 2.06亿 cannot be within it
        (money("2.0亿元", 2.0e8), money("2.04亿元", 2.04e8, part_of="2.0亿元"), []),
        (money("2.0亿元", 2.0e8), money("2.06亿元", 2.06e8, part_of="2.0亿元"), ["206000000.0"]),
        # 超过20家 leaves the total open
        (firms("20家", 20, qualifier="over"), firms("29家", 29, part_of="20家"), []),
    ],
)
def test_a_part_exceeds_its_total_only_beyond_rounding(
    total: dict[str, Any], part: dict[str, Any], expected: list[str]
) -> None:
    assert doubted("part_is_within_its_total", told(total, part)) == expected


def structure(*values: str) -> dict[str, Any]:
    """Shares printed with colons between them."""
    shares = [percent(v, float(v), statistic="share", indicator_id=None) for v in values]
    return document("：".join(values), *shares)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("3.9", "59.5", "36.6"), []),
        (("3.9", "59.5", "38.6"), ["3.9", "38.6", "59.5"]),
        (("3.9", "59.5", "36.7"), []),  # 100.1 ± 0.15
        (("3.9", "59.5", "36.8"), ["3.9", "36.8", "59.5"]),  # 100.2 ± 0.15
        (("3.9", "59.5"), []),  # two numbers with a colon are a ratio
    ],
)
def test_a_structure_sums_to_100_within_its_rounding(values: tuple[str, ...], expected: list[str]) -> None:
    assert doubted("shares_sum_to_100", structure(*values)) == expected


def strata(total: str, *parts: str, **fields: Any) -> dict[str, Any]:
    """GDP and its three strata in 亿元."""
    ids = ["gdp", "value_added_primary", "value_added_secondary", "value_added_tertiary"]
    texts = [f"{t}亿元" for t in (total, *parts)]
    values = [round(float(t) * 1e8) for t in (total, *parts)]
    return told(*(money(t, v, indicator_id=i, **fields) for t, v, i in zip(texts, values, ids, strict=True)))


def test_three_strata_sum_to_gdp_within_their_rounding() -> None:
    assert doubted("parts_sum_to_their_total", strata("7791", "248", "3758", "3785")) == []
    assert doubted("parts_sum_to_their_total", strata("7793", "248", "3758", "3785")) == []  # 7791 ± 1.5 and 7793 ± 0.5
    assert doubted("parts_sum_to_their_total", strata("7794", "248", "3758", "3785")) == ["779100000000.0"] * 4


def test_a_sum_of_shares_is_100() -> None:
    names = ["value_added_primary", "value_added_secondary", "value_added_tertiary"]

    def shares(*values: str) -> dict[str, Any]:
        pairs = zip(values, names, strict=True)
        return told(*(percent(f"{v}%", float(v), statistic="share", indicator_id=i) for v, i in pairs))

    assert doubted("parts_sum_to_their_total", shares("3.2", "48.2", "48.6")) == []
    assert doubted("parts_sum_to_their_total", shares("3.2", "48.2", "46.8")) == ["98.2"] * 3


def test_a_missing_part_makes_no_sum() -> None:
    parts = [
        money("7791亿元", 7.791e11),
        money("248亿元", 2.48e10, indicator_id="value_added_primary"),
        money("3758亿元", 3.758e11, indicator_id="value_added_secondary"),
    ]
    assert doubted("parts_sum_to_their_total", told(*parts)) == []


# --- growth, change, ratio


def grown(now: str, before: str, growth: str, indicator: str = "rd_expenditure") -> list[dict[str, Any]]:
    """A level, the level of the year before and the reported growth."""
    return [
        money(f"{now}亿元", round(float(now) * 1e8), indicator_id=indicator),
        money(f"{before}亿元", round(float(before) * 1e8), indicator_id=indicator, time_period="2022"),
        percent(f"{growth}%", float(growth), statistic="growth_rate", comparison="yoy", indicator_id=indicator),
    ]


@pytest.mark.parametrize(
    ("now", "before", "growth", "expected"),
    [
        ("241.3", "219.4", "10.0", []),  # 9.98 percent
        ("241.3", "219.4", "9.9", []),  # the levels leave 9.93 to 10.03 open, 9.9 leaves 9.85 to 9.95
        ("241.3", "219.4", "9.8", ["24130000000.0", "9.8"]),
        ("241.3", "219.4", "1.0", ["1.0", "24130000000.0"]),
    ],
)
def test_growth_agrees_with_levels_within_their_rounding(
    now: str, before: str, growth: str, expected: list[str]
) -> None:
    assert doubted("growth_agrees_with_levels", told(*grown(now, before, growth))) == expected


def test_growth_at_constant_prices_is_not_held_against_levels() -> None:
    assert doubted("growth_agrees_with_levels", told(*grown("7791", "7351", "7.8", indicator="gdp"))) == []


def test_growth_is_held_against_the_level_of_another_document() -> None:
    now, before, growth = grown("241.3", "219.4", "1.0")
    assert doubted("growth_agrees_with_levels", told(now, growth), told(before)) == ["1.0", "24130000000.0"]


def changed(now: str, before: str, change: str) -> dict[str, Any]:
    """R&D intensity now and before, and the change in percentage points."""
    about = {"indicator_id": "rd_intensity", "statistic": "share"}
    points = {
        "unit_measure": "percentage_point",
        "statistic": "change",
        "comparison": "yoy",
        "indicator_id": "rd_intensity",
    }
    return told(
        percent(f"{now}%", float(now), **about),
        percent(f"{before}%", float(before), time_period="2022", **about),
        percent(f"{change}个百分点", float(change), **points),
    )


def test_level_less_change_is_the_earlier_level_within_rounding() -> None:
    assert doubted("change_agrees_with_levels", changed("3.10", "2.99", "0.11")) == []
    assert doubted("change_agrees_with_levels", changed("3.10", "2.98", "0.11")) == []  # 0.12 ± 0.01 and 0.11 ± 0.005
    assert doubted("change_agrees_with_levels", changed("3.10", "2.97", "0.11")) == ["0.11", "3.1"]


def test_a_change_is_held_against_the_base_that_it_names() -> None:
    old = firms("15家", 15, time_period="2020")
    now = firms("38家", 38)
    right = firms("23家", 23, statistic="change", comparison="2020")
    wrong = firms("33家", 33, statistic="change", comparison="2020")
    assert doubted("change_agrees_with_levels", told(old, now, right)) == []
    assert doubted("change_agrees_with_levels", told(old, now, wrong)) == ["33.0", "38.0"]


def intensity(ratio: str, expenditure: str = "241.3", gdp: str = "7791") -> dict[str, Any]:
    """R&D expenditure, GDP and the intensity that a document reports of them."""
    return told(
        money(f"{expenditure}亿元", float(expenditure) * 1e8, indicator_id="rd_expenditure"),
        money(f"{gdp}亿元", float(gdp) * 1e8),
        percent(f"{ratio}%", float(ratio), statistic="share", indicator_id="rd_intensity"),
    )


def test_ratio_numerator_and_denominator_agree_within_rounding() -> None:
    assert doubted("ratio_agrees_with_its_terms", intensity("3.10")) == []  # 3.0972
    assert doubted("ratio_agrees_with_its_terms", intensity("3.1")) == []
    assert len(doubted("ratio_agrees_with_its_terms", intensity("3.11"))) == 3
    assert len(doubted("ratio_agrees_with_its_terms", intensity("3.10", expenditure="2413"))) == 3


# --- series


def test_a_cumulative_figure_never_falls_beyond_rounding() -> None:
    def so_far(text: str, value: float, period: str) -> dict[str, Any]:
        return money(text, value, indicator_id="rd_expenditure", time_basis="cumulative", time_period=period)

    june, fell = so_far("30.0亿元", 3.00e9, "2023-06"), so_far("29.8亿元", 2.98e9, "2023-09")
    rounded = so_far("30亿元", 3.0e9, "2023-09")
    above = so_far("30.4亿元", 3.04e9, "2023-06")
    assert doubted("cumulative_never_falls", told(june, so_far("31.2亿元", 3.12e9, "2023-09"))) == []
    assert doubted("cumulative_never_falls", told(june, fell)) == ["2980000000.0", "3000000000.0"]
    assert doubted("cumulative_never_falls", told(above, rounded)) == []  # 30亿 may be 30.5亿


def test_the_first_half_brings_no_more_than_the_year() -> None:
    year = firms("701家", 701, statistic="increment")
    half = firms("350家", 350, statistic="increment", time_period="2023-S1")
    more = firms("703家", 703, statistic="increment", time_period="2023-S1")
    rounded = firms("702家", 702, statistic="increment", time_period="2023-S1")
    next_year = firms("702家", 702, statistic="increment", time_period="2024-S1")
    about = firms("700家", 700, statistic="increment", qualifier="approx")
    assert doubted("part_of_period_is_within_it", told(year, half)) == []
    assert doubted("part_of_period_is_within_it", told(year, more)) == ["701.0", "703.0"]
    assert doubted("part_of_period_is_within_it", told(year, rounded)) == []  # 701.5 at most and 701.5 at least
    assert doubted("part_of_period_is_within_it", told(year, next_year)) == []
    assert doubted("part_of_period_is_within_it", told(about, more)) == []  # about 700 may be 800


def ranked(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A rank within 杭州 unless told otherwise."""
    return figure(text, value, **{"statistic": "rank", "unit_measure": "rank", "scope": "330100", **fields})


def test_a_rank_is_held_by_one_region() -> None:
    first, other = ranked("第1位", 1), ranked("第一位", 1, ref_area="330109")
    assert doubted("rank_is_held_by_one_region", told(first), told(other)) == ["330109", "330110"]
    assert doubted("rank_is_held_by_one_region", told(first), told(ranked("第2位", 2, ref_area="330109"))) == []
    assert doubted("rank_is_held_by_one_region", told(first), told(other | {"time_period": "2022"})) == []
    assert doubted("rank_is_held_by_one_region", told(first), told(other | {"qualifier": "at_most"})) == []


def test_a_rank_is_within_the_number_of_its_rivals() -> None:
    assert doubted("rank_is_within_its_scope", told(ranked("第2位", 2))) == []  # the tests know two districts
    assert doubted("rank_is_within_its_scope", told(ranked("第3位", 3))) == ["3.0"]
    assert doubted("rank_is_within_its_scope", told(ranked("第3位", 3, subject="云溪中学"))) == []


# --- conflicts


def test_documents_that_tell_a_point_differently_are_both_doubted() -> None:
    one, other = told(money("300亿元", 3.0e10)), told(money("310亿元", 3.1e10))
    assert doubted("documents_agree", one, other) == ["30000000000.0", "31000000000.0"]


@pytest.mark.parametrize(
    "other",
    [
        told(money("300.4亿元", 3.004e10)),  # within the rounding of 300亿
        told(money("310亿元", 3.1e10, obs_status="provisional")),  # revised since
        told(money("310亿元", 3.1e10, obs_status="target")),
        told(money("310亿元", 3.1e10, subject="云溪钢铁厂")),
        told(money("310亿元", 3.1e10, time_period="2022")),
        told(money("290亿元", 2.9e10, qualifier="over")),
        told(money("310亿元", 3.1e10, qualifier="approx")),  # 约310 leaves 300 to 320 open
    ],
)
def test_what_rounding_status_subject_or_period_explains_is_no_conflict(other: dict[str, Any]) -> None:
    assert doubted("documents_agree", told(money("300亿元", 3.0e10)), other) == []


def test_rounding_counts_in_the_printed_unit() -> None:
    def area(text: str, value: float) -> dict[str, Any]:
        return told(
            figure(text, value, unit_measure="m2", decimals=0, unit_mult=4, indicator_id=None, subject="云溪园区")
        )

    # not bound to an indicator: no series, no conflict
    assert doubted("documents_agree", area("3万亩", 2e7), area("2100万平方米", 2.1e7)) == []


def test_a_copy_of_a_text_is_no_second_witness() -> None:
    one = told(money("300亿元", 3.0e10), money("310亿元", 3.1e10))
    assert doubted("documents_agree", one, one | {"bytes": "the same text in another encoding"}) == []


def test_a_document_that_contradicts_itself_is_doubted() -> None:
    assert doubted("document_agrees_with_itself", told(money("300亿元", 3e10), money("310亿元", 3.1e10))) == [
        "30000000000.0",
        "31000000000.0",
    ]
    assert doubted("document_agrees_with_itself", told(money("300亿元", 3e10), money("300.2亿元", 3.002e10))) == []


def test_what_is_kept_out_makes_no_sound_figure_doubtful() -> None:
    impossible = told(money("300万亿元", 3e14))
    assert doubted("value_is_possible", impossible) == ["300000000000000.0"]
    assert doubted("documents_agree", told(money("300亿元", 3e10)), impossible) == []


# --- misprints and misreadings


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

"""Arithmetic within a point: each check with figures that agree, that cannot, and that agree by rounding only."""

from typing import Any

import pytest
from doubts import doubted, firms, money, percent, told
from staged import document


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

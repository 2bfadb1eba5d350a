"""implied_value: what figures imply and no document need state: marked as derived, with formula and sources."""

from typing import Any

import pytest
from small_warehouse import SmallWarehouse, document, figure

VALUES = "SELECT derivation, indicator_id, time_period, obs_value FROM implied_value ORDER BY ALL"
RD = figure("40亿元", 4e9, "研发经费", unit_mult=8)
INTENSITY = figure("4.0%", 4.0, "研发强度", unit_measure="percent", decimals=1)
GDP = figure("1000亿元", 1e11, unit_mult=8)
FIRMS = figure("220家", 220, "高新技术企业", unit_measure="count")


def publish(warehouse: SmallWarehouse, *figures: dict[str, Any]) -> None:
    """A document that prints these figures, one sentence each."""
    text = "\n".join(f"{given['indicator_text']}为{given['printed']}。" for given in figures)
    warehouse.publish(document("公报", text, *figures))


def growth(printed: str, value: float, **fields: Any) -> dict[str, Any]:
    told = {"unit_measure": "percent", "statistic": "growth_rate", "comparison": "yoy"}
    return figure(printed, value, "高新技术企业", **told | fields)


def test_the_denominator_follows_from_numerator_and_ratio(warehouse: SmallWarehouse) -> None:
    publish(warehouse, RD, INTENSITY)
    columns = "is_derived, indicator_id, obs_value, unit_measure, time_period, region_zh, formula"
    assert warehouse.query(f"SELECT {columns} FROM implied_value") == [
        (True, "gdp", 1e11, "CNY", "2023", "杭州市", "rd / intensity = 4000000000 / 4%")
    ]


def test_numerator_and_ratio_follow_from_the_others(warehouse: SmallWarehouse) -> None:
    publish(warehouse, INTENSITY, GDP)
    assert warehouse.query(VALUES) == [("numerator_of_ratio", "rd", "2023", 4e9)]
    publish(warehouse, RD, figure("500亿元", 5e10, time_period="2022"), GDP)
    assert ("ratio_of_terms", "intensity", "2023", 4.0) in warehouse.query(VALUES)


def test_the_figures_it_is_derived_from_are_named(warehouse: SmallWarehouse) -> None:
    publish(warehouse, RD, INTENSITY)
    assert warehouse.query(
        "SELECT one.value_text, two.value_text FROM implied_value AS v "
        "JOIN observation AS one ON one.document_id = document_id_1 AND one.observation_id = observation_id_1 "
        "JOIN observation AS two ON two.document_id = document_id_2 AND two.observation_id = observation_id_2"
    ) == [("40亿元", "4.0%")]


def test_what_the_printed_digits_leave_open_is_told(warehouse: SmallWarehouse) -> None:
    publish(warehouse, RD, INTENSITY)
    low, high = warehouse.query("SELECT obs_value_low, obs_value_high FROM implied_value")[0]
    assert low == pytest.approx(39.5e8 / 0.0405)
    assert high == pytest.approx(40.5e8 / 0.0395)


def test_a_share_and_its_part_give_the_total_and_a_total_gives_the_part(warehouse: SmallWarehouse) -> None:
    share = figure("52%", 52, "第三产业增加值", unit_measure="percent", statistic="share")
    publish(warehouse, figure("520亿元", 5.2e10, "第三产业增加值", unit_mult=8), share)
    assert warehouse.query(VALUES) == [("total_of_share", "gdp", "2023", 1e11)]
    publish(warehouse, share | {"time_period": "2022"}, GDP | {"time_period": "2022"})
    assert ("part_of_total", "tertiary", "2022", 5.2e10) in warehouse.query(VALUES)


@pytest.mark.parametrize(
    ("period", "comparison", "base"),
    [
        ("2023", "yoy", "2022"),
        ("2023-Q2", "yoy", "2022-Q2"),
        ("2023-06", "yoy", "2022-06"),
        ("2023-01/2023-06", "yoy", "2022-01/2022-06"),
        ("2023", "2020", "2020"),
    ],
)
def test_level_and_growth_give_the_earlier_level(
    warehouse: SmallWarehouse, period: str, comparison: str, base: str
) -> None:
    publish(warehouse, FIRMS | {"time_period": period}, growth("10%", 10, time_period=period, comparison=comparison))
    (row,) = warehouse.query(VALUES)
    assert row[:3] == ("base_of_growth", "hitech", base)
    assert row[3] == pytest.approx(200)


@pytest.mark.parametrize(
    ("printed", "value", "unit", "base"),
    [
        ("10%", 10, "percent", 200),
        ("-12%", -12, "percent", 250),
        ("1倍", 1, "times", 110),
        ("100‰", 100, "permille", 200),
    ],
)
def test_growth_in_each_unit_and_a_fall(
    warehouse: SmallWarehouse, printed: str, value: float, unit: str, base: float
) -> None:
    publish(warehouse, FIRMS, growth(printed, value, unit_measure=unit))
    assert warehouse.query("SELECT obs_value FROM implied_value")[0][0] == pytest.approx(base)


def test_level_less_change_is_the_earlier_level(warehouse: SmallWarehouse) -> None:
    change = figure("20家", 20, "高新技术企业", unit_measure="count", statistic="change", comparison="yoy")
    points = {"unit_measure": "percentage_point", "statistic": "change", "comparison": "yoy", "decimals": 1}
    publish(warehouse, FIRMS, change, INTENSITY, figure("0.5个百分点", 0.5, "研发强度", **points))
    rows = warehouse.query(f"{VALUES.split(' ORDER')[0]} WHERE derivation = 'base_of_change' ORDER BY indicator_id")
    assert rows == [("base_of_change", "hitech", "2022", 200.0), ("base_of_change", "intensity", "2022", 3.5)]


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param((GDP, growth("6%", 6) | {"indicator_text": "地区生产总值"}), id="growth at constant prices"),
        pytest.param((FIRMS, growth("10%", 10, comparison="mom")), id="growth over a month that is not named"),
        pytest.param((FIRMS, growth("10%", 10, comparison="330000")), id="a gap to another region"),
        pytest.param((FIRMS, growth("10%", 10, qualifier="over")), id="one end is open"),
        pytest.param((FIRMS, growth("-100%", -100)), id="nothing is left to divide by"),
        pytest.param((RD, INTENSITY | {"ref_area": "330110"}), id="another region"),
        pytest.param((RD, INTENSITY | {"time_period": "2022"}), id="another year"),
        pytest.param((RD, INTENSITY | {"obs_status": "target"}), id="a target"),
        pytest.param((RD | {"time_basis": "per_year"}, INTENSITY), id="a year's average"),
    ],
)
def test_what_derives_nothing(warehouse: SmallWarehouse, figures: tuple[dict[str, Any], ...]) -> None:
    publish(warehouse, *figures)
    assert warehouse.query(VALUES) == []


@pytest.mark.parametrize(("stated", "is_alike"), [("1010亿元", True), ("1100亿元", False)])
def test_what_a_document_states_of_the_same_point_stands_beside_it(
    warehouse: SmallWarehouse, stated: str, is_alike: bool
) -> None:
    value = float(stated.removesuffix("亿元")) * 1e8
    publish(warehouse, RD, INTENSITY, figure(stated, value, unit_mult=8))
    rows = warehouse.query(
        "SELECT stated_value, is_stated_alike FROM implied_value WHERE derivation = 'denominator_of_ratio'"
    )
    assert rows == [(value, is_alike)]


def test_a_rule_that_the_seeds_drop_derives_no_more(warehouse: SmallWarehouse) -> None:
    publish(warehouse, RD, INTENSITY)
    warehouse.write_seed("indicator_quotient", "ratio,numerator,denominator,source\n")
    warehouse.publish()
    assert warehouse.query(VALUES) == []

"""indicator_series: one row a point, told by the statement that deserves most trust."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small_warehouse import Document, SmallWarehouse, document, figure

POINTS = "SELECT obs_value, n_documents, n_rivals FROM indicator_series ORDER BY obs_value"


def told(title: str, printed: str, value: float, published: date = date(2024, 3, 1), **fields: Any) -> Document:
    """A document of one sentence with one figure, by default the level of 地区生产总值."""
    return document(
        title, f"据{title}，地区生产总值{printed}。", figure(printed, value, **fields), published_date=published
    )


def test_a_point_carries_names_period_and_the_document_that_told_it(warehouse: SmallWarehouse) -> None:
    source = told("公报", "100亿元", 1e10, unit_mult=8)
    warehouse.publish(source)
    columns = (
        "indicator_zh, indicator_en, region_zh, region_level, time_period, period_end_date, statistic, unit_measure"
    )
    assert warehouse.query(f"SELECT {columns}, status_group, document_title, document_id FROM indicator_series") == [
        (
            "地区生产总值",
            "gross domestic product",
            "杭州市",
            "prefecture",
            "2023",
            date(2023, 12, 31),
            "level",
            "CNY",
            "observed",
            "公报",
            source.document_id,
        )
    ]


LATE, EARLY = date(2024, 9, 1), date(2024, 3, 1)


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        pytest.param(
            told("final", "100亿元", 1e10, EARLY, unit_mult=8),
            told("flash", "101.25亿元", 1.0125e10, LATE, unit_mult=8, decimals=2, obs_status="provisional"),
            id="not provisional, though older and coarser",
        ),
        pytest.param(
            told("revised", "100亿元", 1e10, LATE, unit_mult=8),
            told("first", "101.25亿元", 1.0125e10, EARLY, unit_mult=8, decimals=2),
            id="newest published, though coarser",
        ),
        pytest.param(
            told("dated", "100亿元", 1e10, EARLY, unit_mult=8),
            told("undated", "102亿元", 1.02e10, None, unit_mult=8),  # type: ignore[arg-type]
            id="dated before undated",
        ),
        pytest.param(
            told("finer", "100.37亿元", 1.0037e10, unit_mult=8, decimals=2),
            told("coarse", "100.4亿元", 1.004e10, unit_mult=8, decimals=1),
            id="most digits",
        ),
        pytest.param(
            told("in units", "1003700万元", 1.0037e10, unit_mult=4),
            told("in hundred millions", "100.4亿元", 1.004e10, unit_mult=8, decimals=1),
            id="most digits, by the multiplier",
        ),
        pytest.param(
            told("stated", "100亿元", 1e10, unit_mult=8),
            told("roughly", "101亿元", 1.01e10, unit_mult=8, qualifier="approx"),
            id="exact before approximate",
        ),
    ],
)
def test_the_winner_of_a_point(warehouse: SmallWarehouse, winner: Document, loser: Document) -> None:
    while loser.document_id > winner.document_id:  # among equals the smaller id wins: it must not be that which decides
        loser = replace(loser, title=loser.title + "+")
    warehouse.publish(loser, winner)
    rows = warehouse.query("SELECT document_title, n_documents FROM indicator_series")
    assert rows == [(winner.title, 2)]


@pytest.mark.parametrize(
    "other",
    [
        {"time_period": "2022"},
        {"ref_area": "330110"},
        {"subject": "高新区"},
        {"statistic": "increment"},
        {"unit_measure": "USD"},
        {"comparison": "yoy"},
        {"time_basis": "cumulative"},
        {"obs_status": "target"},
        {"indicator_text": "高新技术企业"},
        {"scope": "330000"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_figures_that_differ_in_what_they_are_about_are_different_points(
    warehouse: SmallWarehouse, other: dict[str, str]
) -> None:
    warehouse.publish(told("one", "100亿元", 1e10, unit_mult=8), told("two", "90亿元", 9e9, unit_mult=8, **other))
    assert warehouse.query(POINTS) == [(9e9, 1, 0), (1e10, 1, 0)]


def test_actual_and_provisional_figures_compete_for_one_point(warehouse: SmallWarehouse) -> None:
    warehouse.publish(told("a", "100亿元", 1e10, unit_mult=8), told("b", "99亿元", 9.9e9, obs_status="provisional"))
    assert warehouse.query("SELECT obs_status, n_documents FROM indicator_series") == [("actual", 2)]


@pytest.mark.parametrize(
    "missing",
    [
        {"time_period": None},
        {"ref_area": None},
        {"obs_value": None},
        {"indicator_text": "不在表内"},
    ],
    ids=lambda missing: next(iter(missing)),
)
def test_a_figure_without_period_place_value_or_indicator_is_no_point(
    warehouse: SmallWarehouse, missing: dict[str, str | None]
) -> None:
    warehouse.publish(document("x", "地区生产总值100亿元。", figure("100亿元", 1e10) | missing))
    assert warehouse.query(POINTS) == []


def test_a_figure_about_a_subject_needs_no_region(warehouse: SmallWarehouse) -> None:
    warehouse.publish(told("park", "100亿元", 1e10, ref_area=None, subject="高新区"))
    assert warehouse.query("SELECT subject, ref_area FROM indicator_series") == [("高新区", None)]


def test_the_same_text_in_two_documents_counts_once(warehouse: SmallWarehouse) -> None:
    text = "全市地区生产总值100亿元。"
    given = figure("100亿元", 1e10, unit_mult=8)
    warehouse.publish(document("site", text, given), document("paper", text, given))
    assert warehouse.query(POINTS) == [(1e10, 1, 0)]


def test_rows_are_stored_in_the_order_of_indicator_region_and_period(warehouse: SmallWarehouse) -> None:
    years = ["2022", "2020", "2021"]
    points = [(area, year) for area in ("330200", "330100") for year in years]
    figures = [figure(f"{n}亿元", n, ref_area=a, time_period=y) for n, (a, y) in enumerate(points, start=1)]
    warehouse.publish(document("x", "".join(f"产值{n}亿元。" for n in range(1, 7)), *figures))
    stored = warehouse.query("SELECT ref_area, time_period FROM mart_indicator_series")
    assert stored == sorted(stored)
    assert len(stored) == 6

"""Arithmetic along a series and across documents: what agrees, what cannot, and what rounding explains."""

from typing import Any

import pytest
from doubts import doubted, firms, money, told
from staged import figure


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

"""Rows open and close with what documents say, and only then."""

from datetime import date

import pytest
from small_warehouse import SmallWarehouse, document, figure

TEXT = "2023年全市地区生产总值达到200亿元。\n高新技术企业有15家。"
GDP = figure("200亿元", 2e10, unit_mult=8)
FIRMS = figure("15家", 15, "高新技术企业", unit_measure="count")
HISTORY = """
    SELECT obs_value, run_id, recorded_to IS NULL
    FROM fact_observation WHERE unit_measure = 'CNY' ORDER BY recorded_from
"""


def test_reading_an_unchanged_document_again_opens_and_closes_no_row(warehouse: SmallWarehouse) -> None:
    bulletin = document("bulletin", TEXT, GDP, FIRMS)
    warehouse.publish(bulletin)
    again = warehouse.publish(bulletin)
    assert (again.n_observations_opened, again.n_observations_closed) == (0, 0)
    for table in ("fact_observation", "fact_mention", "dim_sentence", "dim_document", "dim_term", "dim_region"):
        assert warehouse.query(f"SELECT DISTINCT run_id, recorded_to FROM {table}") == [("day1", None)], table


def test_a_changed_value_closes_the_old_row_and_opens_a_new_one(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP, FIRMS))
    changed = warehouse.publish(document("bulletin", TEXT, GDP | {"obs_value": 2.5e10}, FIRMS))
    assert (changed.n_observations_opened, changed.n_observations_closed) == (1, 1)
    assert warehouse.query(HISTORY) == [(2e10, "day1", False), (2.5e10, "day2", True)]


def test_a_field_that_becomes_known_counts_as_a_change(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP | {"time_period": None}))
    warehouse.publish(document("bulletin", TEXT, GDP))
    periods = warehouse.query("SELECT time_period, recorded_to IS NULL FROM fact_observation ORDER BY recorded_from")
    assert periods == [(None, False), ("2023", True)]


def test_a_figure_that_a_reading_no_longer_finds_is_closed_and_stays_as_history(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP, FIRMS))
    warehouse.publish(document("bulletin", TEXT, FIRMS))
    assert warehouse.query(HISTORY) == [(2e10, "day1", False)]
    assert warehouse.query("SELECT indicator_id FROM observation") == [("hitech",)]


def test_another_rule_for_the_same_figure_replaces_the_rule_without_history(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP))
    warehouse.publish(document("bulletin", TEXT, GDP | {"rule": '{"statistic":"cue"}'}))
    rows = warehouse.query("SELECT rule, run_id FROM fact_observation")
    assert rows == [('{"statistic":"cue"}', "day1")]


def test_documents_that_a_run_does_not_read_are_left_alone(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("first", TEXT, GDP))
    warehouse.publish(document("second", "高新技术企业有15家。", FIRMS))
    assert warehouse.query(HISTORY) == [(2e10, "day1", True)]


def test_the_state_on_an_earlier_day_can_be_asked_for(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP))
    warehouse.publish(document("bulletin", TEXT, GDP | {"obs_value": 2.5e10}))
    known = "recorded_from <= '2024-06-01 12:00' AND (recorded_to IS NULL OR recorded_to > '2024-06-01 12:00')"
    assert warehouse.query(f"SELECT obs_value FROM fact_observation WHERE {known}") == [(2e10,)]


def test_corrected_metadata_opens_a_new_row_of_the_document_only(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP))
    warehouse.publish(document("bulletin", TEXT, GDP, published_date=date(2024, 4, 1)))
    dates = warehouse.query("SELECT published_date, run_id FROM dim_document ORDER BY recorded_from")
    assert dates == [(date(2024, 3, 1), "day1"), (date(2024, 4, 1), "day2")]
    assert warehouse.query("SELECT count(*) FROM fact_observation") == [(1,)]


def test_a_clock_that_was_set_back_leaves_the_order_of_history_intact(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("bulletin", TEXT, GDP))
    warehouse.now = warehouse.now.replace(year=2020)
    warehouse.publish(document("bulletin", TEXT, GDP | {"obs_value": 2.5e10}))
    assert warehouse.query(HISTORY) == [(2e10, "day1", False), (2.5e10, warehouse.last_run, True)]
    assert warehouse.query("SELECT count(*) FROM fact_observation WHERE recorded_to <= recorded_from") == [(0,)]


@pytest.mark.parametrize("shared", [GDP, GDP | {"obs_value": 3e10}])
def test_the_same_text_in_two_documents_is_two_figures_with_one_id(
    warehouse: SmallWarehouse, shared: dict[str, object]
) -> None:
    warehouse.publish(document("first", TEXT, GDP), document("second", TEXT, shared))
    ids = warehouse.query(
        "SELECT count(*), count(DISTINCT observation_id), count(DISTINCT document_id) FROM observation"
    )
    assert ids == [(2, 1, 2)]

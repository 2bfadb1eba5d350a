"""What becomes of a document's figures when it is replaced, vanishes, comes back, or is held back by a check."""

from small_warehouse import SmallWarehouse, document, figure, verdict

OLD = document("old", "全市地区生产总值为100亿元。", figure("100亿元", 1e10, unit_mult=8))
NEW = document("new", "全市地区生产总值为120亿元。", figure("120亿元", 1.2e10, unit_mult=8))
PLACE = "https://stats.example/gdp"
VALUES = "SELECT obs_value, is_gone FROM observation ORDER BY obs_value"


def test_a_newer_version_at_the_same_place_withdraws_the_figures_of_the_older(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.publish(OLD)
    warehouse.see(NEW, PLACE)
    warehouse.publish(NEW)
    assert warehouse.query(VALUES) == [(1.2e10, False)]
    closed = warehouse.query("SELECT count(*) FROM fact_observation WHERE recorded_to IS NOT NULL")
    assert closed == [(1,)]
    states = warehouse.query("SELECT document_title, state, superseded_by FROM document_version ORDER BY version")
    assert states == [("old", "superseded", NEW.document_id), ("new", "live", None)]


def test_the_older_version_keeps_its_figures_while_it_stands_elsewhere(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.see(OLD, "https://mirror.example/gdp")
    warehouse.publish(OLD)
    warehouse.see(NEW, PLACE)
    warehouse.publish(NEW)
    assert warehouse.query(VALUES) == [(1e10, False), (1.2e10, False)]


def test_a_document_that_vanished_keeps_its_figures_with_a_flag(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.publish(OLD)
    warehouse.miss(PLACE)
    missed = warehouse.now
    warehouse.publish()
    assert warehouse.query(VALUES) == [(1e10, True)]
    assert warehouse.query("SELECT gone_at, locator FROM observation") == [(missed, PLACE)]


def test_a_document_that_vanished_and_was_then_replaced_loses_its_figures(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.publish(OLD)
    warehouse.miss(PLACE)
    warehouse.publish()
    warehouse.see(NEW, PLACE)
    warehouse.publish(NEW)
    assert warehouse.query(VALUES) == [(1.2e10, False)]


def test_a_document_that_vanished_from_one_of_two_places_is_not_gone(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.see(OLD, "https://mirror.example/gdp")
    warehouse.publish(OLD)
    warehouse.miss(PLACE)
    warehouse.publish()
    assert warehouse.query(VALUES) == [(1e10, False)]
    assert warehouse.query("SELECT locator FROM observation") == [("https://mirror.example/gdp",)]


def test_a_version_that_comes_back_has_its_figures_again_without_being_read(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.publish(OLD)
    warehouse.see(NEW, PLACE)
    warehouse.publish(NEW)
    warehouse.see(OLD, PLACE)
    back = warehouse.publish()
    assert warehouse.query(VALUES) == [(1e10, False)]
    assert (back.n_observations_opened, back.n_observations_closed) == (1, 1)
    assert warehouse.query("SELECT evidence FROM observation") == [(OLD.text,)]


def test_a_withdrawn_figure_is_not_revived_with_a_document_that_comes_back(warehouse: SmallWarehouse) -> None:
    both = document("both", "地区生产总值100亿元，企业15家。", figure("100亿元", 1e10), figure("15家", 15))
    warehouse.see(both, PLACE)
    warehouse.publish(both)
    both.figures.pop()
    warehouse.publish(both)
    warehouse.see(NEW, PLACE)
    warehouse.publish(NEW)
    warehouse.see(both, PLACE)
    warehouse.publish()
    assert warehouse.query(VALUES) == [(1e10, False)]


def test_an_older_version_that_is_read_again_publishes_nothing(warehouse: SmallWarehouse) -> None:
    warehouse.see(OLD, PLACE)
    warehouse.see(NEW, PLACE)
    warehouse.publish(OLD, NEW)
    assert warehouse.query(VALUES) == [(1.2e10, False)]


def held_back(document_id: str, observation_id: str | None = None) -> dict[str, str | None]:
    level = "row" if observation_id else "document"
    row = {"document_id": document_id, "observation_id": observation_id, "level": level, "check_id": "value_in_range"}
    return row | {"run_id": "day1", "payload": '{"indicator_id":"gdp"}'}


def test_a_row_held_back_is_withdrawn_while_its_number_stays_accounted_for(warehouse: SmallWarehouse) -> None:
    warehouse.publish(OLD)
    (observation_id,) = warehouse.query("SELECT observation_id FROM observation")[0]
    warehouse.publish(OLD, checked=verdict(quarantine=[held_back(OLD.document_id, observation_id)]))
    assert warehouse.query("SELECT count(*) FROM observation") == [(0,)]
    assert warehouse.query("SELECT count(*) FROM fact_mention WHERE recorded_to IS NULL") == [(1,)]
    assert warehouse.query("SELECT check_id FROM quarantine WHERE recorded_to IS NULL") == [("value_in_range",)]


def test_a_document_held_back_publishes_nothing_and_leaves_the_others(warehouse: SmallWarehouse) -> None:
    warehouse.publish(OLD, NEW, checked=verdict(quarantine=[held_back(OLD.document_id)]))
    assert warehouse.query(VALUES) == [(1.2e10, False)]
    assert warehouse.query("SELECT count(*) FROM fact_mention") == [(1,)]


def test_what_passes_its_check_later_leaves_quarantine_and_is_published(warehouse: SmallWarehouse) -> None:
    warehouse.publish(OLD, checked=verdict(quarantine=[held_back(OLD.document_id)]))
    warehouse.publish(OLD)
    assert warehouse.query(VALUES) == [(1e10, False)]
    assert warehouse.query("SELECT count(recorded_to), count(*) FROM quarantine") == [(1, 1)]


def test_a_doubt_travels_with_its_figure_until_a_reading_without_it(warehouse: SmallWarehouse) -> None:
    warehouse.publish(OLD)
    (observation_id,) = warehouse.query("SELECT observation_id FROM observation")[0]
    doubt = {"document_id": OLD.document_id, "observation_id": observation_id, "severity": "warning"}
    flags = [doubt | {"check_id": "b_check"}, doubt | {"check_id": "a_check"}]
    warehouse.publish(OLD, checked=verdict(flags=flags))
    assert warehouse.query("SELECT quality_flag FROM observation") == [("a_check|b_check",)]
    warehouse.publish(OLD)
    assert warehouse.query("SELECT quality_flag FROM observation") == [(None,)]

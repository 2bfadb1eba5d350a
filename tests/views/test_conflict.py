"""conflict: statements that cannot both be true, and none that rounding or an 余 explains."""

from typing import Any

import pytest
from small_warehouse import Document, SmallWarehouse, document, figure


def firms(title: str, printed: str, value: float, **fields: Any) -> Document:
    """A document that tells the number of 高新技术企业."""
    stated = figure(printed, value, "高新技术企业", unit_measure="count", **fields)
    return document(title, f"{title}：高新技术企业{printed}。", stated)


def test_documents_that_differ_are_shown_with_both_evidences_and_the_winner_first(warehouse: SmallWarehouse) -> None:
    warehouse.publish(firms("甲", "507家", 507), firms("乙", "520家", 520), firms("丙", "507家", 507))
    rows = warehouse.query(
        "SELECT preference, is_agreed, obs_value, evidence, n_documents, n_rivals FROM conflict ORDER BY preference"
    )
    assert [row[2] for row in rows] in ([507, 507, 520], [507, 520, 507], [520, 507, 507])
    winning = rows[0][2]
    assert [row[0] for row in rows] == [1, 2, 3]
    assert all(agreed == (value == winning) for _, agreed, value, *_ in rows)
    assert {row[3] for row in rows} == {"甲：高新技术企业507家。", "乙：高新技术企业520家。", "丙：高新技术企业507家。"}
    assert {row[4:] for row in rows} == {(3, 1 if winning == 507 else 2)}


@pytest.mark.parametrize(
    ("one", "two", "is_conflict"),
    [
        pytest.param(("507家", 507, {}), ("507家", 507, {}), False, id="equal"),
        pytest.param(("507家", 507, {}), ("508家", 508, {}), True, id="one more"),
        pytest.param(("15.7", 15.7, {"decimals": 1}), ("15.8", 15.8, {"decimals": 1}), True, id="one tenth more"),
        pytest.param(("8.01", 8.01, {"decimals": 2}), ("8.02", 8.02, {"decimals": 2}), True, id="one hundredth more"),
        pytest.param(
            ("1.23万家", 12300, {"decimals": 2, "unit_mult": 4}),
            ("12345家", 12345, {}),
            False,
            id="rounded to the other",
        ),
        pytest.param(
            ("1.23万家", 12300, {"decimals": 2, "unit_mult": 4}),
            ("12350家", 12350, {}),
            False,
            id="on the edge of rounding",
        ),
        pytest.param(
            ("1.23万家", 12300, {"decimals": 2, "unit_mult": 4}), ("12351家", 12351, {}), True, id="beyond rounding"
        ),
        pytest.param(("500余家", 500, {"qualifier": "over"}), ("507家", 507, {}), False, id="over and more"),
        pytest.param(("500余家", 500, {"qualifier": "over"}), ("480家", 480, {}), True, id="over and less"),
        pytest.param(("500家以上", 500, {"qualifier": "at_least"}), ("507家", 507, {}), False, id="at least and more"),
        pytest.param(("不足500家", 500, {"qualifier": "under"}), ("480家", 480, {}), False, id="under and less"),
        pytest.param(("不足500家", 500, {"qualifier": "under"}), ("507家", 507, {}), True, id="under and more"),
        pytest.param(("500家以内", 500, {"qualifier": "at_most"}), ("507家", 507, {}), True, id="at most and more"),
        pytest.param(
            ("约1200家", 1200, {"qualifier": "approx"}), ("1290家", 1290, {}), False, id="about, to the hundred"
        ),
        pytest.param(("约1200家", 1200, {"qualifier": "approx"}), ("1310家", 1310, {}), True, id="not even about"),
        pytest.param(
            ("五至八家", 5, {"qualifier": "range", "obs_value_high": 8}), ("7家", 7, {}), False, id="within the range"
        ),
        pytest.param(
            ("五至八家", 5, {"qualifier": "range", "obs_value_high": 8}), ("9家", 9, {}), True, id="outside the range"
        ),
    ],
)
def test_what_contradicts(
    warehouse: SmallWarehouse,
    one: tuple[str, float, dict[str, Any]],
    two: tuple[str, float, dict[str, Any]],
    is_conflict: bool,
) -> None:
    warehouse.publish(firms("甲", one[0], one[1], **one[2]), firms("乙", two[0], two[1], **two[2]))
    assert warehouse.query("SELECT count(*) FROM conflict") == [(2 if is_conflict else 0,)]


def test_two_values_in_one_document_are_no_conflict_of_documents(warehouse: SmallWarehouse) -> None:
    figures = [figure(f"{n}家", n, "高新技术企业", unit_measure="count") for n in (3, 5)]
    warehouse.publish(document("甲", "高新技术企业3家，其中5家。", *figures))
    assert warehouse.query("SELECT count(*) FROM conflict") == [(0,)]


def test_a_document_that_also_tells_the_winners_value_agrees(warehouse: SmallWarehouse) -> None:
    figures = [figure(f"{n}家", n, "高新技术企业", unit_measure="count") for n in (3, 5)]
    two_values = document("甲", "高新技术企业3家，另有5家。", *figures)
    warehouse.publish(two_values, firms("乙", "5家", 5))
    winner = warehouse.query("SELECT obs_value FROM indicator_series")
    assert warehouse.query("SELECT count(*) FROM conflict") == [(0 if winner == [(5,)] else 3,)]


def test_a_target_does_not_contradict_what_came(warehouse: SmallWarehouse) -> None:
    warehouse.publish(firms("计划", "600家", 600, obs_status="target"), firms("公报", "507家", 507))
    assert warehouse.query("SELECT count(*) FROM conflict") == [(0,)]

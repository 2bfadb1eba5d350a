"""Names of new indicators, proposed from wordings that the vocabulary does not know."""

from typing import Any

import polars as pl
import pytest

from kechuang.transforms.suggestions import SUGGESTION, WAITING, suggest
from kechuang.vocabulary import load


def waiting(*wordings: str | dict[str, Any]) -> pl.DataFrame:
    """Figures that wait, counts by default, each in a document of its own."""
    rows = []
    for n, given in enumerate(wordings):
        row = {"indicator_text": given} if isinstance(given, str) else given
        plain = {"unit_measure": "count", "statistic": "level", "value_text": "12个", "document_id": f"d{n}"}
        rows.append({**dict.fromkeys(WAITING), **plain, **row})
    return pl.DataFrame(rows, schema=WAITING)


def proposed(*wordings: str | dict[str, Any]) -> list[str]:
    return suggest(waiting(*wordings), load())["name_zh"].to_list()


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("无人配送车", "无人配送车"),
        ("截至年末累计投放无人配送车", "无人配送车"),
        ("在南京市投放无人配送车", "无人配送车"),
        ("镇政府获无人配送车", "无人配送车"),
        ("無人配送車", "无人配送车"),
        ("“无人 配送车”", "无人配送车"),
        ("无人配送车数", "无人配送车"),
    ],
)
def test_the_name_is_what_is_left_of_a_wording_without_time_place_and_verb(wording: str, name: str) -> None:
    assert proposed(wording) == [name]


@pytest.mark.parametrize("wording", ["企业", "项目", "累计", "连续", "新增", "分", "居各区", "其中", "12", ""])
def test_a_word_that_names_nothing_or_anything_is_not_proposed(wording: str) -> None:
    assert proposed(wording) == []


def test_wordings_of_one_name_are_counted_together_and_the_most_told_come_first() -> None:
    found = suggest(waiting("低空航线", "无人配送车", "累计投放无人配送车", "无人配送车"), load())
    assert found.schema == SUGGESTION
    assert found.select("name_zh", "n_figures", "n_documents").rows() == [("无人配送车", 3, 3), ("低空航线", 1, 1)]
    assert found["wordings"][0].to_list() == ["无人配送车", "累计投放无人配送车"]


def test_documents_count_before_figures() -> None:
    often = {"indicator_text": "低空航线", "document_id": "x"}
    assert proposed(often, often, often, "无人配送车", "无人配送车") == ["无人配送车", "低空航线"]


def test_a_wording_around_a_known_name_is_proposed_as_its_alias() -> None:
    found = suggest(waiting("累计引进高校毕业生"), load())
    assert found.select("action", "indicator_id", "like_id").rows() == [("alias", "university_graduate", None)]


def test_a_known_name_in_a_unit_of_another_kind_is_not_its_alias() -> None:
    assert proposed({"indicator_text": "累计引进高校毕业生", "unit_measure": "CNY"}) == []


def test_a_new_name_comes_with_the_indicator_that_is_most_like_it() -> None:
    found = suggest(waiting("乡村民宿营业收入增量池"), load())
    assert found["action"].to_list() == ["indicator"]
    assert found["indicator_id"].to_list() == [None]
    assert found["like_zh"].to_list() != [None]


def test_the_unit_is_that_of_the_amounts() -> None:
    growth = {"indicator_text": "无人配送车", "statistic": "growth_rate", "unit_measure": "percent"}
    found = suggest(waiting(growth, growth, "无人配送车"), load())
    assert found["unit_measure"].to_list() == ["count"]
    assert found["statistics"].to_list() == [["growth_rate", "level"]]
    assert suggest(waiting(growth), load())["unit_measure"].to_list() == [None]


def test_a_number_that_nothing_names_is_named_by_its_clause() -> None:
    nameless = {"indicator_text": None, "statistic": None, "value_text": "38辆"}
    before = nameless | {"evidence": "园区道路已经开放，无人配送车38辆，运行平稳。"}
    behind = nameless | {"evidence": "运行平稳，38辆无人配送车。"}
    assert proposed(before, behind) == ["无人配送车"]


def test_examples_are_of_different_documents_first() -> None:
    rows = [
        {"indicator_text": "无人配送车", "document_id": d, "value_text": v} for d, v in ["a1", "a2", "b3", "b4", "c5"]
    ]
    (examples,) = suggest(waiting(*rows), load())["examples"].to_list()
    assert sorted(example["value_text"] for example in examples) == ["1", "3", "5"]


def test_nothing_waits_nothing_is_proposed() -> None:
    assert suggest(waiting(), load()).is_empty()

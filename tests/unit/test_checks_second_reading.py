"""Checks that read the evidence a second time: the year that the words tell, and whether something is new."""

from typing import Any

import pytest
from staged import connection, document, figure

from kechuang.expectations import checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.settings import room

CHECKS = {c.check_id: c for c in checks.load(room("seeds"))}


def doubted(check_id: str, text: str, *figures: dict[str, Any], **about: Any) -> list[str]:
    """The printed numbers that the check doubts."""
    with connection(document(text, *figures, **about)) as con, audit_tables(con, list(CHECKS.values())) as prepared:
        assert prepared.unreadable == []
        found = set(violations_of(con, CHECKS[check_id])["observation_id"])
        printed = con.execute("SELECT observation_id, printed FROM audit.figure ORDER BY printed").fetchall()
    return [text for observation, text in printed if observation in found]


def year(text: str, period: str) -> dict[str, Any]:
    """A number of firms of a period."""
    return figure(text, 1, unit_measure="count", time_period=period)


def test_a_year_that_changes_without_a_word_of_time_is_doubted() -> None:
    text = "云溪有高企21家、孵化器32家，众创空间43家；获奖54项。"
    same = [year("21家", "2022"), year("32家", "2022"), year("43家", "2022"), year("54项", "2022")]
    odd = [*same[:2], year("43家", "2023"), same[3]]
    assert doubted("period_is_told", text, *same) == []
    assert doubted("period_is_told", text, *odd) == ["43家"]


@pytest.mark.parametrize("words", ["2023年", "去年", "今年上半年", "截至目前", "“十四五”以来"])
def test_a_word_of_time_lets_the_year_change(words: str) -> None:
    text = f"云溪有高企21家、孵化器32家，{words}新增众创空间43家。"
    assert doubted("period_is_told", text, year("21家", "2022"), year("32家", "2022"), year("43家", "2023")) == []


def test_a_year_that_growth_is_compared_with_does_not_let_the_year_change() -> None:
    text = "云溪有高企21家、孵化器32家，比上年增加3家，众创空间43家。"
    figures = [year("21家", "2022"), year("32家", "2022"), year("3家", "2022"), year("43家", "2021")]
    assert doubted("period_is_told", text, *figures) == ["43家"]


def test_a_year_other_than_the_one_named_before_is_doubted() -> None:
    text = "2022年云溪有高企21家。"
    assert doubted("period_is_told", text, year("21家", "2022"), others=["2022年"]) == []
    assert doubted("period_is_told", text, year("21家", "2020/2022"), others=["2022年"]) == []
    assert doubted("period_is_told", text, year("21家", "2021"), others=["2022年"]) == ["21家"]


def test_cells_of_a_table_take_their_years_from_the_header() -> None:
    text = "指标\t2021\t2022\t2023\n高企\t21\t32\t43"
    figures = [year("21", "2021"), year("32", "2022"), year("43", "2023")]
    figures = [f | {"after": text.index("高企")} for f in figures]
    assert doubted("period_is_told", text, *figures) == []


def firms(text: str, statistic: str) -> dict[str, Any]:
    """A number of firms of a statistic."""
    return figure(text, 1, unit_measure="count", statistic=statistic, indicator_text="企业")


@pytest.mark.parametrize(
    ("text", "statistic", "expected"),
    [
        ("新认定高企21家", "increment", []),
        ("新认定高企21家", "level", ["21家"]),
        ("共有高新技术企业21家", "level", []),
        ("共有高新技术企业21家", "increment", ["21家"]),
        ("新增高企5家，总数达到21家", "level", []),
        ("新增高企、累计21家", "level", []),
        ("新認定高企21家", "level", []),  # the words are simplified: nothing is said of Traditional documents
    ],
)
def test_an_increment_has_words_for_something_new_and_a_level_has_none(
    text: str, statistic: str, expected: list[str]
) -> None:
    script = "Hant" if "認" in text else "Hans"
    assert doubted("statistic_has_its_words", text, firms("21家", statistic), script=script) == expected


def test_a_list_shares_the_word_before_it() -> None:
    text = "新引进顶尖人才20名、领军人才31名"
    figures = [firms("20名", "increment"), firms("31名", "increment")]
    assert doubted("statistic_has_its_words", text, *figures) == []
    assert doubted("statistic_has_its_words", text, figures[0], firms("31名", "level")) == ["31名"]

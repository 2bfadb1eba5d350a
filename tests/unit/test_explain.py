"""`kechuang extract --explain` tells a reader what decided each field of a figure."""

from datetime import date
from io import StringIO

import polars as pl

from kechuang import vocabulary
from kechuang.flows.explain import write_explanations
from kechuang.flows.extract_command import DOCUMENT
from kechuang.settings import load

TEXT = "2022年，庐阳区新增孵化器17家。\n2023年，庐阳区新增专精特新企业38家，比上年增长９.5%。"


def told(text: str) -> list[str]:
    """The explanation of each figure of a district's news."""
    document = {"document": "doubt", "text": text, "published": date(2024, 1, 5), "region": "340103"}
    out = StringIO()
    write_explanations(pl.DataFrame([document], schema=DOCUMENT), vocabulary.load(load().seeds), out)
    return out.getvalue().strip().split("\n\n")


def test_each_number_is_told_once_in_reading_order_with_its_place() -> None:
    assert [figure.splitlines()[0] for figure in told(TEXT)] == [
        "doubt:14  17家  observation",
        "doubt:36  38家  observation",
        "doubt:45  ９.5%  observation",
    ]


def test_the_sentence_is_shown_as_printed_with_the_number_marked() -> None:
    assert told(TEXT)[2].splitlines()[1].strip() == "2023年，庐阳区新增专精特新企业38家，比上年增长【９.5%】。"


def test_the_marks_are_those_of_the_sentence_alone() -> None:
    marks = told(TEXT)[1].splitlines()[2]
    assert "新增 phrase act, statistic increment" in marks
    assert "孵化器" not in marks


def test_a_field_is_told_with_the_rule_that_decided_it() -> None:
    fields = [line.split(maxsplit=1) for line in told(TEXT)[2].splitlines()[3:]]
    assert ["statistic", "growth_rate  (word of rise)"] in fields
    assert ["time_period", "2023  (told in the sentence)"] in fields
    assert ["obs_value", "9.5"] in fields

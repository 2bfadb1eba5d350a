"""What converters leave in a text is read over, and every span leads back to the text as read."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from kechuang import vocabulary
from kechuang.transforms.extract import extract

SAID = ("obs_value", "unit_measure", "statistic", "comparison", "indicator_text", "time_period")


def read(text: str) -> list[dict[str, Any]]:
    documents = pl.DataFrame(
        {"document": ["d"], "text": [text], "published": [date(2024, 1, 5)], "region": ["340104"]},
        schema={"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String},
    )
    return list(extract(documents, vocabulary.load()).iter_rows(named=True))


PLAIN = "去年，全区新增“专精特新”企业35家、孵化器17家；R&D经费86亿元，同比增长12.5%。"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("“", "&ldquo;").replace("”", "&rdquo;"),
        PLAIN.replace("&", "&amp;"),
        PLAIN.replace("，", "，&nbsp;").replace("、", "、&nbsp;&nbsp;"),
        PLAIN.replace("“", "&#8220;").replace("”", "&#x201D;"),
        PLAIN.replace("去年，", "**去年，**").replace("35家", "**35家**").replace("R&D经费", "__R&D经费__"),
        " ".join(PLAIN),
        "**" + PLAIN.replace("；", "；**").replace("“", "&ldquo;**").replace("”", "**&rdquo;"),
        "通知\n\n" + " ".join(PLAIN).replace("&", "&amp;") + "\n印发。",
    ],
)
def test_residue_changes_no_figure(text: str) -> None:
    found, plain = read(text), read(PLAIN)
    assert [[r[name] for name in SAID] for r in found] == [[r[name] for name in SAID] for r in plain]
    assert [r["text"].replace(" ", "") for r in found] == [r["text"] for r in plain]
    assert all(text[r["start"] : r["end"]] == r["text"] for r in found)
    assert all(text[r["evidence_start"] : r["evidence_end"]].strip("* ，\n").startswith("去") for r in found)


@pytest.mark.parametrize("text", ["甲&乙共35家。", "A&B;C 35家。", "&unknown; 35家", "价格 < 35元 > 3元 &;"])
def test_what_is_no_entity_stays(text: str) -> None:
    assert all(text[r["start"] : r["end"]] == r["text"] for r in read(text))
    assert "35" in "".join(r["text"] for r in read(text))


def test_spaces_between_words_stay() -> None:
    text = "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 共11市 35家"
    assert [r["text"] for r in read(text)] == ["11市", "35家"]

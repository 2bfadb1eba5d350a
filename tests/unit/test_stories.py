"""Reprints are found and linked; texts that only look alike are not."""

import random

import opencc
import polars as pl
import pytest

from kechuang.transforms.stories import FINGERPRINT, STORY, fingerprints, stories

REPORT = (
    "记者从市统计局获悉，今年一季度全市实现地区生产总值4872.3亿元，按可比价格计算同比增长5.7%。"
    "其中，第一产业增加值68.4亿元，增长3.2%；第二产业增加值1935.6亿元，增长6.3%；第三产业增加值2868.3亿元，增长5.4%。"
    "规模以上工业企业利润总额达到296亿元，新产品产值率提高1.8个百分点，高技术制造业投资增速连续七个季度保持两位数。"
    "市科技局负责人表示，截至三月末，全市累计认定科技型中小企业8410家，技术合同成交额突破215亿元，"
    "下一步将围绕重点实验室建设、概念验证中心布局和成果转化基金设立三件大事，推动创新资源向企业集聚。"
)
OTHER = (
    "本周起，城东湿地公园的夜间步道向市民免费开放。步道全长12公里，沿线新栽乔木3600株，设置休息驿站9处。"
    "园方提醒，入园时间为18时至22时，自行车须停放在东门外的停车场。周末还将举办露天音乐会，预计接待游客2万人次。"
)


def told(*texts: str) -> list[str]:
    """The story of each text, as the letters of the texts: a, b, c, ..."""
    documents = pl.DataFrame({"text_sha256": [chr(97 + n) for n in range(len(texts))], "text": texts})
    found = stories(fingerprints(documents))
    assert found.schema == STORY
    return found["story_id"].to_list()


@pytest.mark.parametrize(
    "reprint",
    [
        REPORT,
        "来源：城市晚报  发布时间：2024-04-21 09:30  浏览次数：1024\n" + REPORT + "\n（责任编辑：小林）",
        REPORT[:190],  # cut
        REPORT.replace("记者从市统计局获悉，", "").replace("市科技局负责人表示", "该市科技局相关负责人介绍"),
        REPORT.replace("，", "，\n    "),  # wrapped
        REPORT.replace("，", "、").replace("。", ""),
        REPORT.translate(str.maketrans("0123456789%", "０１２３４５６７８９％")),
        opencc.OpenCC("s2hk").convert(REPORT),
    ],
)
def test_a_reprint_is_the_same_story(reprint: str) -> None:
    assert told(REPORT, reprint, OTHER) == ["a", "a", "c"]


def test_the_next_bulletin_in_the_same_words_is_another_story() -> None:
    rng = random.Random(7)
    figures = {figure: str(round(float(figure) * rng.uniform(1.02, 1.2), 1)) for figure in ("4872.3", "5.7", "68.4")}
    figures |= {f: str(round(float(f) * rng.uniform(1.02, 1.2), 1)) for f in ("1935.6", "2868.3", "296", "8410", "215")}
    following = REPORT
    for old, new in figures.items():
        following = following.replace(old, new)
    assert told(REPORT, following) == ["a", "b"]
    assert told(REPORT, following, following + "（转载）") == ["a", "b", "b"]


def test_another_text_with_the_same_figures_is_another_story() -> None:
    figures = "4872.3、5.7、68.4、3.2、1935.6、6.3、2868.3、5.4、296、1.8、8410、215"
    assert told(REPORT, f"{OTHER}以下数字与本文无关：{figures}。") == ["a", "b"]


def test_a_text_that_only_quotes_another_is_another_story() -> None:
    quoting = f"{OTHER}另据报道，{REPORT[:150]}{OTHER[::-1]}"
    assert told(REPORT, quoting) == ["a", "b"]
    assert told(REPORT, REPORT[:150]) == ["a", "b"]  # a summary says less than the story


def test_texts_without_figures_are_compared_by_their_words() -> None:
    words = "".join(character for character in REPORT if not character.isdigit())
    assert told(words, words.replace("表示", "介绍"), OTHER) == ["a", "a", "c"]


def test_likeness_carries_on_and_the_least_id_names_the_story() -> None:
    first, second, third, fourth, _ = REPORT.split("。")
    one, two, three = first + second + third, first + second + third + fourth[:60], second + third + fourth[:90]
    assert told(three, OTHER, one) == ["a", "b", "c"]
    assert told(three, OTHER, one, two) == ["a", "b", "a", "a"]


def test_a_headline_is_no_story_of_anyone() -> None:
    assert told("科技新闻", "科技新闻", "", "") == ["a", "b", "c", "d"]


def test_the_order_of_the_documents_and_their_company_are_of_no_effect() -> None:
    documents = pl.DataFrame({"text_sha256": ["a", "b", "c"], "text": [REPORT, OTHER, REPORT + "（完）"]})
    found = fingerprints(documents)
    assert stories(found.reverse()).equals(stories(found))
    assert fingerprints(documents[2:]).equals(found[2:])  # what is kept of a document is the same in any batch
    assert found.schema == FINGERPRINT


def test_many_form_letters_are_compared_in_little_time() -> None:
    letters = [f"{REPORT}编号{n}。" for n in range(3000)]
    documents = pl.DataFrame({"text_sha256": [f"{n:04}" for n in range(3000)], "text": letters})
    assert stories(fingerprints(documents))["story_id"].unique().to_list() == ["0000"]


def test_no_document_gives_no_story() -> None:
    assert stories(fingerprints(pl.DataFrame(schema={"text_sha256": pl.String, "text": pl.String}))).is_empty()

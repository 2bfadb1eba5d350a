"""A line break that a page put in is taken out; one that ends a heading, an item, a row or a paragraph stays."""

import polars as pl
import pytest

from kechuang.transforms.marks import clean

PARAGRAPHS = (
    "去年，全市新增高新技术企业386家，其中国家级9家；技术合同成交额214.6亿元，同比增长12.5%，居全省第二。",
    "全年完成固定资产投资1530.2亿元，比上年增长4.1%，增速高于全省1.2个百分点，其中工业投资增长9.3%，民间投资增长6.6%。",
    "年末全市共有省级以上孵化器17家，在孵企业2140家，毕业企业312家，累计培育上市公司24家，带动就业3.6万人，平均每家吸纳21人。",
)
HEADINGS = ("企业队伍不断壮大", "投资保持平稳", "平台能级提升")


def read(text: str) -> str:
    """The text as it is searched."""
    documents = pl.DataFrame({"document": [0], "text": [text]}, schema={"document": pl.UInt32, "text": pl.String})
    return str(clean.clean(documents)[0]["text"][0])


CLOSING, DIGITS = "，。；、%", ".0123456789"


def wrapped(paragraph: str, width: int) -> str:
    """Broken at `width` characters, but not within a number nor before a mark that begins no line."""
    lines = []
    while len(paragraph) > width:
        cut = width
        while paragraph[cut] in CLOSING or (paragraph[cut] in DIGITS and paragraph[cut - 1] in DIGITS):
            cut -= 1
        lines.append(paragraph[:cut])
        paragraph = paragraph[cut:]
    return "\n".join([*lines, paragraph])


@pytest.mark.parametrize("width", range(15, 61, 5))
def test_paragraphs_that_a_page_broke_are_whole_again(width: int) -> None:
    text = "\n".join(wrapped(each, width) for each in PARAGRAPHS)
    assert read(text) == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("width", [15, 22, 30])
def test_headings_between_wrapped_paragraphs_stay_alone(width: int) -> None:
    pairs = list(zip(HEADINGS, PARAGRAPHS, strict=True))
    text = "\n".join(f"{heading}\n{wrapped(body, width)}" for heading, body in pairs)
    assert read(text) == "\n".join(f"{heading}\n{body}" for heading, body in pairs)


def test_a_heading_that_fills_its_line_stays_alone_where_each_paragraph_has_one() -> None:
    headings = (*HEADINGS, "外贸稳中有升", "科技金融服务实体经济成效明显")
    bodies = (*PARAGRAPHS, *PARAGRAPHS[:2])
    width = len(headings[-1])
    text = "\n".join(f"{heading}\n{wrapped(body, width)}" for heading, body in zip(headings, bodies, strict=True))
    assert read(text) == "\n".join(f"{heading}\n{body}" for heading, body in zip(headings, bodies, strict=True))


def test_wrapped_lines_among_whole_paragraphs_are_joined() -> None:
    long = "，".join(["各部门协同推进创新平台建设并持续优化营商环境"] * 5) + "。"
    text = f"{long}\n表1\t数值\n户数\t3\n{wrapped(PARAGRAPHS[2], 15)}\n{long}"
    assert read(text) == f"{long}\n表1\t数值\n户数\t3\n{PARAGRAPHS[2]}\n{long}"


@pytest.mark.parametrize(
    "text",
    [
        "杭州市\n宁波市\n温州市\n嘉兴市\n湖州市\n绍兴市\n金华市\n衢州市",
        "地区生产总值1875.3亿元\n规模以上工业增加值612.4亿元\n社会消费品零售总额733.9亿元\n进出口总额420.5亿元",
        "高新技术企业472家\n孵化器17家\n众创空间31家\n研发机构226家",
        "一、总体要求\n二、主要目标\n到2027年，新增企业300家。\n三、保障措施",
        "1.强化主体，培育企业30家。\n2.优化平台，建成基地5个。",
        "户数\t3\n人口\t7\n面积\t12",
        "| 户数 | 3 |\n| 人口 | 7 |",
        "全年经济运行情况\n全年实现产值30亿元。",
    ],
)
def test_lines_that_stand_for_themselves_stay(text: str) -> None:
    assert read(text) == text


def test_blank_lines_part_paragraphs_where_single_breaks_wrap_them() -> None:
    text = "\n\n".join(wrapped(each, 20) for each in PARAGRAPHS)
    assert read(text).split("\n") == list(PARAGRAPHS)


def test_a_sentence_broken_by_a_blank_line_goes_on() -> None:
    assert read("全市新增企业30家，数量位列\n\n全省第一。") == "全市新增企业30家，数量位列全省第一。"


@pytest.mark.parametrize("broken", ["三次产业结构为4.1：\n38.9：57。", "三次产业结构为4.1：38.9：\n57。"])
def test_a_ratio_goes_on_after_its_colon(broken: str) -> None:
    assert read(broken) == broken.replace("\n", "")


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert read("新增企业30家\n，增长8%\n。") == "新增企业30家，增长8%。"


def test_firstly_and_secondly_stay_in_the_paragraph_that_holds_them() -> None:
    points = (
        "一是企业更多，新增30家，总数达到472家。二是投入更大，研发经费86亿元，增长9.3%。"
        "三是平台更强，新建实验室5个，总数22个。"
    )
    assert read(wrapped(points, 20)) == points  # 二是 or 三是 may begin a line by chance


def test_firstly_and_secondly_open_lines_of_their_own_where_they_do() -> None:
    points = [f"{n}是{each}" for n, each in zip("一二三", PARAGRAPHS, strict=True)]
    assert read("\n".join(wrapped(each, 25) for each in points)) == "\n".join(points)

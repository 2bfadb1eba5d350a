"""Whole pages of the kinds that government sites have: the article comes out, and nothing of what stands around it."""

from datetime import date
from pathlib import Path

import pytest

from kechuang.transforms.extract import extract
from kechuang.transforms.readers import Document, documents_frame, read
from kechuang.vocabulary import load

PAGES = sorted((Path(__file__).parents[1] / "data" / "pages").glob("*.html"))


def document(page: Path) -> Document:
    result = read(page.read_bytes(), page.name)
    assert isinstance(result, Document), result
    return result


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_text_is_the_article_and_nothing_else(page: Path) -> None:
    assert document(page).text.rstrip("\n") + "\n" == page.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "title", "publisher", "published"),
    [
        ("bureau_bulletin", "青石市2023年三季度科技投入简报", ("青石市统计局社会科技处", "meta"), "2023-10-27"),
        ("news_site", "江城高新区一季度签约项目76个", ("江城日报", "line"), "2024-04-09"),
        ("old_table_layout", "我县完成春季植树任务", ("县林业局", "line"), "2012-04-16"),
        ("province_portal", "云山省启动制造业数字化诊断", ("省经济和信息化厅", "meta"), "2024-05-20"),
    ],
)
def test_title_publisher_and_date_are_told(name: str, title: str, publisher: tuple[str, str], published: str) -> None:
    found = document(next(page for page in PAGES if page.stem == name))
    assert found.title == title
    assert (found.publisher, found.publisher_method) == publisher
    assert found.published_date == date.fromisoformat(published)


def test_no_figure_comes_from_the_furniture_of_a_page() -> None:
    frame = documents_frame([document(page) for page in PAGES])
    named = frame.select("text", document="document_id", published="published_date", region="region_code")
    found = set(extract(named, load())["text"])
    assert {"86.4亿元", "2.3万亩", "8000家", "76个", "35.1", "5000"} <= found
    assert found.isdisjoint(
        {"3021", "1865321", "452", "12条", "12 条", "1.2万", "86", "50个", "36家", "1200亩", "88号"}
    )


@pytest.mark.parametrize("line", ["2023年创新成果分享", "2023年公报收藏", "86", "12 34"])
def test_a_short_line_that_is_no_button_stays(line: str) -> None:
    prose = "全市新增孵化器9家，在孵企业达1205家。"
    html = f"<html><body><div><h1>简报</h1><p>{prose}</p><p>{line}</p><p>{prose}</p></div></body></html>"
    result = read(html.encode(), "page.html")
    assert isinstance(result, Document)
    assert line in result.text.splitlines()

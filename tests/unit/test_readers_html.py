"""Web pages: the article without the page around it, tables as rows, and what a page says of itself."""

from datetime import date

import pytest

from kechuang.transforms.readers import Document, Limits, ReadFailure, read

MENU = "<ul class=menu>" + "".join(f"<li><a href=/{n}>栏目第{n}号，政务公开</a></li>" for n in range(40)) + "</ul>"
FOOT = "<div><p>主办单位：某市统计局，地址：某路1号，邮编：310000</p><p>某ICP备12345678号，版权所有</p></div>"
PROSE = "2023年，全市生产总值1234.5亿元，增长5.2%。研发经费支出45.6亿元，占比3.7%。"


def page(article: str, head: str = "<title>某市统计公报_某市统计局</title>") -> str:
    main = f"<div><h1>某市统计公报</h1>{article}</div>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{MENU}{main}{FOOT}</body></html>"


def document(html: str, codec: str = "utf-8") -> Document:
    result = read(html.encode(codec), "page.html")
    assert isinstance(result, Document), result
    return result


def body(html: str) -> str:
    return document(html).text.removeprefix("某市统计公报\n")


def test_menus_and_footers_stay_out_of_the_text() -> None:
    assert document(page(f"<div id=zoom><p>{PROSE}</p></div>")).text == f"某市统计公报\n{PROSE}"


@pytest.mark.parametrize(
    "line",
    [
        "<div>浏览次数：<span>321</span></div>",
        "<p>【打印】 【关闭窗口】</p>",
        "<p>上一篇：2022年公报，下载12次</p>",
        "<p>当前位置：首页 &gt; 公报</p>",
        "<script>var n = '99家，企业，12家，增长5%';</script>",
        "<p style='display: none'>隐藏的12家企业，增长5%，占比3%。</p>",
        "<p><a href=/x>另一篇文章说，新增企业99家，增长5%</a></p>",
    ],
)
def test_what_is_no_text_of_the_article_is_left_out(line: str) -> None:
    assert body(page(f"{line}<p>{PROSE}</p>{line}")) == PROSE


def test_a_counter_is_cut_out_of_a_byline_that_says_more() -> None:
    byline = "<p>2024年3月5日 08：05 来源：某某日报 浏览：2000+次</p>"
    assert body(page(f"{byline}<p>{PROSE}</p>")) == f"2024年3月5日 08：05 来源：某某日报\n{PROSE}"


def test_a_word_like_a_button_stays_in_a_sentence() -> None:
    sentence = "打印机产量达12万台，增长5%。"
    assert sentence in body(page(f"<p>{PROSE}</p><p>{sentence}</p>"))


def test_inline_tags_and_wrapped_source_lines_do_not_split_a_figure() -> None:
    html = (
        "<p>\u3000\u3000全市生产总值<b>1234</b>.<span>5</span>\n  亿元，占全省的\r\n比重为3.7%，GDP\nper capita。</p>"
    )
    assert body(page(f"<p>{PROSE}</p>{html}")).endswith("全市生产总值1234.5亿元，占全省的比重为3.7%，GDP per capita。")


def test_paragraphs_line_breaks_and_headings_become_lines() -> None:
    html = f"<h2>一、综合</h2><p>{PROSE}<br>{PROSE}</p><pre>{PROSE}\n{PROSE}</pre>"
    assert body(page(html)) == f"\n一、综合\n{PROSE}\n{PROSE}\n{PROSE}\n{PROSE}"


def test_a_table_of_figures_becomes_rows_of_cells_with_spans_kept_in_column() -> None:
    table = (
        "<table><caption></caption><thead><tr><td colspan=3>单位：亿元</td></tr>"
        "<tr><th rowspan=2>指标</th><th colspan=2>2023年</th></tr><tr><td>总量</td><td>增长<br>（%）</td></tr></thead>"
        "<tbody><tr><td><p>生产总值</p></td><td> 1,234.5 </td><td>5.2&nbsp;</td></tr>"
        "<tr><td>#工业</td><td></td><td>-1.3</td></tr></tbody></table>"
    )
    rows = "单位：亿元\n指标\t2023年\n\t总量\t增长（%）\n生产总值\t1,234.5\t5.2\n#工业\t\t-1.3"
    assert body(page(f"<p>{PROSE}</p>{table}<p>{PROSE}</p>")) == f"{PROSE}\n\n{rows}\n\n{PROSE}"


def test_a_table_that_lays_out_the_page_is_read_as_text() -> None:
    side = "<tr><td><p>本站导航</p></td><td><p>"
    html = f"<table>{side}{PROSE}</p><p>{PROSE * 8}</p></td></tr>{side}{PROSE * 8}</p></td></tr></table>"
    assert "\t" not in body(page(html))
    assert f"{PROSE}\n{PROSE * 8}\n" in body(page(html))


def test_a_column_of_notices_beside_the_article_stays_out() -> None:
    notices = "<div>" + "".join(f"<p>办事指南第{n}项</p>" for n in range(40)) + "</div>"
    assert body(page(f"{notices}<div><p>{PROSE}</p></div>{notices}")) == PROSE


def test_an_article_in_several_boxes_is_read_whole() -> None:
    boxes = f"<div><div><p>{PROSE * 9}</p></div></div><div><p>{PROSE}</p></div>"
    assert body(page(boxes)) == f"{PROSE * 9}\n{PROSE}"


def test_two_paragraphs_of_one_cell_are_not_one_number() -> None:
    table = "<table><tr><td>年</td><td>家</td></tr><tr><td><p>12</p><p>34</p></td><td>5</td></tr></table>"
    assert "12 34\t5" in body(page(f"<p>{PROSE}</p>{table}"))


@pytest.mark.parametrize(
    ("declared", "codec", "told"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("utf-8", "gb18030", "gb18030"),
        ("gbk", "utf-8", "utf-8"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("gb2312", "big5", "big5"),
        ("no-such-charset", "gb18030", "gb18030"),
    ],
)
def test_a_charset_is_told_by_the_bytes_whatever_the_page_declares(declared: str, codec: str, told: str) -> None:
    sentence = "去年研發總開支達329億元，上升7.5%。" if codec == "big5" else PROSE
    html = f"<html><head><meta charset={declared}></head><body><p>{sentence}</p></body></html>"
    read_back = document(html, codec)
    assert (read_back.text, read_back.encoding) == (sentence, told)


def test_a_page_in_another_language_is_read_as_it_declares() -> None:
    html = (
        "<html><head><meta charset=windows-1252></head><body><p>Sales of the café rose by 12%, to €5.</p></body></html>"
    )
    assert document(html, "windows-1252").text == "Sales of the café rose by 12%, to €5."


def test_meta_elements_of_government_sites_are_believed() -> None:
    head = (
        "<title>首页</title><meta name=ArticleTitle content='某市2023年统计公报'>"
        "<meta name=PubDate content='2024-03-05 09:53'>"
        "<meta name=SiteName content='某市政府门户网站'><meta name=contentSource content='某市统计局'>"
    )
    read_back = document(page(f"<p>发布时间：2024-03-09 来源：别处</p><p>{PROSE}</p>", head))
    assert (read_back.title, read_back.title_method) == ("某市2023年统计公报", "meta")
    assert (read_back.publisher, read_back.publisher_method) == ("某市统计局", "meta")
    assert (read_back.published_date, read_back.published_method) == (date(2024, 3, 5), "meta")


def test_a_byline_beside_the_article_tells_date_and_publisher() -> None:
    html = page(f"<div class=info>发布时间：2024-03-09 来源：某市统计局 点击数：12</div><div><p>{PROSE * 3}</p></div>")
    read_back = document(html)
    assert (read_back.published_date, read_back.published_method) == (date(2024, 3, 9), "line")
    assert (read_back.publisher, read_back.publisher_method) == ("某市统计局", "line")


def test_a_counter_that_moves_does_not_change_the_text() -> None:
    first, second = (document(page(f"<p>访问量：{n}</p><p>{PROSE}</p>")) for n in (8, 9))
    assert first.document_id != second.document_id
    assert first.text_sha256 == second.text_sha256


def test_the_offset_map_leads_to_the_element() -> None:
    read_back = document(
        page(f"<div><p>{PROSE}</p><table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table></div>")
    )
    places = {
        read_back.text[row["start"] : row["end"]]: (row["kind"], row["place"]) for row in read_back.offsets.to_dicts()
    }
    assert places["某市统计公报"] == ("heading", "/html/body[1]/div[1]/h1[1]")
    assert places[PROSE] == ("paragraph", "/html/body[1]/div[1]/div[1]/p[1]")
    assert places["2"] == ("cell", "/html/body[1]/div[1]/div[1]/table[1]/tr[2]/td[2]")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div>" * 100_000 + PROSE, "nested more than 1,000 deep"),
        ("<html><body>" + "<br>" * 400_000 + PROSE, "more than 300,000 elements"),
        ("<table><tr><td>1</td><td>2</td></tr>" + "<tr><td>1<td colspan=1000 rowspan=1000>2</tr>" * 3000, "cells"),
        (f"<html><body>{MENU}</body></html>", "without a main text"),
        ("<html><body><p>新增12家企业\0，增长5%，占比3%。</p></body></html>", "NUL"),
    ],
)
def test_a_hostile_or_empty_page_gives_one_line(html: str, words: str) -> None:
    result = read(html.encode(), "page.html")
    assert isinstance(result, ReadFailure)
    assert words in result.reason


@pytest.mark.parametrize("start", ["<html>", "\n <!DOCTYPE html>\n", "<div>", "\ufeff<p>", "<!-- x --><html lang=zh>"])
def test_a_page_is_told_by_how_it_begins(start: str) -> None:
    assert document(f"{start}<p>{PROSE}</p>").format == "html"


def test_markdown_with_a_tag_in_it_is_no_page_and_other_xml_is_no_document() -> None:
    assert document(f"# 简报\n\n<p align=center>{PROSE}</p>\n").format == "markdown"
    result = read(b"<?xml version='1.0'?><rss><channel/></rss>", "feed.xml")
    assert isinstance(result, ReadFailure)
    assert result.reason == "an XML file, but no page"


def test_a_page_over_its_own_limit_is_refused() -> None:
    result = read(page(f"<p>{PROSE}</p>").encode(), "page.html", limits=Limits(max_page_bytes=1000))
    assert isinstance(result, ReadFailure)
    assert "more than the limit" in result.reason

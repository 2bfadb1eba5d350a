"""PDF: reading order, wrapped lines, tables, running heads, boxes; and files made to be trouble."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

from kechuang.transforms.readers import Document, ReadFailure, read

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
BODY = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
HEAD = ParagraphStyle("head", fontName="STSong-Light", fontSize=18, leading=28, alignment=1, wordWrap="CJK")
FIRST = (
    "二〇二三年全市生产总值1234.56亿元，按可比价格计算比上年增长5.2%，其中规模以上工业增加值345.67亿元，增长4.7%。" * 3
)
SECOND = (
    "全年研发经费支出45.6亿元，占生产总值的3.69%，有效期内高新技术企业1205家，新认定128家，每万人发明专利拥有量35.8件。"
    * 3
)
THIRD = (
    "年末登记的科技型中小企业达3456家，技术合同成交额78.9亿元，孵化器21家，其中国家级9家，在孵企业面积158.83万平方米。"
    * 3
)
ROWS = [
    ("指标", "2023年", "2022年", "增长（%）"),
    ("生产总值", "1,234.5", "1,170.1", "5.2"),
    ("第一产业", "12.3", "12.4", "-1.1"),
    ("第二产业", "456.7", "435.0", "4.5"),
]
TABLE = "\n".join("\t".join(row) for row in ROWS)


def document(raw: bytes) -> Document:
    result = read(raw, "file.pdf")
    assert isinstance(result, Document), result
    return result


def reason(raw: bytes) -> str:
    result = read(raw, "file.pdf")
    assert isinstance(result, ReadFailure), result
    assert "\n" not in result.reason
    return result.reason


def set_pages(story: list[Flowable], columns: int = 1, heads: Callable[[Canvas, Any], None] = lambda *_: None) -> bytes:
    """The story set in pages of one column or more, with what `heads` draws on each."""
    target = io.BytesIO()
    width = (A4[0] - 120 - 30 * (columns - 1)) / columns
    frames = [Frame(60 + n * (width + 30), 90, width, A4[1] - 180, 0, 0, 0, 0) for n in range(columns)]
    template = BaseDocTemplate(target, pagesize=A4)
    template.addPageTemplates(PageTemplate(frames=frames, onPage=heads))
    template.build(story)
    return target.getvalue()


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def paragraphs(*texts: str) -> list[Flowable]:
    return [Paragraph(text, BODY) for text in texts]


def ruled(style: list[Any], rows: Any = ROWS) -> Table:
    font = [("FONT", (0, 0), (-1, -1), "STSong-Light", 11), ("ALIGN", (1, 0), (-1, -1), "RIGHT")]
    return Table([list(row) for row in rows], style=[*font, *style])


def test_wrapped_lines_are_joined_and_paragraphs_stay_apart() -> None:
    assert document(set_pages(paragraphs(FIRST, SECOND, THIRD))).text == f"{FIRST}\n{SECOND}\n{THIRD}"


def test_a_paragraph_goes_on_across_pages() -> None:
    texts = [FIRST, SECOND, THIRD] * 6
    raw = set_pages(paragraphs(*texts))
    read_back = document(raw)
    assert read_back.text == "\n".join(texts)
    assert read_back.offsets["place"].unique().sort().to_list() == ["page 1", "page 2", "page 3"]


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    texts = [FIRST, SECOND, THIRD] * 3
    assert document(set_pages(paragraphs(*texts), columns)).text == "\n".join(texts)


def test_a_title_across_two_columns_comes_first() -> None:
    def heads(canvas: Canvas, _: Any) -> None:
        canvas.setFont("STSong-Light", 20)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 80, "某市国民经济和社会发展统计公报简本")

    read_back = document(set_pages(paragraphs(FIRST, SECOND, THIRD, FIRST), 2, heads))
    assert read_back.text == "\n".join(["某市国民经济和社会发展统计公报简本", FIRST, SECOND, THIRD, FIRST])
    assert (read_back.title, read_back.title_method) == ("某市国民经济和社会发展统计公报简本", "line")


def test_running_heads_feet_and_page_numbers_are_no_text() -> None:
    def heads(canvas: Canvas, _: Any) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(60, A4[1] - 50, f"某市统计年鉴 2023 第{canvas.getPageNumber()}期")
        canvas.drawCentredString(A4[0] / 2, 40, f"— {canvas.getPageNumber()} —")

    texts = [FIRST, SECOND, THIRD] * 6
    assert document(set_pages(paragraphs(*texts), heads=heads)).text == "\n".join(texts)


@pytest.mark.parametrize("footer", ["3", "- 3 -", "第3页 共12页", "3/12", "iii"])
def test_the_number_of_a_single_page_is_no_text(footer: str) -> None:
    def heads(canvas: Canvas, _: Any) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(A4[0] / 2, 40, footer)

    assert document(set_pages(paragraphs(FIRST), heads=heads)).text == FIRST


def test_a_headline_of_two_lines_is_one_heading() -> None:
    story = [
        Paragraph("某市二〇二三年国民经济和社会发展<br/>统计公报", HEAD),
        Spacer(0, 12),
        *paragraphs(FIRST, SECOND),
    ]
    read_back = document(set_pages(story))
    assert read_back.text == f"某市二〇二三年国民经济和社会发展统计公报\n{FIRST}\n{SECOND}"
    assert read_back.offsets["kind"].to_list()[:3] == ["heading", "heading", "paragraph"]


@pytest.mark.parametrize(
    "style",
    [
        pytest.param([("GRID", (0, 0), (-1, -1), 0.5, "black")], id="all lines"),
        pytest.param(
            [("INNERGRID", (0, 0), (-1, -1), 0.5, "black"), ("LINEABOVE", (0, 0), (-1, 0), 1, "black")], id="open sides"
        ),
        pytest.param([("LINEABOVE", (0, n), (-1, n), 1, "black") for n in (0, 1, 4)], id="three lines"),
        pytest.param(
            [("LINEBEFORE", (1, 0), (-1, -1), 0.5, "black"), ("LINEABOVE", (0, 1), (-1, 1), 1, "black")], id="cross"
        ),
        pytest.param([], id="no lines"),
    ],
)
def test_a_table_is_read_row_by_row_however_it_is_ruled(style: list[Any]) -> None:
    story = [*paragraphs(FIRST, "单位：亿元"), Spacer(0, 12), ruled(style), Spacer(0, 12), *paragraphs(SECOND)]
    assert document(set_pages(story)).text == f"{FIRST}\n单位：亿元\n\n{TABLE}\n\n{SECOND}"


def test_merged_cells_keep_the_columns_and_wrapped_cells_are_joined() -> None:
    rows = [("指标", "2023年", ""), ("", "总量", "增长（%）"), ("规模以上工业\n企业增加值", "345.6", "4.7")]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))]
    read_back = document(set_pages([*paragraphs(FIRST), Spacer(0, 12), ruled(style, rows)]))
    assert read_back.text == f"{FIRST}\n\n指标\t2023年\n\t总量\t增长（%）\n规模以上工业企业增加值\t345.6\t4.7"


def test_figures_below_one_another_without_a_line_are_rows_of_their_own() -> None:
    names, values = "\n".join(row[0] for row in ROWS[1:]), "\n".join(row[1] for row in ROWS[1:])
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    read_back = document(set_pages([ruled(style, [("指标", "总量"), (names, values)])]))
    assert read_back.text == "指标\t总量\n生产总值\t1,234.5\n第一产业\t12.3\n第二产业\t456.7"


def test_a_frame_around_two_columns_of_prose_is_no_table() -> None:
    def heads(canvas: Canvas, _: Any) -> None:
        canvas.rect(50, 80, A4[0] - 100, A4[1] - 160)
        canvas.line(A4[0] / 2, 80, A4[0] / 2, A4[1] - 80)

    texts = [FIRST, SECOND, THIRD] * 3
    assert document(set_pages(paragraphs(*texts), 2, heads)).text == "\n".join(texts)


def test_a_table_turned_on_its_side_is_read_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(400, 100)
        canvas.rotate(90)
        table = ruled([("GRID", (0, 0), (-1, -1), 0.5, "black")])
        table.wrapOn(canvas, 500, 300)
        table.drawOn(canvas, 0, 0)

    assert document(drawn(draw)).text == TABLE


def test_the_offset_map_gives_page_and_box_of_each_line_and_cell() -> None:
    story = [*paragraphs(FIRST), Spacer(0, 12), ruled([("GRID", (0, 0), (-1, -1), 0.5, "black")])]
    read_back = document(set_pages(story))
    rows = {read_back.text[row["start"] : row["end"]]: row for row in read_back.offsets.to_dicts()}
    first = rows[next(text for text in rows if text.startswith("二〇二三年全市"))]
    assert (first["kind"], first["place"]) == ("paragraph", "page 1")
    left, top, right, bottom = first["box"]
    assert 80 < left < 90 and 88 < top < 100 < bottom < 116 and 500 < right < 540  # indented, right below the margin
    assert (rows["456.7"]["kind"], rows["456.7"]["place"]) == ("cell", "page 1")
    assert rows["456.7"]["box"][1] > rows["12.3"]["box"][1] > bottom


def test_bold_made_by_printing_twice_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        for shift in (0, 0.4):
            canvas.drawString(60 + shift, 700, "新增高新技术企业1122家，增长11.5%。")
            for line in range(9):  # enough in between for PDFium not to see it by itself
                canvas.drawString(60, 660 - 20 * line, f"第{line}项指标。")

    assert document(drawn(draw)).text.count("新增高新技术企业1122家，增长11.5%。") == 1


def test_digits_set_wide_are_one_number() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(40, 700, "增长")
        for number, character in enumerate("1122.5%"):
            canvas.drawString(64 + 8 * number, 700, character)  # where a digit takes 6 points

    assert document(drawn(draw)).text == "增长1122.5%"


def test_latin_words_keep_their_spaces_over_line_ends() -> None:
    latin = ParagraphStyle("latin", fontName="Helvetica", fontSize=12, leading=16)
    text = "The output of the zone grew by 5.2 percent to 1,234.5 million yuan in the first half of the year 2023. " * 3
    assert document(set_pages([Paragraph(text, latin)])).text == text.strip()


def test_file_properties_date_and_name_a_text_only_if_it_agrees() -> None:
    def draw(canvas: Canvas, text: str) -> None:
        canvas.setFont("STSong-Light", 12)
        canvas.setTitle("某市统计公报")
        canvas.drawString(60, 700, text)

    told = document(drawn(lambda canvas: draw(canvas, f"某市统计公报：{date.today().year}年新增12家。")))
    assert (told.title, told.title_method) == ("某市统计公报", "meta")
    assert (told.published_date, told.published_method) == (date.today(), "meta")
    other = document(drawn(lambda canvas: draw(canvas, "某县工作简报：2011年新增12家。")))
    assert (other.title, other.published_date) == (None, None)


def test_pages_that_are_pictures_are_reported() -> None:
    from PIL import Image

    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("RGB", (300, 400), "grey"), 60, 200)
        canvas.showPage()

    assert "recognise its text first (OCR)" in reason(drawn(lambda canvas: [draw(canvas) for _ in range(2)]))

    def mixed(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(60, 700, "新增12家。")
        canvas.showPage()
        draw(canvas)

    assert document(drawn(mixed)).warnings == ("pictures without text on page 2",)


def test_locked_cut_and_endless_files_give_one_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "12 parks")

    good = drawn(draw)
    assert document(good).text == "12 parks"
    assert reason(drawn(draw, encrypt=StandardEncryption("secret"))) == "a PDF locked with a password"
    assert document(drawn(draw, encrypt=StandardEncryption("", "owner"))).text == "12 parks"
    assert "cut off" in reason(good[: len(good) // 2])
    assert "cut off" in reason(good[:-30])  # PDFium would mend it, and say nothing of pages that are gone
    assert "damaged" in reason(good[:200] + bytes(300) + good[500:])
    assert "no text" in reason(drawn(lambda canvas: canvas.showPage()))
    assert "10,000 pages" in reason(drawn(lambda canvas: [canvas.showPage() for _ in range(10_000)]))

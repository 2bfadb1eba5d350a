"""Word files, workbooks and CSV: every figure as the author sees it, tables as rows, and nothing hidden let in."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document as WordFile
from openpyxl.worksheet.worksheet import Worksheet

from kechuang.transforms.readers import Document, Limits, ReadFailure, read


def document(raw: bytes, name: str = "file", **options: Any) -> Document:
    result = read(raw, name, **options)
    assert isinstance(result, Document), result
    return result


def reason(raw: bytes, name: str = "file", **options: Any) -> str:
    result = read(raw, name, **options)
    assert isinstance(result, ReadFailure)
    assert "\n" not in result.reason
    return result.reason


def word_bytes(file: WordFile) -> bytes:
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def report() -> WordFile:
    file = docx.Document()
    file.add_heading("某市统计公报", 0)
    file.add_heading("一、综合", 1)
    paragraph = file.add_paragraph("全年生产总值12")
    paragraph.add_run("34.5").bold = True
    paragraph.add_run("亿元，增长5.2%。")
    table = file.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows, [("指标", "总量", "增长（%）"), ("生产总值", "1,234.5", "5.2"), ("#工业", "456.7", "")], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    file.add_paragraph("高新技术企业1205家。")
    return file


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """The package with one part put in or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return target.getvalue()


def test_a_word_file_keeps_headings_paragraphs_and_tables_in_order() -> None:
    read_back = document(word_bytes(report()))
    assert read_back.text == (
        "某市统计公报\n\n一、综合\n全年生产总值1234.5亿元，增长5.2%。\n\n"
        "指标\t总量\t增长（%）\n生产总值\t1,234.5\t5.2\n#工业\t456.7\n\n高新技术企业1205家。"
    )
    assert (read_back.format, read_back.title, read_back.title_method) == ("docx", "某市统计公报", "line")


def test_a_word_file_s_offset_map_names_paragraph_and_cell() -> None:
    read_back = document(word_bytes(report()))
    places = {read_back.text[r["start"] : r["end"]]: (r["kind"], r["place"]) for r in read_back.offsets.to_dicts()}
    assert places["一、综合"] == ("heading", "paragraph 2")
    assert places["高新技术企业1205家。"] == ("paragraph", "paragraph 4")
    assert places["5.2"] == ("cell", "table 1!C2")


def test_merged_cells_of_a_word_table_keep_the_columns() -> None:
    file = docx.Document()
    table = file.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "指标"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "2023年"
    for place, text in {(1, 1): "总量", (1, 2): "增长", (2, 0): "产值", (2, 1): "12", (2, 2): "3"}.items():
        table.cell(*place).text = text
    assert document(word_bytes(file)).text == "指标\t2023年\n\t总量\t增长\n产值\t12\t3"


def test_tracked_insertions_are_text_and_deletions_are_not() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("新增")
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deleted = f"<w:del {w} w:id='1' w:author='a'><w:r><w:delText>11家</w:delText></w:r></w:del>"
    inserted = f"<w:ins {w} w:id='2' w:author='a'><w:r><w:t>12家</w:t></w:r></w:ins>"
    for xml in (deleted, inserted):
        paragraph._p.append(docx.oxml.parse_xml(xml))
    assert document(word_bytes(file)).text == "新增12家"


def test_text_in_content_controls_and_text_boxes_is_read_once() -> None:
    file = docx.Document()
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    control = f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>控件内8家</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>框内9家</w:t></w:r></w:p></w:txbxContent></w:pict>"
    boxed = (
        f"<w:p {w} {mc}><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='x'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    for xml in (control, boxed):
        file.element.body.insert(0, docx.oxml.parse_xml(xml))
    assert document(word_bytes(file)).text == "框外\n框内9家\n控件内8家"


def test_the_day_a_file_was_made_dates_only_a_text_that_speaks_of_that_year() -> None:
    file = report()
    file.core_properties.created = datetime(2024, 3, 5, 9, 30)
    assert document(word_bytes(file)).published_date is None
    file.core_properties.author = "某处室"
    assert document(word_bytes(file)).published_date is None
    file.add_paragraph("以上为2023年数据。")
    read_back = document(word_bytes(file))
    assert (read_back.published_date, read_back.published_method) == (date(2024, 3, 5), "meta")
    file.add_paragraph("以上为2025年数据。")
    assert document(word_bytes(file)).published_date is None


@pytest.mark.parametrize(
    "attack",
    [
        b"<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><w>&x;</w>",
        b"<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><w>&b;</w>",
        "<!DOCTYPE w [<!ENTITY x 'y'>]><w>&x;</w>".encode("utf-16"),
    ],
)
def test_a_word_file_with_xml_entities_is_refused(attack: bytes) -> None:
    for part in ("word/document.xml", "docProps/core.xml", "word/styles.xml"):
        assert f"its part {part} declares XML entities" in reason(with_part(word_bytes(report()), part, attack))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (word_bytes(report())[:-200], "damaged ZIP file, or one cut off"),
        (with_part(word_bytes(report()), "word/document.xml", b"<w:document"), "damaged Word file"),
        (with_part(word_bytes(report()), "word/media/a.bin", b"\0" * 30_000_000), "times its size"),
        (with_part(word_bytes(docx.Document()), "word/x.xml", b""), "holds no text"),
    ],
)
def test_a_broken_or_bursting_word_file_gives_one_line(raw: bytes, words: str) -> None:
    assert words in reason(raw)


def workbook_bytes(fill: Any) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook, workbook.active)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def sheet_of(*rows: tuple[Any, ...]) -> bytes:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return workbook_bytes(fill)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012, "General", "123456789012"),
        (1e-7, "General", "0.0000001"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.567, "0.0_ ", "1234.6"),
        (0.0525, "0.0%", "5.2%"),
        (-12.3, "#,##0.0_);[Red]\\(#,##0.0\\)", "-12.3"),
        (5.5, "0.##", "5.5"),
        (2023, '0"年"', "2023年"),
        (1234567, "0,", "1234567"),
        (1234567, "0.00E+00", "1234567"),
        (datetime(2023, 12, 31), "yyyy-mm-dd", "2023年12月31日"),
        (datetime(2023, 12, 1), 'yyyy"年"m"月"', "2023年12月"),
        (datetime(2023, 12, 1, 8, 30), "yyyy/m/d h:mm", "2023年12月1日 08:30"),
        ("12家", "@", "12家"),
        (True, "General", "是"),
    ],
)
def test_a_cell_reads_as_the_sheet_shows_it(value: Any, number_format: str, shown: str) -> None:
    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"] = "值", value
        sheet["B1"].number_format = number_format

    assert document(workbook_bytes(fill)).text == f"值\t{shown}"


def test_a_sheet_is_a_table_with_its_title_and_unit_line() -> None:
    raw = sheet_of(
        ("某市主要指标",), (None, "单位：亿元"), ("指标", "2023年"), ("生产总值", 1234.5), (), ("工业", 456.7)
    )
    read_back = document(raw)
    assert read_back.text == "某市主要指标\n\t单位：亿元\n指标\t2023年\n生产总值\t1234.5\n工业\t456.7"
    assert (read_back.format, read_back.title, read_back.title_method) == ("xlsx", "某市主要指标", "line")
    places = {read_back.text[r["start"] : r["end"]]: r["place"] for r in read_back.offsets.to_dicts()}
    assert places["1234.5"] == "Sheet!B4"


def test_each_visible_sheet_is_read_under_its_name_and_a_hidden_one_is_reported() -> None:
    def fill(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.title = "工业"
        sheet.append(("产值", 12))
        workbook.create_sheet("空表")
        workbook.create_sheet("商业").append(("销售额", 34))
        hidden = workbook.create_sheet("草稿")
        hidden.append(("旧值", 99))
        hidden.sheet_state = "hidden"

    read_back = document(workbook_bytes(fill))
    assert read_back.text == "工业\n\n产值\t12\n\n商业\n\n销售额\t34"
    assert read_back.warnings == ("hidden sheet 草稿 left out",)


def test_formulas_that_were_never_computed_are_reported() -> None:
    read_back = document(sheet_of(("一季度", 12), ("二季度", 13), ("合计", "=B1+B2")))
    assert "1 formulas without a stored value" in read_back.warnings[0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (sheet_of(), "holds no text"),
        (with_part(sheet_of(("a", 1)), "xl/workbook.xml", b"<workbook"), "damaged workbook"),
        (
            with_part(sheet_of(("a", 1)), "xl/sharedStrings.xml", b"<!DOCTYPE x [<!ENTITY y 'z'>]><sst/>"),
            "XML entities",
        ),
    ],
)
def test_a_broken_workbook_gives_one_line(raw: bytes, words: str) -> None:
    assert words in reason(raw)


def test_a_workbook_with_a_cell_at_the_far_corner_of_each_row_is_refused() -> None:
    row = '<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>2</v></c></row>'
    rows = "".join(row.format(n=n) for n in range(1, 3000)).encode()
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    raw = with_part(sheet_of(("a", 1)), "xl/worksheets/sheet1.xml", head + rows + b"</sheetData></worksheet>")
    assert "more than 1,000,000 cells" in reason(raw)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('指标,2023年,增长\n生产总值,"1,234.5",5.2\n工业,456.7,4.5\n', "data.csv"),
        ('指标,2023年,增长\n生产总值,"1,234.5",5.2\n工业,456.7,4.5\n', "download"),
        ("指标;2023年;增长\n生产总值;1,234.5;5.2\n工业;456.7;4.5\n", "data.txt"),
        ("指标\t2023年\t增长\n生产总值\t1,234.5\t5.2\n工业\t456.7\t4.5\n", "data.tsv"),
    ],
)
def test_a_csv_file_is_told_by_its_even_lines(text: str, name: str) -> None:
    for codec in ("utf-8-sig", "gb18030"):
        read_back = document(text.encode(codec), name)
        assert read_back.text == "指标\t2023年\t增长\n生产总值\t1,234.5\t5.2\n工业\t456.7\t4.5"
        assert read_back.format == "csv"
    place = read_back.offsets.filter(read_back.offsets["start"] == read_back.text.index("456.7"))["place"].item()
    assert place == "B3"


def test_prose_with_commas_is_no_table() -> None:
    prose = "全年新增企业12家,增长5.2%,其中高新技术企业达到了全部企业数量的一半以上\n" * 3
    assert document(prose.encode(), "a.txt").format == "text"


def test_a_csv_cell_with_a_line_break_stays_one_cell() -> None:
    read_back = document('指标,值\n"生产\n总值",12\n工业,3\n'.encode(), "a.csv")
    assert read_back.text == "指标\t值\n生产总值\t12\n工业\t3"


def test_a_csv_file_of_too_many_cells_is_refused() -> None:
    assert "more than 10 cells" in reason(b"a,1\n" * 9, "a.csv", limits=Limits(max_cells=10))

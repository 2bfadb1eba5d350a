"""The files of the report: which pages a run writes, and what they hold. How they look is a test of the browser's."""

import json
import re
from pathlib import Path

import pytest
from small_warehouse import Document, SmallWarehouse, document, figure, staged, verdict

from kechuang.expectations import report
from kechuang.expectations.report.pages import as_data, marked
from kechuang.flows import report_command
from kechuang.warehouse.connection import connect_readers

GDP = document("gdp", "全市生产总值9亿元。", figure("9亿元", 9e8, "GDP", unit_mult=8))
FIRMS = document("firms", "高新技术企业12家。", figure("12家", 12, "高企", indicator_id="hitech", unit_measure="count"))
OTHER = document("other", "全市生产总值11亿元。", figure("11亿元", 1.1e9, "GDP", unit_mult=8))


def write(house: SmallWarehouse, *read: Document, is_whole: bool = False, left_out: tuple[str, ...] = ()) -> Path:
    ids = None if is_whole else [doc.document_id for doc in read]
    with connect_readers(house.settings) as con:
        return report.write(con, house.settings, ids, left_out)


def page_of(house: SmallWarehouse, doc: Document) -> Path:
    return house.settings.report / "documents" / f"{doc.document_id}.html"


def spoil(house: SmallWarehouse, *docs: Document) -> None:
    """What the next report writes anew is whole again."""
    for doc in docs:
        page_of(house, doc).write_text("spoilt", encoding="utf-8")


def is_spoilt(house: SmallWarehouse, doc: Document) -> bool:
    return page_of(house, doc).read_text(encoding="utf-8") == "spoilt"


def records(page: Path) -> list[dict[str, object]]:
    """The rows of a page's table, as its script reads them."""
    (block,) = re.findall(r'<script id="data"[^>]*>(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    data = json.loads(block)
    return [dict(zip(data["fields"], row, strict=False)) for row in data["records"]]


def test_a_later_run_writes_the_pages_of_its_documents_only(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP, FIRMS)
    write(warehouse, GDP, FIRMS)
    spoil(warehouse, GDP, FIRMS)
    warehouse.publish(OTHER)
    write(warehouse, OTHER)
    assert is_spoilt(warehouse, GDP) and is_spoilt(warehouse, FIRMS)
    assert records(page_of(warehouse, OTHER))[0]["value"] == 1.1e9


def test_a_file_that_would_not_change_is_left_alone(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP)
    files = [write(warehouse, GDP), page_of(warehouse, GDP), warehouse.settings.report / "static" / "echarts.min.js"]
    before = [file.stat().st_ino for file in files]
    write(warehouse, is_whole=True)
    assert [file.stat().st_ino for file in files] == before


def test_a_doubt_that_a_later_run_casts_reaches_the_earlier_documents_page(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP, FIRMS)
    write(warehouse, GDP, FIRMS)
    spoil(warehouse, FIRMS)
    doubted, by = (staged(doc)["observation"].row(0, named=True) for doc in (GDP, OTHER))
    flag = {"check_id": "documents_agree", "severity": "warning", "reason_zh": "不一", "reason_en": "differ"}
    flag |= {"document_id": GDP.document_id, "observation_id": doubted["observation_id"]}
    flag |= {"other_document_id": OTHER.document_id, "other_observation_id": by["observation_id"]}
    warehouse.publish(OTHER, checked=verdict(flags=[flag]))
    write(warehouse, OTHER)
    (record,) = records(page_of(warehouse, GDP))
    assert record["notes"] == [["documents_agree", "warning", "不一", "differ", OTHER.document_id, by["start"], None]]
    assert 'class="observation doubted"' in page_of(warehouse, GDP).read_text(encoding="utf-8")
    assert is_spoilt(warehouse, FIRMS)


def test_a_word_that_gains_an_indicator_gains_it_on_pages_that_were_not_read(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP, FIRMS)
    late_doc = document("late", "灯塔车间3个。", figure("3个", 3, "灯塔车间", unit_measure="count"))
    warehouse.publish(late_doc)
    write(warehouse, late_doc)
    assert records(page_of(warehouse, late_doc))[0]["indicator"] is None
    warehouse.write_seed("indicator_alias", "alias,indicator_id,source\nGDP,gdp,test\n灯塔车间,hitech,test\n")
    warehouse.publish(OTHER)
    write(warehouse, OTHER)
    assert records(page_of(warehouse, late_doc))[0]["indicator"] == "hitech"


def test_a_report_that_was_missed_is_made_up_for(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP)
    write(warehouse, GDP)
    warehouse.publish(FIRMS)  # killed before its report
    warehouse.publish(OTHER)
    write(warehouse, OTHER)
    assert records(page_of(warehouse, FIRMS))[0]["value"] == 12


def test_a_replaced_document_says_so_and_leads_to_the_newer_one(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP)
    write(warehouse, GDP)
    warehouse.see(OTHER, "/documents/gdp.txt")
    warehouse.publish(OTHER)
    write(warehouse, OTHER)
    page = page_of(warehouse, GDP).read_text(encoding="utf-8")
    assert f'href="{OTHER.document_id}.html"' in page
    assert records(page_of(warehouse, GDP)) == []


def test_pages_of_another_warehouse_go(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP)
    write(warehouse, GDP)
    stray = warehouse.settings.report / "documents" / "0123.html"
    stray.write_text("of an older warehouse", encoding="utf-8")
    write(warehouse, is_whole=True)
    assert not stray.exists() and page_of(warehouse, GDP).exists()


def test_a_long_table_tells_how_much_of_it_is_shown_and_how_to_ask_for_the_rest(warehouse: SmallWarehouse) -> None:
    words = [f"{a}{b}车间" for a in "甲乙丙丁戊己庚" for b in "红橙黄绿青蓝紫黑白灰"]
    text = "".join(f"{word}{n + 100}个。\n" for n, word in enumerate(words))
    figures = [figure(f"{n + 100}个", n, word, unit_measure="count") for n, word in enumerate(words)]
    warehouse.publish(document("words", text, *figures))
    page = write(warehouse, is_whole=True, left_out=("a.pdf: holds no text", "b <b>")).read_text(encoding="utf-8")
    assert "60 of 70 shown" in page and "from unresolved_mention group by all" in page
    assert "a.pdf: holds no text" in page and "b &lt;b&gt;" in page


def test_a_wording_that_waits_stands_beside_what_is_proposed_for_it(warehouse: SmallWarehouse) -> None:
    text = "有效高新技术企业12家。"
    firms = figure("12家", 12, "有效高新技术企业", indicator_id=None, unit_measure="count")
    warehouse.write_seed("indicator_alias", "alias,indicator_id,source\n高新技术企业,hitech,test\n")
    warehouse.publish(document("firms", text, firms))
    page = write(warehouse, is_whole=True).read_text(encoding="utf-8")
    row = page[page.index("<td>有效高新技术企业</td>") :]
    assert "new: </span>有效高新技术企业" in row[:300] and "高新技术企业</small>" in row[:300]


def test_series_lie_by_region_and_name_their_evidence(warehouse: SmallWarehouse) -> None:
    warehouse.publish(GDP)
    write(warehouse, GDP)
    (file,) = (warehouse.settings.report / "series").iterdir()
    name, told = re.fullmatch(r'kechuang\.addSeries\("(\w+)",(.*)\)\n', file.read_text(encoding="utf-8")).groups()
    (point,) = (dict(zip(json.loads(told)["fields"], row, strict=True)) for row in json.loads(told)["points"])
    assert (file.stem, name) == ("330100", "330100")
    assert (point["indicator"], point["period"], point["value"]) == ("gdp", "2023", 9e8)
    assert (point["document"], point["start"]) == (GDP.document_id, GDP.text.index("9亿元"))


def test_the_command_writes_anew_what_is_lost_and_opens_what_is_there(
    warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setenv("KECHUANG_HOME", str(warehouse.settings.home))
    monkeypatch.setattr("webbrowser.open", lambda page: bool(opened.append(page)) or True)
    warehouse.publish(GDP)
    index = warehouse.settings.report_index
    assert report_command.report(is_to_open=True) == 0
    assert (capsys.readouterr().out, opened) == (f"{index}\n", [index.as_uri()])
    spoil(warehouse, GDP)
    assert report_command.report(is_to_open=True) == 0 and is_spoilt(warehouse, GDP)
    assert report_command.report(is_to_open=False) == 0 and not is_spoilt(warehouse, GDP)
    warehouse.publish(FIRMS)
    assert report_command.report(is_to_open=True) == 0 and page_of(warehouse, FIRMS).is_file()


def test_marks_that_overlap_part_the_text_between_them() -> None:
    text = marked("共12家<b>3个", [1, 2, 7], [4, 5, 9], ["a", "b", "c"])
    first, second, third = (f'<mark id="c{n}" class="{name}">' for n, name in ((1, "a"), (2, "b"), (7, "c")))
    assert text == f"共{first}12家</mark>{second}&lt;</mark>b&gt;{third}3个</mark>"


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>&amp;"])
def test_data_cannot_end_its_block(text: str) -> None:
    block = as_data(json.dumps([text]))
    assert not set(block) & set("<>&")
    assert json.loads(block) == [text]

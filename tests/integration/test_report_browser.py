"""The report in a real browser: what it shows is what the warehouse holds, and nothing in it runs or reaches out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, browser, needs_chromium
from small_warehouse import Document, SmallWarehouse, document, figure, staged, verdict

from kechuang.expectations import report
from kechuang.warehouse.connection import connect_readers

pytestmark = needs_chromium

EVIL = '<script>alert(1)</script><img src="http://example.invalid/x" onerror="alert(2)">&amp;</div>'
BULLETINS = [
    document(
        f"{year}年公报",
        f"{year}年全市生产总值{value}亿元。\n有效高新技术企业{firms}家。\n新增灯塔车间7个。",
        figure(f"{year}年", year, kind="time"),
        figure(f"{value}亿元", value * 1e8, "GDP", unit_mult=8, time_period=str(year)),
        figure(f"{firms}家", firms, "高新技术企业", indicator_id="hitech", unit_measure="count", time_period=str(year)),
        figure("7个", 7, "灯塔车间", unit_measure="count", statistic="increment", time_period=str(year)),
    )
    for year, value, firms in ((2021, 801, 310), (2022, 853, 352), (2023, 909, 401))
]
NEWS = document(
    f"快讯{EVIL}",
    f"{EVIL}\n2023年全市生产总值960亿元，高新技术企业40100家，增长3%。",
    figure("960亿元", 9.6e10, "GDP", unit_mult=8),
    figure("40100家", 40100, "高新技术企业", indicator_id="hitech", unit_measure="count"),
    figure("3%", 3, "GDP", statistic="growth_rate", unit_measure="percent", comparison="yoy"),
    publisher=EVIL,
    published_date=None,
)


def key_of(doc: Document, printed: str) -> dict[str, str]:
    """Of the figure that is printed so."""
    rows = staged(doc)["observation"].to_dicts()
    (row,) = [row for row in rows if doc.text[row["start"] : row["end"]] == printed]
    return {"document_id": doc.document_id, "observation_id": row["observation_id"]}


def reasons(check_id: str) -> dict[str, str]:
    return {"check_id": check_id, "reason_en": f"doubt <b>{EVIL}", "reason_zh": f"疑问 <b>{EVIL}"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> SmallWarehouse:
    """A warehouse of two runs and its report: a conflict, a doubt, a figure held back, wordings that wait."""
    house = SmallWarehouse(tmp_path_factory.mktemp("house"))
    house.publish(*BULLETINS)
    held = key_of(NEWS, "40100家")
    payload = f'{{"mention_id": "{held["observation_id"].split(":")[0]}", "obs_value": 40100.0, "ordinal": 0, '
    payload += '"indicator_id": "hitech", "statistic": "level", "unit_measure": "count", "start": 1, "end": 2}'
    result = {"check_id": "value_is_usual", "run_id": "day2", "level": "row", "severity": "warning", "is_passed": False}
    result |= {"n_failed": 1, "n_checked": 3, "description_en": "usual", "description_zh": "通常"}
    checked = verdict(
        results=[result],
        quarantine=[held | reasons("value_is_possible") | {"level": "row", "field": "obs_value", "payload": payload}],
        flags=[key_of(NEWS, "960亿元") | reasons("value_is_usual") | {"severity": "warning"}],
    )
    house.publish(NEWS, checked=checked)
    with connect_readers(house.settings) as con:
        report.write(con, house.settings, None, [f"paper.pdf: {EVIL}"])
    return house


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def quiet(window: Browser) -> Iterator[Browser]:
    """The window, in which nothing may go wrong or reach out during the test."""
    window.errors.clear()
    window.requests.clear()
    yield window
    assert (window.errors, window.requests) == ([], [])


def page_of(home: SmallWarehouse, doc: Document) -> Path:
    return home.settings.report / "documents" / f"{doc.document_id}.html"


def test_the_index_draws_its_charts_in_both_languages(home: SmallWarehouse, quiet: Browser) -> None:
    page = quiet.open(home.settings.report_index)
    for chart in ("#trend", "#heat"):
        page.locator(chart).scroll_into_view_if_needed()
        page.wait_for_selector(f"{chart}[data-drawn] svg")
    assert "The run at a glance" in page.locator("h1").inner_text()
    quiet.keep(page, "index-en")
    page.get_by_role("button", name="中文").click()
    assert page.locator("h1").inner_text() == "本次运行一览"
    assert page.locator("#heat svg").get_by_text("地区生产总值").count() > 0
    quiet.keep(page, "index-zh")
    assert "快讯" in quiet.open(page_of(home, NEWS)).locator("h1").inner_text()
    again = quiet.open(home.settings.report_index)
    assert again.locator("html").get_attribute("data-lang") == "zh"  # remembered
    again.get_by_role("button", name="English").click()


def test_marks_table_and_warehouse_agree(home: SmallWarehouse, quiet: Browser) -> None:
    for doc in (*BULLETINS, NEWS):
        page = quiet.open(page_of(home, doc))
        sql = f"FROM fact_mention WHERE document_id = '{doc.document_id}' AND recorded_to IS NULL ORDER BY span_start"
        stored = home.query(f"SELECT kind, span_start, span_end {sql}")
        marks = page.locator("#text mark").evaluate_all("m => m.map(m => [m.classList[0], m.id, m.textContent])")
        assert marks == [[kind, f"c{start}", doc.text[start:end]] for kind, start, end in stored]
        rows = page.locator("#numbers tbody tr")
        printed = [doc.text[start:end] for _, start, end in stored]
        assert rows.locator("td:first-child").all_inner_texts() == printed
        kinds = rows.evaluate_all("rows => rows.map(row => row.dataset.kind)")
        assert kinds == [kind for kind, _, _ in stored]
        assert page.locator("#text").inner_text() == doc.text


def test_a_figure_shows_its_record_its_rule_and_what_is_said_of_it(home: SmallWarehouse, quiet: Browser) -> None:
    page = quiet.open(page_of(home, NEWS))
    page.locator("#text mark.doubted").click()
    card = page.locator("#record")
    assert "gross domestic product" in card.inner_text() and "96,000,000,000 CNY" in card.inner_text()
    assert "doubt <b><script>" in card.inner_text() and "value_is_usual" in card.inner_text()
    page.locator("#text mark.withheld").hover()
    assert "40,100" in card.inner_text() and "value_is_possible" in card.inner_text()
    quiet.keep(page, "document-en")


def test_a_row_of_the_table_leads_to_its_place(home: SmallWarehouse, quiet: Browser) -> None:
    page = quiet.open(page_of(home, BULLETINS[0]))
    page.locator("#numbers").get_by_role("button", name="310家").click()
    focused = page.evaluate("document.activeElement.id")
    assert focused == f"c{BULLETINS[0].text.index('310家')}"
    assert page.locator("#text mark.chosen").inner_text() == "310家"
    linked = quiet.open(page_of(home, BULLETINS[0]), f"#{focused}")
    assert linked.locator("#text mark.chosen").inner_text() == "310家"


def test_filters_leave_the_rows_and_marks_that_fit(home: SmallWarehouse, quiet: Browser) -> None:
    page = quiet.open(page_of(home, BULLETINS[2]))

    def shown() -> list[str]:
        rows = page.locator("#numbers tbody td:first-child").all_inner_texts()
        assert page.locator("#text mark:not(.off)").evaluate_all("m => m.map(m => m.textContent)") == rows
        return [str(row) for row in rows]

    page.locator("#kinds input[value=time]").uncheck()
    assert shown() == ["909亿元", "401家", "7个"]
    page.locator("#indicator").select_option("hitech")
    assert shown() == ["401家"]
    page.get_by_role("button", name="Clear").click()
    page.locator("#numbers tbody tr").nth(3).wait_for()
    page.locator("#flag").select_option("unbound")
    assert shown() == ["7个"]
    page.locator("#flag").select_option("all")
    page.locator("#words").fill("gross")
    assert shown() == ["909亿元"]


def test_the_series_of_other_documents_stand_in_the_charts(home: SmallWarehouse, quiet: Browser) -> None:
    page = quiet.open(page_of(home, BULLETINS[0]))
    page.locator("#series").scroll_into_view_if_needed()
    page.wait_for_selector("#series [data-drawn] svg")
    page.locator("#series figure").nth(0).locator("summary").click()
    table = page.locator("#series figure").nth(0).locator("table").inner_text()
    assert [line.split("\t")[0] for line in table.splitlines()] == ["2021", "2022", "2023"]


def test_a_text_with_markup_runs_nothing(home: SmallWarehouse, quiet: Browser) -> None:
    for file in (page_of(home, NEWS), home.settings.report_index):
        page = quiet.open(file)
        own = page.locator("script").evaluate_all(
            "all => all.filter(s => !s.src && s.type !== 'application/json').length"
        )
        assert (own, page.locator("img").count()) == (0, 0)
        assert EVIL in page.locator("body").inner_text()


def test_every_number_is_reached_by_keyboard(home: SmallWarehouse, quiet: Browser) -> None:
    page = quiet.open(page_of(home, BULLETINS[1]))
    page.locator("#words").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "MARK":
            break
    reached = [page.evaluate("document.activeElement.textContent")]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == ["2022年", "853亿元", "352家", "7个"]
    assert page.locator("#record strong").inner_text() == "7个"
    page.keyboard.press("ArrowLeft")
    assert page.locator("#record strong").inner_text() == "352家"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_that_shuts_readers_out(home: SmallWarehouse, quiet: Browser, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for file in (home.settings.report_index, page_of(home, NEWS)):
        page = quiet.open(file)
        page.locator(f"[data-set-lang={language}]").click()
        if file != home.settings.report_index:
            page.locator("#text mark.doubted").click()
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(v["id"], v["nodes"][0]["target"], v["nodes"][0]["failureSummary"]) for v in found] == []

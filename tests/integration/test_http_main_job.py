"""The main job on a real site: a list page with three articles, one of them in GB18030, a PDF and a Word file."""

import io
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from typing import Any

import docx
import pytest
from desk import Desk
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from web_site import Site, article, serve

ARTICLES = {
    "/art/2024/1.html": ("经济运行稳中有进", "2023年，余杭区实现地区生产总值2890.5亿元，同比增长6.1%。"),
    "/art/2024/2.html": ("高企队伍壮大", "2023年，余杭区有效高新技术企业达到2450家。"),
    "/art/2024/3.html": ("研发投入再创新高", "2022年，余杭区全社会研发经费支出占地区生产总值比重为4.03%。"),
}
FILES = ("/files/plan.docx", "/files/bulletin.pdf")
CATALOGUE = """
[[source]]
id = "bureau"
kind = "list_page"
location = "{0}/list/"
links = '/art/|/files/'
region = "330110"
allow_private = true
"""


@pytest.fixture
def site() -> Iterator[Site]:
    """The site of a bureau."""
    with serve() as opened:
        for path, (title, text) in ARTICLES.items():
            opened.pages[path] = article(title, text)
        title, text = ARTICLES["/art/2024/3.html"]
        page = f'<html><meta charset="gb2312"><title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>'
        opened.pages["/art/2024/3.html"] = page.encode("gb18030")
        opened.pages["/files/plan.docx"] = word("2025年，余杭区数字经济核心产业增加值将达到2100亿元。")
        opened.pages["/files/bulletin.pdf"] = pdf("2023年末，余杭区常住人口为140.2万人。")
        opened.types |= dict.fromkeys(FILES, "application/octet-stream")
        links = "".join(f'<li><a href="{path}">条目</a></li>' for path in [*ARTICLES, *FILES])
        opened.pages["/list/"] = f"<html><body><ul>{links}</ul></body></html>".encode()
        yield opened


@pytest.fixture
def web_desk(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose catalogue is the site's list page."""
    desk.settings.catalogue.write_text(CATALOGUE.format(site.url), encoding="utf-8")
    monkeypatch.setenv("KECHUANG_HOST_PAUSE_SECONDS", "0")
    monkeypatch.setenv("KECHUANG_CONTACT", "data@example.org")
    return desk


def word(text: str) -> bytes:
    """A Word file of one paragraph."""
    document = docx.Document()
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(text: str) -> bytes:
    """A PDF of one line."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    page = Canvas(file)
    page.setFont("STSong-Light", 14)
    page.drawString(72, 720, text)
    page.save()
    return file.getvalue()


def log(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(desk.settings.ledger)) as db:
        return db.execute(sql).fetchall()


def test_a_site_becomes_figures_and_the_second_run_asks_only_whether_it_stands(web_desk: Desk, site: Site) -> None:
    first = web_desk.run("bureau")
    assert (first.code, first.outcome["files"]) == (0, {"new": 5}), first.output
    figures = web_desk.query("SELECT indicator_id, obs_value, locator FROM observation ORDER BY locator, span_start")
    assert {(indicator, value, locator.removeprefix(site.url)) for indicator, value, locator in figures} >= {
        ("gdp", 289_050_000_000, "/art/2024/1.html"),
        ("rd_intensity", 4.03, "/art/2024/3.html"),
    }
    assert {value for _, value, _ in figures} >= {2450, 210_000_000_000, 1_402_000}
    asked = [a.path for a in site.asked]
    assert sorted(asked) == sorted(["/robots.txt", "/list/", *ARTICLES, *FILES])  # each once
    assert log(web_desk, "SELECT count(*) FROM fetch_log") == [(len(asked),)]

    site.asked.clear()
    flow_runs = web_desk.query("SELECT count(*) FROM load_run")
    second = web_desk.run("bureau")
    assert (second.code, second.outcome["status"], second.outcome["files"]) == (0, "unchanged", {"unchanged": 5})
    assert all(a.is_conditional for a in site.asked if a.path != "/robots.txt")
    assert len(site.paths()) == 6
    run_id = log(web_desk, "SELECT max(run_id) FROM run")[0][0]
    rows = log(web_desk, f"SELECT outcome, status FROM fetch_log WHERE run_id = '{run_id}' ORDER BY outcome")
    assert rows == [("failed", 404), ("read", 304), *[("unchanged", 304)] * 5]
    assert web_desk.query("SELECT count(*) FROM load_run") == flow_runs


def test_a_stopped_run_ends_cleanly_and_the_next_one_goes_on(web_desk: Desk, site: Site) -> None:
    begun: list[float] = []

    def hang(handler: BaseHTTPRequestHandler) -> None:
        begun.append(time.monotonic())
        time.sleep(20)

    title, text = ARTICLES["/art/2024/3.html"]
    site.pages["/art/2024/3.html"] = hang
    process = web_desk.start("run", "bureau")
    deadline = time.monotonic() + 30
    while not (begun and set(FILES) <= set(site.paths())) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=15)
    assert process.returncode == 130, output + errors
    assert errors.strip().splitlines()[-1].startswith("kechuang: stopped")
    assert "Traceback" not in errors
    assert len(log(web_desk, "SELECT 1 FROM capture")) == 4

    site.asked.clear()
    site.pages["/art/2024/3.html"] = article(title, text)
    ran = web_desk.run("bureau")
    assert (ran.code, ran.outcome["files"]) == (0, {"new": 1, "unchanged": 4}), ran.output
    assert ran.outcome["n_read"] == 5
    assert sum(a.is_conditional for a in site.asked) == 5  # what was fetched is not fetched again

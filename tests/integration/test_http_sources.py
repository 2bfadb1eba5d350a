"""Sources on a real site: which documents they lead to, and what each look writes into the ledger."""

import io
import os
import signal
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from web_site import Site, article, in_turn, redirect, send, serve

from kechuang.flows import fetching
from kechuang.flows.fetching import Fetched
from kechuang.flows.files import Place
from kechuang.flows.progress import Steps
from kechuang.flows.web.limits import Limits
from kechuang.flows.web.options import Options
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Capture, Ledger, Metadata, Source
from kechuang.warehouse.raw_store import RawStore

limits_of = Limits.of
GROWTH = "2023年，余杭区实现地区生产总值2890.5亿元，同比增长6.1%，增速高于全省平均水平。"
FIRMS = "截至2023年底，余杭区有效高新技术企业达到2450家，比上年末增加320家。"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as opened:
        yield opened


class Desk:
    """A home of its own, and looks at sources on a site, without a Prefect run around them."""

    def __init__(self, home: Path, site: Site) -> None:
        self.settings = Settings(home=home, host_pause_seconds=0.0, download_seconds=5, file_limit_mb=1)
        self.site = site
        self.runs = 0

    def source(self, kind: str, path: str, **options: Any) -> Source:
        told = Options(**{"allow_private": True, **options})
        return Source(
            kind, kind, f"{self.site.url}{path}", Metadata(title="a title", publisher="统计局"), None, told.text()
        )

    def look(self, *sources: Source) -> Fetched:
        """One run's fetching."""
        self.runs += 1
        fetched = Fetched()
        pending = [Place(source, Path("/")) for source in sources]
        with Ledger(self.settings.ledger) as ledger:
            fetching.fetch(ledger, pending, fetched, self.settings, f"run{self.runs}", True, Steps())
        return fetched

    def captures(self) -> list[Capture]:
        with Ledger(self.settings.ledger) as ledger:
            return ledger.captures()

    def log(self, columns: str) -> list[tuple[Any, ...]]:
        """The requests of the newest run, short of robots.txt and of what differs from test to test."""
        with closing(sqlite3.connect(self.settings.ledger)) as db:
            which = "run_id = ? AND locator NOT LIKE '%robots.txt'"
            sql = f"SELECT {columns} FROM fetch_log WHERE {which} ORDER BY at, rowid"
            return db.execute(sql, (f"run{self.runs}",)).fetchall()

    def path(self, locator: str) -> str:
        return locator.removeprefix(self.site.url)

    def outcomes(self, fetched: Fetched, source: str) -> dict[str, str]:
        return {self.path(locator): outcome for locator, outcome in fetched.outcomes[source].items()}


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Desk:
    return Desk(tmp_path, site)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures are tried again at once."""
    monkeypatch.setattr(Limits, "of", lambda settings: replace(limits_of(settings), first_wait_seconds=0.01))


def listing(*links: str) -> bytes:
    """A list page."""
    items = "".join(f'<li><a href="{link}">条目</a></li>' for link in links)
    return f'<html><body><a href="/about.html">关于</a><ul>{items}</ul></body></html>'.encode()


def zipped(files: dict[str, str]) -> bytes:
    """A ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_a_page_becomes_a_capture_at_its_address_with_its_bytes_kept(desk: Desk, site: Site) -> None:
    site.pages["/a.html"] = article("增长", GROWTH)
    fetched = desk.look(desk.source("page", "/a.html"))
    assert desk.outcomes(fetched, "page") == {"/a.html": "new"}
    (capture,) = desk.captures()
    assert capture.locator == f"{site.url}/a.html"
    assert capture.metadata == Metadata(title="a title", publisher="统计局")
    assert RawStore(desk.settings.raw).get(capture.document_id) == site.pages["/a.html"]
    assert desk.log("outcome, status, bytes, sha256, error") == [
        ("new", 200, len(site.pages["/a.html"]), capture.document_id, None)  # type: ignore[arg-type]
    ]


def test_an_unchanged_page_is_one_conditional_request_and_one_row_of_the_log(desk: Desk, site: Site) -> None:
    site.pages["/a.html"] = article("增长", GROWTH)
    source = desk.source("page", "/a.html")
    desk.look(source)
    before = desk.captures()
    site.asked.clear()
    fetched = desk.look(source)
    assert desk.outcomes(fetched, "page") == {"/a.html": "unchanged"}
    assert [(asked.path, asked.is_conditional) for asked in site.asked if asked.path != "/robots.txt"] == [
        ("/a.html", True)
    ]
    assert desk.log("outcome, status, bytes, sha256") == [("unchanged", 304, 0, before[0].document_id)]
    assert desk.captures() == before


def test_a_page_whose_bytes_change_but_not_its_text_makes_no_new_version(desk: Desk, site: Site) -> None:
    source = desk.source("page", "/a.html")
    page = article("增长", GROWTH)
    site.pages["/a.html"] = page + b"<!-- visitor 1 -->"
    desk.look(source)
    before = desk.captures()
    for visitor in (2, 2, 3):
        site.pages["/a.html"] = page + b"<!-- visitor %d -->" % visitor
        assert desk.outcomes(desk.look(source), "page") == {"/a.html": "unchanged"}
        assert [row[0] for row in desk.log("outcome")] == ["unchanged"]
    assert desk.captures() == before
    assert len(list(desk.settings.raw.glob("*/*"))) == 1


def test_a_page_whose_text_changes_is_a_new_version(desk: Desk, site: Site) -> None:
    source = desk.source("page", "/a.html")
    site.pages["/a.html"] = article("增长", GROWTH)
    desk.look(source)
    site.pages["/a.html"] = article("增长", GROWTH.replace("2890.5", "2895.5"))
    assert desk.outcomes(desk.look(source), "page") == {"/a.html": "changed"}
    old, new = sorted(desk.captures(), key=lambda capture: capture.seen_from)
    assert old.seen_to == new.seen_from


def test_a_page_that_vanished_is_gone_once_and_back_when_it_stands_again(desk: Desk, site: Site) -> None:
    source = desk.source("page", "/a.html")
    page = site.pages["/a.html"] = article("增长", GROWTH)
    desk.look(source)
    del site.pages["/a.html"]
    assert desk.outcomes(desk.look(source), "page") == {"/a.html": "gone"}
    assert desk.log("outcome, status") == [("gone", 404)]
    assert desk.captures()[0].gone_at is not None
    again = desk.look(source)
    assert (desk.outcomes(again, "page"), again.problems) == ({}, [])
    site.pages["/a.html"] = page
    assert desk.outcomes(desk.look(source), "page") == {"/a.html": "new"}
    assert desk.captures()[0].gone_at is None


@pytest.mark.parametrize("answer", [(503, "Service Unavailable"), (403, "Forbidden")])
def test_a_page_that_gives_no_answer_is_not_gone(
    desk: Desk, site: Site, answer: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    source = desk.source("page", "/a.html")
    site.pages["/a.html"] = article("增长", GROWTH)
    desk.look(source)
    site.pages["/a.html"] = in_turn((answer[0], b"", {}))
    fetched = desk.look(source)
    assert [str(problem) for problem in fetched.problems] == [
        f"{site.url}/a.html: the server answers {answer[0]} {answer[1]}"
    ]
    assert desk.captures()[0].gone_at is None
    assert desk.log("outcome, status")[-1] == ("failed", answer[0])


def test_a_page_never_seen_that_is_not_there_is_a_problem(desk: Desk, site: Site) -> None:
    (problem,) = desk.look(desk.source("page", "/no.html")).problems
    assert str(problem) == f"{site.url}/no.html: the server answers 404 Not Found"


def test_every_attempt_of_a_request_is_a_row_of_the_log(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    site.pages |= {"/old.html": redirect("/a.html", 301), "/a.html": in_turn((500, b"", {}), (200, b"<p>x", {}))}
    desk.look(desk.source("page", "/old.html"))
    rows = [(desk.path(locator), *rest) for locator, *rest in desk.log("locator, outcome, status, error")]
    assert rows == [
        ("/old.html", "redirected", 301, None),
        ("/a.html", "retried", 500, "the server answers 500 Internal Server Error"),
        ("/old.html", "redirected", 301, None),
        ("/a.html", "new", 200, None),
    ]
    assert [desk.path(capture.locator) for capture in desk.captures()] == ["/old.html"]


def test_a_file_for_which_the_server_gives_a_page_is_left_out(desk: Desk, site: Site) -> None:
    site.pages |= {"/a.pdf": article("请登录", "请先登录后下载。"), "/b.pdf": b"%PDF-1.4 ..."}
    (problem,) = desk.look(desk.source("file_url", "/a.pdf")).problems
    assert "is a web page, though its source says kind = 'file_url'" in problem.reason
    assert desk.look(desk.source("file_url", "/b.pdf")).problems == []


def test_a_list_page_leads_to_the_documents_that_its_pattern_fits(desk: Desk, site: Site) -> None:
    site.pages |= {
        "/list/": listing("../art/1.html", "art/2.html", "/art/1.html#top", "/video/3.html", "file:///art/4.html"),
        "/art/1.html": article("一", GROWTH),
        "/list/art/2.html": article("二", FIRMS),
        "/about.html": article("关于", "关于本站。"),
    }
    fetched = desk.look(desk.source("list_page", "/list/", links=r"/art/\d\.html$"))
    assert desk.outcomes(fetched, "list_page") == {
        "/art/1.html": "new",
        "/list/art/2.html": "new",
        "file:///art/4.html": "failed",
    }
    assert [str(problem) for problem in fetched.problems] == ["file:///art/4.html: is no http or https address"]
    assert {capture.metadata.title for capture in desk.captures()} == {None}  # the title is the collection's
    assert [row[0] for row in desk.log("outcome")].count("read") == 1


def test_list_pages_are_followed_as_deep_as_they_may(desk: Desk, site: Site) -> None:
    site.pages |= {f"/list_{n}.html": listing(f"/art/{n}.html", f"list_{n + 1}.html", "list_0.html") for n in range(6)}
    site.pages |= {f"/art/{n}.html": article(str(n), GROWTH) for n in range(6)}
    source = desk.source("list_page", "/list_0.html", links="/art/", pages=r"list_\d+\.html$", depth=2)
    assert sorted(desk.outcomes(desk.look(source), "list_page")) == [f"/art/{n}.html" for n in range(3)]
    assert sorted(path for path in site.paths() if "list" in path) == [f"/list_{n}.html" for n in range(3)]


def test_no_more_documents_are_taken_than_the_source_says(desk: Desk, site: Site) -> None:
    site.pages["/list/"] = listing(*(f"/art/{n}.html" for n in range(9)))
    site.pages |= {f"/art/{n}.html": article(str(n), GROWTH) for n in range(9)}
    fetched = desk.look(desk.source("list_page", "/list/", links="/art/", max_documents=4))
    assert sorted(desk.outcomes(fetched, "list_page")) == [f"/art/{n}.html" for n in range(4)]
    assert fetched.problems == []


def test_a_list_page_without_a_fitting_link_says_so(desk: Desk, site: Site) -> None:
    site.pages["/list/"] = listing("/art/1.html")
    (problem,) = desk.look(desk.source("list_page", "/list/", links="/news/")).problems
    assert str(problem) == f"{site.url}/list/: no link fits links = '/news/'"


def test_what_falls_off_a_list_is_not_gone_until_its_own_address_says_so(desk: Desk, site: Site) -> None:
    source = desk.source("list_page", "/list/", links="/art/")
    site.pages |= {
        "/list/": listing("/art/1.html", "/art/2.html"),
        "/art/1.html": article("一", GROWTH),
        "/art/2.html": article("二", FIRMS),
    }
    desk.look(source)
    site.pages["/list/"] = listing("/art/2.html")
    assert desk.outcomes(desk.look(source), "list_page") == {"/art/1.html": "unchanged", "/art/2.html": "unchanged"}
    del site.pages["/art/1.html"]
    assert desk.outcomes(desk.look(source), "list_page") == {"/art/1.html": "gone", "/art/2.html": "unchanged"}
    site.asked.clear()
    desk.look(source)
    assert "/art/1.html" not in site.paths()  # what is gone and named nowhere is not asked for again


def test_a_list_that_cannot_be_read_makes_nothing_gone(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    source = desk.source("list_page", "/list/", links="/art/")
    site.pages |= {"/list/": listing("/art/1.html"), "/art/1.html": article("一", GROWTH)}
    desk.look(source)
    site.pages["/list/"] = in_turn((500, b"", {}))
    fetched = desk.look(source)
    assert [problem.where for problem in fetched.problems] == [f"{site.url}/list/"]
    assert [capture.gone_at for capture in desk.captures()] == [None]


def test_a_sitemap_of_sitemaps_leads_to_its_documents_the_newest_first(desk: Desk, site: Site) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    entries = "".join(
        f"<url><loc>{site.url}/art/{n}.html</loc><lastmod>2024-0{n}-01</lastmod></url>" for n in range(1, 5)
    )
    site.pages |= {
        "/index.xml": f"<sitemapindex {space}><sitemap><loc>{site.url}/map.xml</loc></sitemap></sitemapindex>".encode(),
        "/map.xml": f'<?xml version="1.0"?><urlset {space}>{entries}</urlset>'.encode(),
        **{f"/art/{n}.html": article(str(n), GROWTH) for n in range(1, 5)},
    }
    fetched = desk.look(desk.source("sitemap", "/index.xml", max_documents=2))
    assert sorted(desk.outcomes(fetched, "sitemap")) == ["/art/3.html", "/art/4.html"]


@pytest.mark.parametrize(
    "feed",
    [
        "<rss version='2.0'><channel><link>{0}/</link><item><link>{0}/art/1.html</link></item>"
        "<item><guid>{0}/art/2.html</guid></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><link href='{0}/'/><entry><link rel='self' href='{0}/x'/>"
        "<link href='{0}/art/1.html'/></entry><entry><link rel='alternate' href='/art/2.html'/></entry></feed>",
    ],
)
def test_a_feed_leads_to_its_pages(desk: Desk, site: Site, feed: str) -> None:
    site.pages |= {
        "/feed": feed.format(site.url).encode(),
        "/art/1.html": article("一", GROWTH),
        "/art/2.html": article("二", FIRMS),
    }
    fetched = desk.look(desk.source("feed", "/feed"))
    assert desk.outcomes(fetched, "feed") == {"/art/1.html": "new", "/art/2.html": "new"}


@pytest.mark.parametrize(("kind", "name"), [("sitemap", "sitemap"), ("feed", "RSS or Atom feed")])
def test_a_page_where_a_sitemap_or_feed_should_be_is_told(desk: Desk, site: Site, kind: str, name: str) -> None:
    site.pages["/x"] = article("增长", GROWTH)
    (problem,) = desk.look(desk.source(kind, "/x")).problems
    assert problem.reason == f"is no {name} but <html>"


def test_the_files_of_an_archive_are_documents_of_their_own(desk: Desk, site: Site) -> None:
    source = desk.source("file_url", "/news.zip")
    site.pages["/news.zip"] = zipped({"2024/a.txt": GROWTH, "b.txt": FIRMS, "../c.txt": "外面"})
    fetched = desk.look(source)
    assert desk.outcomes(fetched, "file_url") == {
        "/news.zip!2024/a.txt": "new",
        "/news.zip!b.txt": "new",
        "/news.zip!../c.txt": "failed",
    }
    assert {capture.metadata.title for capture in desk.captures()} == {None}
    site.pages["/news.zip"] = zipped({"2024/a.txt": GROWTH})
    assert desk.outcomes(desk.look(source), "file_url") == {
        "/news.zip!2024/a.txt": "unchanged",
        "/news.zip!b.txt": "gone",
    }
    del site.pages["/news.zip"]
    assert desk.outcomes(desk.look(source), "file_url") == {"/news.zip!2024/a.txt": "gone"}


def test_a_source_that_does_not_allow_it_leads_to_nothing_on_this_machine(desk: Desk, site: Site) -> None:
    site.pages["/a.html"] = article("增长", GROWTH)
    (problem,) = desk.look(desk.source("page", "/a.html", allow_private=False)).problems
    assert problem.reason.startswith("127.0.0.1 is an address of this machine: refused")
    assert site.asked == []
    assert desk.log("outcome, status") == [("failed", None)]


def test_one_poisoned_page_takes_no_other_with_it(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from kechuang.flows.web import errand

    judge = errand._unfit
    monkeypatch.setattr(
        errand, "_unfit", lambda page, kind: 1 / 0 if page.url.endswith("1.html") else judge(page, kind)
    )
    site.pages |= {
        "/list/": listing("/art/1.html", "/art/2.html"),
        "/art/1.html": article("一", GROWTH),
        "/art/2.html": article("二", FIRMS),
    }
    fetched = desk.look(desk.source("list_page", "/list/", links="/art/"))
    assert desk.outcomes(fetched, "list_page") == {"/art/2.html": "new", "/art/1.html": "failed"}
    assert "unexpected ZeroDivisionError" in str(fetched.problems[0])


def test_servers_are_asked_side_by_side(desk: Desk) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        send(handler, 200, b"<p>" + GROWTH.encode())

    with ExitStack() as stack:
        sites = [stack.enter_context(serve(f"127.0.0.{n}")) for n in range(2, 10)]
        sources = []
        for one in sites:
            one.pages["/a.html"] = slow
            sources.append(Source(one.host, "page", f"{one.url}/a.html", options='{"allow_private": true}'))
        begin = time.monotonic()
        fetched = desk.look(*sources)
        assert time.monotonic() - begin < 0.5 * len(sites)
    assert (fetched.problems, len(fetched.outcomes)) == ([], 8)


def test_an_interrupted_look_keeps_what_is_done(desk: Desk, site: Site) -> None:
    def hang(handler: BaseHTTPRequestHandler) -> None:
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        time.sleep(5)

    site.pages |= {
        "/list/": listing("/art/1.html", "/art/2.html", "/art/3.html"),
        "/art/1.html": article("一", GROWTH),
        "/art/2.html": article("二", FIRMS),
        "/art/3.html": hang,
    }
    source = desk.source("list_page", "/list/", links="/art/")
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        desk.look(source)
    assert time.monotonic() - begin < 4
    assert [desk.path(capture.locator) for capture in desk.captures()] == ["/art/1.html", "/art/2.html"]
    assert [row[0] for row in desk.log("outcome")].count("new") == 2

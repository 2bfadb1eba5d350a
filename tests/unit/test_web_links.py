"""Links of list pages, sitemaps and feeds, in every way that they are written."""

import gzip
import time

import pytest

from kechuang.flows.web.inspection import common_shape
from kechuang.flows.web.links import NoListError, feed_entries, kind_of_xml, page_links, plain, sitemap_entries

BASE = "http://site.example/news/list.html"


def linked(html: str, encoding: str = "utf-8") -> list[str]:
    return [link.removeprefix("http://site.example") for link in page_links(html.encode(encoding), BASE)]


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<a href="a.html">甲</a><a href="/b.html">乙</a>', ["/news/a.html", "/b.html"]),
        ("<A HREF=../c.html>丙</A>", ["/c.html"]),
        ('<a href="a.html#1">甲</a><a href="a.html#2">甲</a>', ["/news/a.html"]),
        ('<a href="  a.html\n ">甲</a>', ["/news/a.html"]),
        ('<a href="a b.html">甲</a>', ["/news/a%20b.html"]),
        ('<a href="a.html?x=1&amp;y=2">甲</a>', ["/news/a.html?x=1&y=2"]),
        ('<base href="/other/"><a href="a.html">甲</a>', ["/other/a.html"]),
        ('<map><area href="m.html"></map>', ["/news/m.html"]),
        ('<a name="top">无</a><link href="style.css"><a href="">空</a>', []),
        ('<!-- <a href="old.html">旧</a> -->', []),
        ('<a href="http://[bad">坏</a><a href="a.html">甲</a>', ["/news/a.html"]),
        ('<a href="a!b.html">甲</a>', ["/news/a%21b.html"]),
        (f'<a href="{"x" * 3000}">长</a>', []),
        (
            '<script type="text/xml"><record><![CDATA[<li><a href="/art/1.html">甲</a></li>]]></record></script>',
            ["/art/1.html"],
        ),
        ("<script>var list = '<a href=\"/art/2.html\">乙</a>';</script>", ["/art/2.html"]),
        (r'<script>var list = "<a href=\"/art/3.html\">丙</a>";</script>', ["/art/3.html"]),
        ('<p>href="/text.html"</p>', []),
    ],
)
def test_the_links_of_a_page_are_absolute_and_each_once(html: str, links: list[str]) -> None:
    assert linked(html) == links


def test_links_are_read_in_the_encoding_of_the_page() -> None:
    assert linked('<meta charset="gb2312"><a href="公报.html">统计公报</a>', "gb18030") == ["/news/公报.html"]


@pytest.mark.parametrize("piece", ["<div>", "<a href=x", "<![foo", '<a href="', "<script>href=", "&#x0;"])
def test_a_hostile_page_is_read_in_little_time(piece: str) -> None:
    begin = time.monotonic()
    page_links(piece.encode() * 200_000, BASE)
    assert time.monotonic() - begin < 10


def test_bytes_that_are_no_page_are_told_as_such() -> None:
    with pytest.raises(NoListError, match="is no page whose links can be read"):
        page_links(bytes(range(256)) * 10, BASE)


def test_a_sitemap_gives_the_newest_first_and_undated_ones_last() -> None:
    entries = [("a", "2023-01-01"), ("b", "2024-05-01T08:00:00+08:00"), ("c", ""), ("d", "2024")]
    urls = "".join(f"<url><loc> /{name} </loc><lastmod>{date}</lastmod></url>" for name, date in entries)
    found = sitemap_entries(gzip.compress(f"<urlset>{urls}</urlset>".encode()), BASE, 10_000)
    assert [link[-1] for link in found.documents] == ["b", "d", "a", "c"]


def test_an_index_gives_sitemaps_and_no_documents() -> None:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    raw = f'<sitemapindex xmlns="{space}"><sitemap><loc>http://site.example/m.xml</loc></sitemap></sitemapindex>'
    found = sitemap_entries(raw.encode(), BASE, 10_000)
    assert (found.documents, found.further) == ([], ["http://site.example/m.xml"])


@pytest.mark.parametrize("raw", [b"", b"words", b"<html></html>", b"\x00\x01"])
def test_what_is_no_sitemap_or_feed_is_told_as_such(raw: bytes) -> None:
    for read in (lambda: sitemap_entries(raw, BASE, 100), lambda: feed_entries(raw, BASE)):
        with pytest.raises(NoListError):
            read()


def test_a_guid_that_is_no_address_is_no_document() -> None:
    raw = b"<rss><item><guid isPermaLink='false'>7</guid></item><item><guid>/a.html</guid></item></rss>"
    assert feed_entries(raw, BASE).documents == ["http://site.example/a.html"]


def test_a_broken_feed_gives_what_can_be_read_of_it() -> None:
    raw = b"<rss><channel><item><link>/a.html</link><title>A & B</title></item><item><link>/b.html</link>"
    assert [link[-6:] for link in feed_entries(raw, BASE).documents] == ["a.html", "b.html"]


def test_entities_of_a_sitemap_are_neither_expanded_nor_loaded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE u [<!ENTITY l0 "ha">{laughs}]><urlset><url><loc>/&l9;</loc></url></urlset>'
    begin = time.monotonic()
    assert sum(map(len, sitemap_entries(bomb.encode(), BASE, 10_000).documents)) < 1_000
    assert time.monotonic() - begin < 2
    outside = '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>/a&x;</loc></url></urlset>'
    assert "root" not in "".join(sitemap_entries(outside.encode(), BASE, 10_000).documents)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"<urlset/>", "sitemap"),
        (gzip.compress(b"<sitemapindex/>", mtime=0), "sitemap"),
        (b"<rss/>", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        (b"<workbook/>", None),
        (b"%PDF-1.7", None),
    ],
)
def test_sitemaps_and_feeds_are_told_by_their_root(raw: bytes, kind: str | None) -> None:
    assert kind_of_xml(raw, 1000) == kind


def test_a_locator_has_neither_fragment_nor_the_mark_of_an_archive() -> None:
    assert plain("http://site.example/a!b c.html#d") == "http://site.example/a%21b%20c.html"


def test_the_shape_that_most_links_share_is_a_pattern_for_them() -> None:
    articles = [f"http://site.example/art/2024/{n}/art_12_{n}.html" for n in range(1, 8)]
    pattern, n = common_shape([*articles, "http://site.example/", "http://site.example/about.html"])
    assert (pattern, n) == ("/art/[0-9]+/[0-9]+/art_[0-9]+_[0-9]+\\.html$", 7)


def test_few_links_or_links_without_numbers_are_no_list() -> None:
    assert common_shape([]) == ("", 0)
    assert common_shape([f"http://site.example/{n}.html" for n in range(4)]) == ("", 0)
    assert common_shape([f"http://site.example/{name}/" for name in "abcdefgh"]) == ("", 0)

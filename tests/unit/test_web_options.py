"""Entries of the web kinds in `sources.toml`: what they may say, and the line for what they may not."""

from pathlib import Path

import pytest

from kechuang.flows.catalogue import read_catalogue
from kechuang.flows.entry import entry_text, free_id
from kechuang.flows.web.options import KINDS, LISTS, Options, is_address
from kechuang.warehouse.ledger import Metadata, Source

ENTRY = 'id = "x"\nkind = "{0}"\nlocation = "https://site.example/a"\n'
LIST = ENTRY.format("list_page") + 'links = "/art/"\n'


def read(tmp_path: Path, entry: str) -> tuple[list[Source], list[str]]:
    file = tmp_path / "sources.toml"
    file.write_text(f"[[source]]\n{entry}", encoding="utf-8")
    sources, problems = read_catalogue(file)
    return sources, [problem.reason for problem in problems]


@pytest.mark.parametrize("kind", KINDS)
def test_every_web_kind_is_read(tmp_path: Path, kind: str) -> None:
    more = 'links = "/art/"\n' if kind == "list_page" else ""
    (source,), problems = read(tmp_path, ENTRY.format(kind) + more)
    assert (source.kind, source.location, problems) == (kind, "https://site.example/a", [])


def test_what_an_entry_says_comes_back_from_the_ledgers_text(tmp_path: Path) -> None:
    more = "pages = 'index_\\d+'\ndepth = 0\nmax_documents = 7\nallow_private = true\n"
    (source,), _ = read(tmp_path, LIST + more)
    assert Options.of(source.options) == Options("/art/", r"index_\d+", 0, 7, True)


def test_an_entry_that_says_nothing_more_leaves_nothing_in_the_ledger(tmp_path: Path) -> None:
    assert read(tmp_path, ENTRY.format("page"))[0][0].options is None


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (ENTRY.format("list_page"), "the field 'links' is missing"),
        (LIST.replace('"/art/"', '"/art/("'), "links '/art/(' is no regular expression"),
        (LIST.replace('"/art/"', '""'), "links must be a pattern, not ''"),
        (LIST + "depth = -1\n", "depth must be a whole number, not -1"),
        (LIST + "depth = true\n", "depth must be a whole number, not True"),
        (LIST + "max_documents = 0\n", "max_documents must be a whole number above 0, not 0"),
        (LIST + 'allow_private = "yes"\n', "allow_private must be true or false, not 'yes'"),
        (ENTRY.format("page") + 'links = "/art/"\n', "the field 'links' has no meaning for kind = 'page'"),
        (ENTRY.format("feed") + 'pages = "/art/"\n', "the field 'pages' has no meaning for kind = 'feed'"),
        (ENTRY.format("page").replace("https", "file"), "is no http or https address"),
        (ENTRY.format("page").replace("https://site.example/a", "reports/a.html"), "is no http or https address"),
        (ENTRY.format("page").replace("site.example", "[bad"), "is no address"),
        (ENTRY.format("page").replace("site", "me:word@site"), "location holds a user name"),
    ],
)
def test_a_wrong_entry_gets_one_line(tmp_path: Path, entry: str, reason: str) -> None:
    sources, problems = read(tmp_path, entry)
    assert sources == []
    assert len(problems) == 1 and reason in problems[0]


@pytest.mark.parametrize("kind", LISTS)
def test_an_entry_that_is_written_reads_back_as_the_same_source(tmp_path: Path, kind: str) -> None:
    options = Options('/art/"x"\\d', depth=0, max_documents=9, allow_private=True)
    metadata = Metadata('“引号”与"引号"\t\x7f', "统计局", "2024-03-05", "330110")
    source = Source("x", kind, "https://site.example/列表?a=1&b=2", metadata, "open", options.text())
    file = tmp_path / "sources.toml"
    file.write_text(entry_text(source), encoding="utf-8")
    assert read_catalogue(file) == ([source], [])


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("https://www.site.example/art/2024/a_7.html?x=1", "site.example-art-2024-a_7"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("https://site.example/公报.pdf", "site.example-公报"),
        ("reports/2023 年.txt", "2023-年"),
        ("reports/*.txt", "reports-.txt"),
        ("https://site.example/" + "a" * 100, "site.example-" + "a" * 47),
    ],
)
def test_a_new_id_says_where_the_source_is(location: str, name: str) -> None:
    assert free_id(location, []) == name


def test_a_taken_id_gets_a_number() -> None:
    assert free_id("reports/a.txt", ["a", "a-2"]) == "a-3"


def test_addresses_are_told_from_paths() -> None:
    assert is_address("HTTP://site.example") and is_address("file:///etc")
    assert not is_address("reports/http.txt") and not is_address("C:/reports")

"""`kechuang sources`: what an address would give, and the entry that is written for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner
from web_site import Site, article, serve

from kechuang.flows import sources_command
from kechuang.flows.catalogue import read_catalogue
from kechuang.flows.cli import app
from kechuang.flows.web.options import Options
from kechuang.settings import room
from kechuang.warehouse.ledger import Source

NEWS = "2024年3月5日，余杭区科技局公布，2023年全区有效高新技术企业达到2450家，比上年末增加320家。" * 2


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as opened:
        yield opened


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one entry, with a comment that must stay; home and pace of the test's own."""
    monkeypatch.setenv("KECHUANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KECHUANG_HOST_PAUSE_SECONDS", "0")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "sources.toml"
    file.write_text('# kept\n[[source]]\nid = "old"\nkind = "folder"\nlocation = "reports"\n', encoding="utf-8")
    return file


def listing(n: int) -> bytes:
    links = "".join(f'<li><a href="/art/2024/3/{day}/art_7_{day}.html">条目</a></li>' for day in range(1, n + 1))
    return f'<html><body><a href="/">首页</a><ul>{links}</ul></body></html>'.encode()


def check(capsys: pytest.CaptureFixture[str], name: str, allow_private: bool = True) -> tuple[int, str]:
    code = sources_command.check([name], allow_private, None, None)
    return code, capsys.readouterr().out


def add(catalogue: Path, name: str, allow_private: bool = True, **told: str | None) -> int:
    options = {"source_id": None, "kind": None, "links": None, "region": None, **told}
    return sources_command.add(name, allow_private=allow_private, catalogue=catalogue, **options)


def added(catalogue: Path) -> Source:
    """The newest entry, read back without a complaint."""
    sources, problems = read_catalogue(catalogue)
    assert problems == []
    assert (sources[0].source_id, len(sources)) == ("old", 2)
    return sources[1]


def test_a_check_tells_what_would_be_read_and_changes_nothing(
    site: Site, catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages["/art/7.html"] = article("高企数量再创新高", "来源：余杭区科技局 发布时间：2024-03-05", NEWS)
    code, output = check(capsys, f"{site.url}/art/7.html")
    assert code == 0
    for line in (
        "reached    200, text/html; charset=utf-8",
        "next time  is asked whether it changed",
        "format     html, utf-8,",
        "title      高企数量再创新高 (told by: meta)",
        "publisher  余杭区科技局 (told by: line)",
        "published  2024-03-05 (told by: line)",
        "region     330110 (told by:",
    ):
        assert line in output
    assert not (catalogue.parent / "home").exists()


def test_a_check_of_what_cannot_be_reached_says_why(
    site: Site, catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output = check(capsys, f"{site.url}/no.html")
    assert (code, output.splitlines()[1]) == (1, f"problem    {site.url}/no.html: the server answers 404 Not Found")
    code, output = check(capsys, f"{site.url}/no.html", allow_private=False)
    assert code == 1 and "refused, as its source does not say allow_private = true" in output


def test_a_check_of_a_list_page_names_its_documents_and_describes_the_first(
    site: Site, catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages |= {"/news/": listing(6), "/art/2024/3/1/art_7_1.html": article("高企数量", NEWS)}
    code, output = check(capsys, f"{site.url}/news/")
    assert code == 0
    assert f"source     {site.url}/news/ (list_page)" in output
    assert "documents  6 links that fit links = '/art/[0-9]+/[0-9]+/[0-9]+/art_[0-9]+_[0-9]+\\\\.html$'" in output
    assert "title      高企数量 (told by: meta)" in output


def test_a_check_of_paths_and_ids_works_as_well(
    catalogue: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sources_command.check(["yuhang-2022", str(room("seeds") / "documents")], False, None, None) == 0
    output = capsys.readouterr().out
    assert "title      余杭区2022年科技创新工作回顾 (told by: source)" in output
    assert "reached    14 documents" in output


def test_an_added_page_is_an_entry_that_tells_what_the_page_tells(site: Site, catalogue: Path) -> None:
    site.pages["/art/7.html"] = article("高企“数量”再创新高", "来源：余杭区科技局 发布时间：2024-03-05", NEWS)
    assert add(catalogue, f"{site.url}/art/7.html") == 0
    source = added(catalogue)
    assert (source.source_id, source.kind) == ("127.0.0.1-art-7", "page")
    m = source.metadata
    assert (m.title, m.publisher, m.published_date) == ("高企“数量”再创新高", "余杭区科技局", "2024-03-05")
    assert m.region_code == "330110"
    assert Options.of(source.options) == Options(allow_private=True)
    assert catalogue.read_text(encoding="utf-8").startswith('# kept\n[[source]]\nid = "old"\n')


@pytest.mark.parametrize(
    ("path", "page", "kind", "options"),
    [
        ("/news/", listing(6), "list_page", Options("/art/[0-9]+/[0-9]+/[0-9]+/art_[0-9]+_[0-9]+\\.html$")),
        ("/m.xml", b"<urlset><url><loc>/art/2024/3/1/art_7_1.html</loc></url></urlset>", "sitemap", Options()),
        (
            "/rss",
            b"<rss><channel><item><link>/art/2024/3/1/art_7_1.html</link></item></channel></rss>",
            "feed",
            Options(),
        ),
        ("/a.csv", "指标,2023年\n高新技术企业（家）,2450\n".encode(), "file_url", Options()),
    ],
)
def test_the_kind_of_an_address_is_found_out(
    site: Site, catalogue: Path, path: str, page: bytes, kind: str, options: Options
) -> None:
    site.pages |= {path: page, "/art/2024/3/1/art_7_1.html": article("高企数量", NEWS)}
    assert add(catalogue, f"{site.url}{path}", source_id="mine") == 0
    source = added(catalogue)
    assert (source.source_id, source.kind) == ("mine", kind)
    assert Options.of(source.options) == Options(options.links, allow_private=True)


def test_what_the_command_says_goes_before_what_was_found(site: Site, catalogue: Path) -> None:
    site.pages |= {"/news/": listing(6), "/art/2024/3/1/art_7_1.html": article("高企数量", NEWS)}
    assert add(catalogue, f"{site.url}/news/", kind="list_page", links="/art/", region="330100") == 0
    assert Options.of(added(catalogue).options).links == "/art/"
    assert added(catalogue).metadata.region_code == "330100"


def test_a_file_is_added_as_the_catalogue_sees_it(catalogue: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "高企.txt").write_text(NEWS, encoding="utf-8")
    assert add(catalogue, "papers/高企.txt") == 0
    source = added(catalogue)
    assert (source.source_id, source.kind, source.location) == ("高企", "file", "papers/高企.txt")


@pytest.mark.parametrize(
    ("name", "told", "code", "line"),
    [
        ("reports", {}, 2, "is already the source old"),
        ("{0}/no.html", {}, 1, "the server answers 404 Not Found"),
        ("{0}/a.html", {"source_id": "old"}, 1, "this id is taken by an earlier source"),
        ("{0}/a.html", {"source_id": "two words"}, 1, "an id is made of letters, digits"),
        ("{0}/a.html", {"region": "12"}, 2, "region '12' is no GB/T 2260 code"),
        ("{0}/a.html", {"kind": "list_page"}, 2, "the field 'links' is missing"),
        ("nowhere", {}, 2, "is neither a file, a folder"),
    ],
)
def test_what_cannot_be_added_leaves_the_catalogue_as_it_was(
    site: Site,
    catalogue: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    told: dict[str, str],
    code: int,
    line: str,
) -> None:
    (tmp_path / "reports").mkdir()
    site.pages["/a.html"] = article("高企数量", NEWS)
    before = catalogue.read_bytes()
    assert add(catalogue, name.format(site.url), **told) == code
    said = capsys.readouterr()
    assert line in said.out + said.err
    assert catalogue.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == ["sources.toml"]


def test_the_list_shows_each_source_and_what_is_wrong_with_the_catalogue(
    catalogue: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KECHUANG_SEEDS", str(tmp_path))
    with catalogue.open("a") as file:
        file.write('[[source]]\nid = "bad"\nkind = "page"\nlocation = "no address"\n')
    assert sources_command.list_sources() == 3
    said = capsys.readouterr()
    assert "old" in said.out and "not yet" in said.out
    assert "source 'bad': location 'no address' is no http or https address" in said.err


def test_the_command_line_passes_on_what_it_was_told(site: Site, catalogue: Path) -> None:
    site.pages["/a.html"] = article("高企数量", NEWS)
    call = CliRunner()
    told = ["sources", "add", f"{site.url}/a.html", "--id", "mine", "--region", "330100", "--to", str(catalogue)]
    refused = call.invoke(app, told)
    assert refused.exit_code == 1 and "refused, as its source does not say allow_private" in refused.output
    done = call.invoke(app, [*told, "--allow-private", "--kind", "page"])
    assert done.exit_code == 0, done.output
    assert "try        kechuang run mine" in done.output
    assert added(catalogue).metadata.region_code == "330100"
    checked = call.invoke(app, ["sources", "check", f"{site.url}/a.html", "--allow-private"])
    assert checked.exit_code == 0 and "title      高企数量" in checked.output
    assert call.invoke(app, ["sources", "list"]).exit_code == 0

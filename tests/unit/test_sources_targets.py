"""What the arguments of a run stand for."""

from dataclasses import replace
from pathlib import Path

import pytest

from kechuang.flows.targets import Targets, UsageError, resolve
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Source

CATALOGUE = """
[[source]]
id = "yuhang"
kind = "file"
location = "documents/yuhang.txt"
region = "330110"

[[source]]
id = "news"
kind = "glob"
location = "documents/news-*.txt"
"""
BESIDE = """
[[source]]
id = "listed"
kind = "file"
location = "listed.txt"
published = 2024-02-01
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Seeds with a catalogue of two sources, and a folder of papers with a catalogue of its own."""
    (tmp_path / "seeds" / "documents").mkdir(parents=True)
    (tmp_path / "seeds" / "sources.toml").write_text(CATALOGUE)
    (tmp_path / "seeds" / "documents" / "yuhang.txt").write_text("x")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "sources.toml").write_text(BESIDE)
    for name in ("listed.txt", "other.txt"):
        (tmp_path / "papers" / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    return Settings(home=tmp_path / "data", seeds=tmp_path / "seeds")


def ids(targets: Targets) -> list[str]:
    return [place.source.source_id for place in targets.places]


def test_without_arguments_the_whole_catalogue_is_meant(settings: Settings) -> None:
    assert ids(resolve([], settings)) == ["yuhang", "news"]


def test_an_id_stands_for_its_source_alone(settings: Settings) -> None:
    assert ids(resolve(["news"], settings)) == ["news"]


def test_a_file_that_the_catalogue_lists_is_that_source(settings: Settings) -> None:
    assert ids(resolve(["seeds/documents/yuhang.txt"], settings)) == ["yuhang"]


def test_a_folder_with_a_catalogue_stands_for_its_entries_and_the_files_that_it_does_not_list(
    settings: Settings, tmp_path: Path
) -> None:
    papers = tmp_path / "papers"
    listed, rest = resolve(["papers"], settings).places
    assert (listed.source.source_id, listed.source.metadata.published_date) == (f"{papers}#listed", "2024-02-01")
    assert rest.source.source_id == str(papers)
    assert not rest.without[0].holds(papers / "other.txt") and rest.without[0].holds(papers / "listed.txt")


def test_a_file_takes_its_metadata_from_the_catalogue_beside_it(settings: Settings, tmp_path: Path) -> None:
    assert ids(resolve(["papers/listed.txt"], settings)) == [f"{tmp_path}/papers#listed"]
    assert ids(resolve(["papers/other.txt"], settings)) == [f"{tmp_path}/papers/other.txt"]


def test_the_same_path_written_twice_is_one_place(settings: Settings) -> None:
    assert len(resolve(["papers/other.txt", "papers/../papers/other.txt"], settings).places) == 1


def test_a_glob_is_one_place(settings: Settings, tmp_path: Path) -> None:
    (place,) = resolve(["papers/*.txt"], settings).places
    assert (place.source.kind, place.root) == ("glob", tmp_path / "papers")


def test_region_and_date_of_the_command_fill_what_an_entry_does_not_tell(settings: Settings) -> None:
    yuhang, news = resolve([], settings, region="330100", published="2024-05-06").places
    assert (yuhang.source.metadata.region_code, news.source.metadata.region_code) == ("330110", "330100")
    assert {place.source.metadata.published_date for place in (yuhang, news)} == {"2024-05-06"}


def test_a_file_that_was_there_once_can_still_be_named(settings: Settings, tmp_path: Path) -> None:
    gone = str(tmp_path / "papers" / "gone.txt")
    assert ids(resolve([gone], settings, known={gone: Source(gone, "file", gone)})) == [gone]


def test_an_address_is_the_entry_that_has_it_or_a_page_of_its_own(settings: Settings) -> None:
    entry = '[[source]]\nid = "bureau"\nkind = "file_url"\nlocation = "https://example.org/a.pdf"\n'
    settings.catalogue.write_text(CATALOGUE + entry, encoding="utf-8")
    listed, unlisted = resolve(["https://example.org/a.pdf", "https://example.org/b.html"], settings).places
    assert (listed.source.source_id, listed.source.kind) == ("bureau", "file_url")
    assert (unlisted.source.source_id, unlisted.source.kind) == ("https://example.org/b.html", "page")


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("yuhan", "is neither a file, a folder, a glob, an address nor the id of a source; did you mean yuhang?"),
        (
            "ftp://example.org/a",
            "location 'ftp://example.org/a' is no http or https address, which kind = 'page' needs",
        ),
        ("", "is neither a file, a folder, a glob, an address nor the id of a source"),
    ],
)
def test_an_argument_that_names_nothing_is_wrong_usage(settings: Settings, argument: str, reason: str) -> None:
    with pytest.raises(UsageError) as raised:
        resolve([argument], settings)
    assert str(raised.value) == f"{argument}: {reason}"


def test_beside_an_argument_that_names_something_it_is_left_out_with_a_line(settings: Settings) -> None:
    targets = resolve(["news", "nowhere.txt"], settings)
    assert ids(targets) == ["news"]
    assert [problem.where for problem in targets.problems] == ["nowhere.txt"]


@pytest.mark.parametrize(("region", "published"), [("33", None), (None, "yesterday")])
def test_a_region_or_date_of_another_form_is_wrong_usage(
    settings: Settings, region: str | None, published: str | None
) -> None:
    with pytest.raises(UsageError, match=r"^--(region '33' is no|published 'yesterday' is no)"):
        resolve([], settings, region, published)


def test_a_wrong_entry_of_the_catalogue_is_named_when_all_of_it_is_meant(settings: Settings) -> None:
    settings.catalogue.write_text(CATALOGUE.replace('kind = "glob"', 'kind = "web"'))
    targets = resolve([], settings)
    assert ids(targets) == ["yuhang"] and len(targets.problems) == 1
    assert resolve(["yuhang"], replace(settings)).problems == []

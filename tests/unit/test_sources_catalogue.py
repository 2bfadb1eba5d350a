"""`sources.toml`: what an entry says, and the one line for each that cannot be used."""

from pathlib import Path

import pytest

from kechuang.flows.catalogue import known_regions, read_catalogue
from kechuang.settings import room
from kechuang.warehouse.ledger import Metadata, Source

GOOD = """
[[source]]
id = "shaoxing-2023"
title = "绍兴公报"
publisher = "绍兴市统计局"
region = "330600"
kind = "file"
location = "reports/2023.txt"
published = 2024-03-18
licence = "open"
"""
SHORT = '[[source]]\nid = "short"\nkind = "folder"\nlocation = "news"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sources.toml"


def problems_of(file: Path, text: str) -> list[str]:
    """The lines about a catalogue, without the name of its file."""
    file.write_text(text, encoding="utf-8")
    found = [str(problem) for problem in read_catalogue(file, frozenset({"330600"}))[1]]
    assert all(line.startswith(f"{file}: ") and "\n" not in line for line in found)
    return [line.removeprefix(f"{file}: ") for line in found]


def test_an_entry_tells_where_a_source_is_and_what_its_documents_do_not_say(file: Path) -> None:
    file.write_text(GOOD + SHORT, encoding="utf-8")
    sources, problems = read_catalogue(file)
    metadata = Metadata("绍兴公报", "绍兴市统计局", "2024-03-18", "330600")
    assert sources == [
        Source("shaoxing-2023", "file", "reports/2023.txt", metadata, "open"),
        Source("short", "folder", "news"),
    ]
    assert problems == []


def test_the_projects_own_catalogue_has_no_problem_and_points_at_files_that_are_there() -> None:
    file = room("seeds") / "sources.toml"
    sources, problems = read_catalogue(file, known_regions(room("seeds")))
    assert problems == []
    assert len(sources) >= 8
    assert [source.location for source in sources if not (file.parent / source.location).is_file()] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ('location = "news"|', "the field 'location' is missing"),
        (
            'kind = "folder"|kind = "ftp"',
            "kind 'ftp' cannot be read by this version, which reads file, folder, glob",
        ),
        ('"news"|"https://example.org/list.html"', "is an address, but kind = 'folder' is of files on disk"),
        ("kind =|depth = 2\nkind =", "the field 'depth' has no meaning for kind = 'folder'"),
        ('id = "short"|id = "two words"', "an id is made of letters, digits, '-', '_' and '.'"),
        ('id = "short"|id = 7', "id must be a text, not 7"),
        ('"news"|" "', "location must be a text, not ' '"),
        ('kind =|license = "open"\nkind =', "unknown field 'license'; did you mean 'licence'?"),
        ('kind =|colour = "red"\nkind =', "unknown field 'colour'; known are id, title,"),
        ('kind =|region = "339999"\nkind =', "region '339999' is no GB/T 2260 code"),
        ('kind =|region = "33060"\nkind =', "region '33060' is no GB/T 2260 code"),
        ('kind =|published = "March 2024"\nkind =', "published 'March 2024' is no date of the form YYYY-MM-DD"),
    ],
)
def test_a_wrong_entry_gets_one_line_and_the_others_stay(file: Path, change: str, reason: str) -> None:
    (line,) = problems_of(file, GOOD + SHORT.replace(*change.split("|")))
    assert reason in line
    assert [source.source_id for source in read_catalogue(file)[0]][:1] == ["shaoxing-2023"]


def test_of_two_entries_with_one_id_the_first_stays(file: Path) -> None:
    (line,) = problems_of(file, SHORT + SHORT.replace("news", "other"))
    assert line.startswith("source 'short': this id is taken")
    assert [source.location for source in read_catalogue(file)[0]] == ["news"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[source]\nid = "x"', "is no TOML in UTF-8"),
        ('[source]\nid = "x"', "sources are written as [[source]], with two brackets"),
        ("[[sources]]\n", "unknown field 'sources'; did you mean 'source'?"),
    ],
)
def test_a_file_of_another_form_gets_one_line(file: Path, text: str, reason: str) -> None:
    (line,) = problems_of(file, text)
    assert reason in line


def test_a_file_in_another_encoding_gets_one_line(file: Path) -> None:
    file.write_bytes(GOOD.encode("gb18030"))
    sources, problems = read_catalogue(file)
    assert sources == [] and len(problems) == 1


def test_a_file_that_is_not_there_gets_one_line(file: Path) -> None:
    assert [str(problem) for problem in read_catalogue(file)[1]] == [
        f"{file}: cannot be read: No such file or directory"
    ]

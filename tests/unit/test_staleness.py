"""Which documents are read again when bytes, metadata, code or seeds change."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kechuang.flows import staleness
from kechuang.flows.staleness import Fingerprint, Told, fingerprint, live_documents, stale_documents
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Capture, Metadata, State

ALIAS = "# where they come from\nalias,indicator_id,source\n高企,high_tech_firm,bulletin\n"
SEEDS = {
    "indicator": "indicator_id,name_zh\nhigh_tech_firm,高新技术企业\n",
    "indicator_alias": ALIAS,
    "indicator_range": "indicator_id,low,high,source\nhigh_tech_firm,0,9,bulletin\n",
    "corrections": "document_id,action,reason\nc,reject,a misprint\n",
}
NOW = Fingerprint("reading", "warehouse", SEEDS)
LIVE = {name: Told(f"{name}.txt", Metadata()) for name in ("a", "b", "c")}
STATES = {name: State(str(told), "reading") for name, told in LIVE.items()}


def stale(states: dict[str, State] = STATES, now: Fingerprint = NOW) -> list[str]:
    """The stale ones of a, b and c, where a holds 高企, b a figure of high_tech_firm and z is no longer live."""
    holding = {"高企": ["a", "z"], "科技企业": ["b"]}
    figures = {"high_tech_firm": ["b", "z"]}
    return stale_documents(
        LIVE,
        states,
        SEEDS,
        now,
        lambda words: [document for word in words for document in holding.get(word, [])],
        lambda indicators: [document for indicator in indicators for document in figures.get(indicator, [])],
    )


def with_seed(name: str, text: str) -> Fingerprint:
    return replace(NOW, seeds={**SEEDS, name: text})


def test_nothing_is_stale_where_nothing_changed() -> None:
    assert stale() == []


def test_a_document_never_published_is_stale() -> None:
    assert stale({name: STATES[name] for name in "ac"}) == ["b"]


def test_a_document_told_otherwise_is_stale() -> None:
    told = Told("b.txt", Metadata(region_code="330110"))
    assert stale({**STATES, "b": State(str(told), "reading")}) == ["b"]


def test_a_change_of_code_makes_all_stale() -> None:
    assert stale(now=replace(NOW, reading="other")) == ["a", "b", "c"]


def test_a_changed_alias_makes_the_live_documents_stale_that_hold_its_word() -> None:
    assert stale(now=with_seed("indicator_alias", ALIAS + "科技企业,high_tech_firm,bulletin\n")) == ["b"]
    assert stale(now=with_seed("indicator_alias", ALIAS.replace("高企,", "某企,"))) == ["a"]


@pytest.mark.parametrize("name", ["indicator", "indicator_range"])
def test_a_changed_range_or_indicator_makes_the_live_documents_stale_with_a_figure_of_it(name: str) -> None:
    changed = SEEDS[name].replace("高新技术企业", "高企").replace(",9,", ",8,")
    assert stale(now=with_seed(name, changed)) == ["b"]


def test_a_changed_range_of_every_indicator_makes_all_stale() -> None:
    assert stale(now=with_seed("indicator_range", SEEDS["indicator_range"] + "*,0,5,own\n")) == ["a", "b", "c"]


def test_a_changed_correction_makes_its_live_document_stale() -> None:
    added = "z,accept,no longer live\nb,accept,checked\n"
    assert stale(now=with_seed("corrections", SEEDS["corrections"] + added)) == ["b"]
    assert stale(now=with_seed("corrections", "document_id,action,reason\n")) == ["c"]


@pytest.mark.parametrize("name", list(SEEDS))
def test_another_comment_or_order_of_rows_makes_nothing_stale(name: str) -> None:
    head, *rows = [line for line in SEEDS[name].splitlines() if not line.startswith("#")]
    assert stale(now=with_seed(name, "\n".join(["# other words", head, *reversed(rows)]))) == []


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A package of one file of each room, and small seeds."""
    package = tmp_path / "kechuang"
    for name in ("transforms/marks/numbers.py", "flows/cli.py", "expectations/suite.py", "vocabulary.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("x = 1\n")
    for name in ("sql/checks/a.sql", "sql/publish/a.sql", "sql/views/a_v1.sql"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("SELECT 1")
    (tmp_path / "seeds").mkdir()
    for name, text in {**SEEDS, "unit": "surface\n家\n"}.items():
        (tmp_path / "seeds" / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(staleness, "_PACKAGE", package)
    monkeypatch.setattr(staleness, "room", lambda name: tmp_path / name)
    return Settings(home=tmp_path, seeds=tmp_path / "seeds")


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("kechuang/transforms/marks/numbers.py", "reading"),
        ("kechuang/vocabulary.py", "reading"),
        ("kechuang/expectations/suite.py", "reading"),
        ("sql/checks/a.sql", "reading"),
        ("seeds/unit.csv", "reading"),
        ("sql/publish/a.sql", "warehouse"),
        ("seeds/indicator_alias.csv", "warehouse"),
        ("sql/views/a_v1.sql", None),
        ("kechuang/flows/cli.py", None),
    ],
)
def test_each_file_counts_where_it_matters(settings: Settings, tmp_path: Path, file: str, part: str | None) -> None:
    before = fingerprint(settings)
    with (tmp_path / file).open("a") as handle:
        handle.write("\n")
    after = fingerprint(settings)
    changed = [name for name in ("reading", "warehouse") if getattr(before, name) != getattr(after, name)]
    assert changed == ([part] if part else [])


def test_where_the_package_lies_does_not_matter(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "seeds", tmp_path / "moved")
    assert fingerprint(settings) == fingerprint(replace(settings, seeds=tmp_path / "moved"))


def capture(source_id: str, seen_from: str, metadata: Metadata, **fields: str | None) -> Capture:
    values = {"seen_to": None, "gone_at": None, "stated_at": seen_from, "locator": f"/{source_id}.txt"} | fields
    return Capture(source_id, source_id, document_id="a", seen_from=seen_from, metadata=metadata, **values)  # type: ignore[arg-type]


def test_a_document_replaced_everywhere_is_live_no_more() -> None:
    assert live_documents([capture("s", "2024-01", Metadata(), seen_to="2024-02")]) == {}


def test_a_document_gone_from_its_source_is_still_live() -> None:
    assert list(live_documents([capture("s", "2024-01", Metadata(), gone_at="2024-02")])) == ["a"]


def test_each_field_is_taken_from_the_place_that_told_it_last() -> None:
    early = capture("early", "2024-01", Metadata(title="old", publisher="统计局"))
    late = capture("late", "2024-02", Metadata(title="new"))
    told = live_documents([late, early])["a"]
    assert told == Told("early.txt", Metadata(title="new", publisher="统计局"))


def test_a_place_that_still_holds_the_document_is_believed_before_one_that_does_not() -> None:
    here = capture("here", "2024-02", Metadata(title="here"))
    gone = capture("gone", "2024-01", Metadata(title="gone"), gone_at="2024-03", stated_at="2024-03")
    assert live_documents([here, gone])["a"] == Told("here.txt", Metadata(title="here"))

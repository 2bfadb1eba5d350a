"""Accepting a proposed name writes rows that fit the vocabulary, and refuses what is there or is not clear."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kechuang.flows.acceptance import RefusedError, Wish, accept
from kechuang.settings import room
from kechuang.transforms.suggestions import WAITING, suggest
from kechuang.transforms.terms import bind_terms, normalise_term
from kechuang.vocabulary import Vocabulary, load, seed_rows

NOTHING = Wish()


def proposals(*wordings: str, **fields: Any) -> pl.DataFrame:
    plain = {"unit_measure": "count", "statistic": "level", "value_text": "12辆", "document_id": "d"}
    rows = [{**dict.fromkeys(WAITING), **plain, **fields, "indicator_text": wording} for wording in wordings]
    return suggest(pl.DataFrame(rows, schema=WAITING), load())


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(room("seeds"), tmp_path / "seeds"))


def vocabulary_of(seeds: Path) -> Vocabulary:
    load.cache_clear()
    return load(seeds)


def bound(wording: str, seeds: Path) -> str | None:
    terms = pl.DataFrame({"wording": [wording]}).select(term=normalise_term(pl.col("wording")))
    return bind_terms(terms, vocabulary_of(seeds))["indicator_id"].item()


def test_a_new_indicator_is_written_with_the_wordings_that_name_it(seeds: Path) -> None:
    found = proposals("乡村公路无人配送车", "截至年末累计投放乡村公路无人配送车")
    wish = Wish(indicator_id="delivery_robot", name_en="delivery robots", domain="transport", direction="up")
    (accepted,) = accept(["乡村公路无人配送车"], found, load(), seeds, wish)
    assert accepted.indicator == {
        "indicator_id": "delivery_robot",
        "name_zh": "乡村公路无人配送车",
        "name_en": "delivery robots",
        "domain": "transport",
        "unit_measure": "count",
        "stock_or_flow": "stock",
        "direction": "up",
        "statistics": "",
        "source": "accepted from documents",
    }
    for wording in ("乡村公路无人配送车", "截至年末累计投放乡村公路无人配送车"):
        assert bound(wording, seeds) == "delivery_robot"


def test_only_lines_are_added_and_both_tables_stay_in_order(seeds: Path) -> None:
    before = {name: (seeds / name).read_text().splitlines() for name in ("indicator.csv", "indicator_alias.csv")}
    accept(["乡村公路无人配送车"], proposals("乡村公路无人配送车"), load(), seeds, NOTHING)
    for name, lines in before.items():
        after = (seeds / name).read_text().splitlines()
        assert len(after) == len(lines) + 1
        assert [line for line in after if "乡村公路无人配送车" not in line] == lines
    indicator = seed_rows(seeds / "indicator.csv")
    keys = indicator.select("domain", "indicator_id").rows()
    assert keys == sorted(keys)
    alias = seed_rows(seeds / "indicator_alias.csv").join(indicator, on="indicator_id", maintain_order="left")
    assert (of := alias.select("domain", "indicator_id").rows()) == sorted(of)


def test_what_is_not_said_comes_from_the_documents_and_the_most_similar_indicator(seeds: Path) -> None:
    found = proposals("乡村公路无人配送车")
    (accepted,) = accept(["乡村公路无人配送车"], found, load(), seeds, NOTHING)
    row = accepted.indicator
    assert row is not None
    like = load().indicator.filter(pl.col("indicator_id") == found["like_id"].item())
    assert row["domain"] == like["domain"].item()
    assert (row["unit_measure"], row["stock_or_flow"], row["direction"]) == ("count", "stock", "none")


@pytest.mark.parametrize(
    ("unit", "kind", "statistics"),
    [
        ("person", "stock", ""),
        ("CNY", "flow", "level|change|growth_rate|share|rank"),
        ("percent", "ratio", "level|share|change|rank"),
        ("CNY/person", "ratio", "level|change|growth_rate|rank"),
        ("t", "flow", ""),
        ("index_point", "index", "level|change|growth_rate|rank"),
    ],
)
def test_the_kind_and_the_statistics_follow_from_the_unit(seeds: Path, unit: str, kind: str, statistics: str) -> None:
    found = proposals("乡村公路无人配送车", unit_measure=unit)
    (accepted,) = accept(["乡村公路无人配送车"], found, load(), seeds, NOTHING)
    assert accepted.indicator is not None
    assert (accepted.indicator["stock_or_flow"], accepted.indicator["statistics"]) == (kind, statistics)


def test_a_wording_of_a_known_indicator_becomes_its_alias(seeds: Path) -> None:
    found = proposals("累计引进高校毕业生", unit_measure="person")
    (accepted,) = accept(["累计引进高校毕业生"], found, load(), seeds, NOTHING)
    assert accepted.indicator is None
    assert bound("累计引进高校毕业生", seeds) == "university_graduate"


def test_a_name_may_be_given_to_an_indicator_that_is_there(seeds: Path) -> None:
    accept(["乡村公路无人配送车"], proposals("乡村公路无人配送车"), load(), seeds, Wish(alias_of="gdp"))
    assert bound("乡村公路无人配送车", seeds) == "gdp"


def test_several_names_at_once(seeds: Path) -> None:
    found = proposals("乡村公路无人配送车", "山区低空航线")
    accept(["乡村公路无人配送车", "山区低空航线"], found, load(), seeds, NOTHING)
    assert bound("山区低空航线", seeds) not in (None, bound("乡村公路无人配送车", seeds))


@pytest.mark.parametrize(
    ("name", "wish", "reason"),
    [
        ("海底隧道", NOTHING, "is not proposed"),
        ("乡村公路无人配送车", Wish(indicator_id="gdp"), "is there already"),
        ("乡村公路无人配送车", Wish(indicator_id="Delivery Robot"), "an id is lower-case"),
        ("乡村公路无人配送车", Wish(name_en="gross domestic product"), "another indicator"),
        ("乡村公路无人配送车", Wish(domain="robots"), "is no domain; known are agriculture"),
        ("乡村公路无人配送车", Wish(unit_measure="pieces"), "is no unit_measure"),
        ("乡村公路无人配送车", Wish(stock_or_flow="many"), "is no stock_or_flow"),
        ("乡村公路无人配送车", Wish(direction="sideways"), "is no direction"),
        ("乡村公路无人配送车", Wish(alias_of="no_such_thing"), "there is no indicator no_such_thing"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(seeds: Path, name: str, wish: Wish, reason: str) -> None:
    before = {file.name: file.read_bytes() for file in seeds.glob("*.csv")}
    with pytest.raises(RefusedError, match=reason):
        accept([name], proposals("乡村公路无人配送车"), load(), seeds, wish)
    assert {file.name: file.read_bytes() for file in seeds.glob("*.csv")} == before


def test_a_name_without_an_amount_needs_its_unit(seeds: Path) -> None:
    found = proposals("乡村公路无人配送车", statistic="growth_rate", unit_measure="percent")
    with pytest.raises(RefusedError, match="say its --unit"):
        accept(["乡村公路无人配送车"], found, load(), seeds, NOTHING)
    accept(["乡村公路无人配送车"], found, load(), seeds, Wish(unit_measure="count"))


def test_the_same_name_twice_is_refused_as_a_whole(seeds: Path) -> None:
    before = (seeds / "indicator.csv").read_bytes()
    with pytest.raises(RefusedError, match="already"):
        accept(["山区低空航线", "山区低空航线"], proposals("山区低空航线"), load(), seeds, NOTHING)
    assert (seeds / "indicator.csv").read_bytes() == before


def test_what_was_accepted_is_refused_the_next_time(seeds: Path) -> None:
    found = proposals("山区低空航线")
    accept(["山区低空航线"], found, load(), seeds, NOTHING)
    with pytest.raises(RefusedError, match="already"):
        accept(["山区低空航线"], found, vocabulary_of(seeds), seeds, NOTHING)


def test_a_wording_of_several_names_is_ambiguous(seeds: Path) -> None:
    found = proposals("山区低空航线", "海岛低空航线")
    doubled = found.with_columns(wordings=pl.Series([["某航线"], ["某航线"]]))
    with pytest.raises(RefusedError, match="several proposals"):
        accept(["某航线"], doubled, load(), seeds, NOTHING)


def test_a_description_is_of_one_name(seeds: Path) -> None:
    found = proposals("乡村公路无人配送车", "山区低空航线")
    with pytest.raises(RefusedError, match="one name at a time"):
        accept(["乡村公路无人配送车", "山区低空航线"], found, load(), seeds, Wish(domain="transport"))

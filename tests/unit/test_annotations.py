"""The annotated documents of tests/data/extraction hold together: a slip there would count as the extractor's fault."""

import csv
import json
import math
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1] / "data" / "extraction"


def words(text: str) -> set[str]:
    return set(text.split())


FIELDS = words(
    "doc anchor text value unit qualifier statistic status indicator ref_area subject scope period part_of optional"
)
CLOSED = {
    "qualifier": words("exact range approx over at_least under at_most"),
    "statistic": words("level increment change growth_rate share rank"),
    "status": words("actual provisional target forecast"),
}
# A unit is a name of our own, an ISO 4217 currency or a UCUM code; a rate is one of them over another.
UNITS = words(
    """count person percent percentage_point permille times rank index_point year 1 CNY USD HKD MOP EUR JPY TWD
    m2 km2 har m km cm mm nm kg t m3 L kW MW GW kW.h MW.h GW.h W.h d h min s mo a ug Cel [in_i] Tbit EFLOPS PB TEU
    tce"""
)
NUMERAL = re.compile(r"[0-9０-９零〇一二三四五六七八九十百千万亿两兩萬億半数數几幾上首次]")
WRITTEN = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万亿|亿|万|千(?![瓦克米公])|百)?(\D*)")
MULTIPLIER = {None: 1, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12}
FACTOR = {"斤": 0.5, "亩": 2000 / 3, "千公顷": 1000}
PERIOD = re.compile(r"\d{4}(-(Q[1-4]|S[12]|\d\d(-\d\d)?))?")

with (ROOT / "manifest.tsv").open(encoding="utf-8") as _file:
    MANIFEST = list(csv.DictReader(_file, delimiter="\t"))
with (ROOT.parents[2] / "seeds" / "region.csv").open(encoding="utf-8") as _file:
    REGIONS = {row["region_code"] for row in csv.DictReader(line for line in _file if not line.startswith("#"))}
DOCUMENTS = [row["doc"] for row in MANIFEST]
each_document = pytest.mark.parametrize("doc", DOCUMENTS)


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text_of(doc: str) -> str:
    return (ROOT / f"{doc}.txt").read_bytes().decode("utf-8")


def figures_of(doc: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / f"{doc}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_manifest_names_every_document_and_its_annotation_once() -> None:
    for suffix in (".txt", ".jsonl"):
        assert sorted(path.stem for path in ROOT.glob(f"*{suffix}")) == sorted(DOCUMENTS)
    assert all((row["path"], row["gold"]) == (f"{row['doc']}.txt", f"{row['doc']}.jsonl") for row in MANIFEST)


def test_some_documents_are_held_out() -> None:
    parts = Counter(doc.partition("_")[0] for doc in DOCUMENTS)
    assert set(parts) == {"dev", "test"} and parts["test"] >= 3


@each_document
def test_figure_stands_where_its_anchor_points(doc: str) -> None:
    text = text_of(doc)
    for figure in figures_of(doc):
        assert text.startswith(figure["text"], figure["anchor"]) and NUMERAL.match(figure["text"]), figure


@each_document
def test_anchor_is_the_first_digit_of_its_number(doc: str) -> None:
    text = text_of(doc)
    for figure in figures_of(doc):
        at = figure["anchor"]
        is_inside = re.search(r"[0-9０-９][.．,，]?$", text[max(0, at - 2) : at]) and re.match(r"[0-9０-９]", text[at])
        assert not is_inside, figure


@each_document
def test_fields_keep_to_their_closed_sets(doc: str) -> None:
    for figure in figures_of(doc):
        assert FIELDS <= set(figure) <= FIELDS | {"note", "value_high"}, figure
        assert figure["doc"] == doc and all(many(figure["indicator"])), figure
        for field, closed in CLOSED.items():
            assert set(many(figure[field])) <= closed, figure
        for unit in many(figure["unit"]):
            assert set(unit.split("/")) <= UNITS, figure
        for code in many(figure["ref_area"]) + many(figure["scope"]):
            assert code is None or code in REGIONS, figure
        for period in many(figure["period"]):
            assert period is None or all(PERIOD.fullmatch(end) for end in period.split("/")), figure


@each_document
def test_value_is_the_number_that_the_text_writes(doc: str) -> None:
    """Falls are negative; a bare cell of a table takes the multiplier of its header and is left out."""
    for figure in figures_of(doc):
        plain = unicodedata.normalize("NFKC", figure["text"]).translate(str.maketrans("萬億餘", "万亿余"))
        match = WRITTEN.fullmatch(re.sub(r"[,\s]|以上|左右|余|多", "", plain))
        if match and (match[2] or match[3]):
            value = float(match[1]) * MULTIPLIER[match[2]] * FACTOR.get(match[3], 1)
            assert math.isclose(abs(figure["value"]), value, rel_tol=1e-6), figure


@each_document
def test_unit_fits_the_statistic(doc: str) -> None:
    for figure in figures_of(doc):
        units, statistics = set(many(figure["unit"])), set(many(figure["statistic"]))
        # 前移2位: places gained are a change, counted in ranks
        assert statistics & {"rank", "change"} if "rank" in units else "rank" not in statistics, figure
        assert "growth_rate" not in statistics or units & {"percent", "permille", "times"}, figure
        assert "percentage_point" not in units or statistics <= {"change", "level"}, figure


@each_document
def test_range_has_an_upper_end_above_its_lower_one(doc: str) -> None:
    for figure in figures_of(doc):
        assert ("value_high" in figure) == (figure["qualifier"] == "range"), figure
        assert figure.get("value_high", float("inf")) > figure["value"], figure


@each_document
def test_part_is_an_amount_no_greater_than_the_total_before_it(doc: str) -> None:
    figures = figures_of(doc)
    at = {figure["anchor"]: figure for figure in figures}
    for part in (figure for figure in figures if figure["part_of"] is not None):
        total = at[part["part_of"]]
        assert total["anchor"] < part["anchor"], part
        assert not {"growth_rate", "share", "rank"} & set(many(part["statistic"])), part
        assert set(many(total["unit"])) & set(many(part["unit"])), part
        assert part["value"] <= total.get("value_high", total["value"]), part

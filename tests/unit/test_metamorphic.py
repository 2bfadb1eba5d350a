"""The same document in another dress says the same: other script, wide figures, wrapped lines, other numbers.

Each way rewrites every document, with a map of its offsets. The facts of the rewritten text must be those of the
original at the mapped offsets. What share of them is equal is measured and held as a floor.
"""

import csv
import itertools
import math
import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import polars as pl
import pytest

from kechuang import vocabulary
from kechuang.transforms import readers
from kechuang.transforms.extract import extract

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "seeds"
SHARED = ROOT.parent / "shared"  # real documents, where they lie beside the repository

# Least share of facts that stay equal: all of them, as measured, but for a few in a thousand.
FLOOR = 0.997
COLLECTIONS = ("samples", "corpus")
# What a fact says: the same whatever the script, the width and the lines.
SAME = (
    "unit_measure", "decimals", "unit_mult", "qualifier", "statistic", "comparison", "time_basis", "obs_status",
    "indicator", "ref_area", "scope", "time_period",
)  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789%():;!?", "０１２３４５６７８９％（）：；！？")
WIDTHS = (15, 18, 23, 30, 38, 47, 60)
# A line never ends inside a word of Latin letters or digits, nor begins with these (GB/T 15834).
NO_START = "，。、；：！？）》”’％%．.)]】〕…"
NO_END = "（《“‘([【〔"
SENTENCES = "\n\n各有关部门要认真学习领会，结合实际抓好贯彻落实。欢迎社会各界提出意见建议。"

Record = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A document as it stands, with what is known of it."""

    name: str
    text: str
    published: date | None
    region: str | None


@dataclass(frozen=True)
class Rewritten:
    """The document in another dress; `at[i]` is where its i-th character stands there."""

    text: str
    at: list[int]
    values: dict[int, float] | None = None  # start of a figure -> what its value is multiplied by


def in_place(text: str, source: Source) -> Rewritten | None:
    """A text of the same length, character for character."""
    return Rewritten(text, list(range(len(text)))) if len(text) == len(source.text) else None


def traditional(source: Source) -> Rewritten | None:
    return in_place(_converter("s2t").convert(source.text), source)


def simplified_again(source: Source) -> Rewritten | None:
    return in_place(_converter("t2s").convert(_converter("s2t").convert(source.text)), source)


def full_width(source: Source) -> Rewritten | None:
    wide = source.text.translate(FULL_WIDTH)
    wide = re.sub(r"(?<=[０-９])\.(?=[０-９])", "．", wide)
    return in_place(re.sub(r"(?<=[０-９]),(?=[０-９]{3})", "，", wide), source)


def wrapped(width: int) -> Callable[[Source], Rewritten]:
    def wrap(source: Source) -> Rewritten:
        pieces: list[str] = []
        at: list[int] = []
        length = 0
        for line in source.text.splitlines(keepends=True):
            broken = list(_broken(line, width))
            for number, piece in enumerate(broken):
                at += range(length, length + len(piece))
                last = number == len(broken) - 1
                pieces.append(piece if last else piece + "\n")
                length += len(pieces[-1])
        return Rewritten("".join(pieces), at)

    return wrap


def _broken(line: str, width: int) -> Iterator[str]:
    """A paragraph in lines of `width`; rows of tables stay whole, as a page sets them."""
    if "\t" in line or line.startswith("|"):
        yield line
        return
    while len(line.rstrip("\n")) > width:
        cut = next((k for k in range(width, width // 2, -1) if _may_break(line[k - 1], line[k])), width)
        yield line[:cut]
        line = line[cut:]
    yield line


def _may_break(left: str, right: str) -> bool:
    latin = re.compile("[0-9A-Za-z.,%．]")
    return right not in NO_START and left not in NO_END and not (latin.match(left) and latin.match(right))


def renumbered(source: Source) -> Rewritten:
    """Other digits in every figure that stands alone; years, dates, ratios and lone ones keep theirs."""
    rng = random.Random(source.name)
    text, values = list(source.text), {}
    for record in facts_of(source):
        written = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(\D*)", record["text"])
        beside = source.text[max(0, record["start"] - 1)] + source.text[min(record["end"], len(source.text) - 1)]
        if not written or float(written[1]) <= 1 or set(beside) & set(":：∶") or record["obs_value"] == 0:
            continue
        new = "".join(d if d == "." else rng.choice("23456789") for d in written[1])
        text[record["start"] : record["start"] + len(new)] = new
        values[record["start"]] = float(new) / float(written[1])
    return Rewritten("".join(text), list(range(len(text))), values)


def appended(source: Source) -> Rewritten:
    return Rewritten(source.text.rstrip("\n") + SENTENCES, list(range(len(source.text))))


WAYS: dict[str, Callable[[Source], Rewritten | None]] = {
    "traditional": traditional,
    "simplified again": simplified_again,
    "full width": full_width,
    **{f"wrapped at {width}": wrapped(width) for width in WIDTHS},
    "renumbered": renumbered,
    "sentences appended": appended,
}


def sources(collection: str) -> list[Source]:
    return _samples() if collection == "samples" else _corpus()


@cache
def _samples() -> list[Source]:
    found = []
    for row in tomllib.loads((SAMPLES / "sources.toml").read_text(encoding="utf-8"))["source"]:
        path = SAMPLES / row["location"]
        if row["kind"] == "file" and path.exists():
            read = readers.read(path.read_bytes(), path.name)
            assert isinstance(read, readers.Document), read
            found.append(Source(row["id"], read.text, row.get("published") or read.published_date, row.get("region")))
    return found


@cache
def _corpus() -> list[Source]:
    manifest = SHARED / "gold" / "manifest.tsv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as lines:
        return [
            Source(
                row["doc"],
                (SHARED / row["path"]).read_bytes().decode("utf-8"),
                date.fromisoformat(row["published"]) if row["published"] else None,
                row["region"] or None,
            )
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def read(documents: dict[str, tuple[str, Source]]) -> dict[str, list[Record]]:
    """name -> the observations of a text in its source's context; all in one call."""
    frame = pl.DataFrame(
        [
            {"document": name, "text": text, "published": source.published, "region": source.region}
            for name, (text, source) in documents.items()
        ],
        schema={"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String},
    )
    found: dict[str, list[Record]] = {name: [] for name in documents}
    for record in extract(frame, vocabulary.load()).filter(pl.col("kind") == "observation").iter_rows(named=True):
        found[record["document"]].append(record)
    return found


@cache
def originals() -> dict[str, list[Record]]:
    return read({source.name: (source.text, source) for source in _samples() + _corpus()})


def facts_of(source: Source) -> list[Record]:
    return originals()[source.name]


@cache
def rewritten() -> dict[tuple[str, str], tuple[Rewritten, list[Record]]]:
    """(way, document) -> the document rewritten and what is read of it; one call for all."""
    texts = {
        (way, source.name): (found, source)
        for way, rewrite in WAYS.items()
        for source in _samples() + _corpus()
        if (found := rewrite(source)) is not None
    }
    records = read({"\0".join(key): (found.text, source) for key, (found, source) in texts.items()})
    return {key: (found, records["\0".join(key)]) for key, (found, _) in texts.items()}


def equal_share(way: str, documents: list[Source]) -> tuple[float, int, list[str]]:
    """(share of equal facts, their number, those that are not): lost and new facts both count as unequal."""
    equal = unequal = 0
    told = []
    for source in documents:
        if (way, source.name) not in rewritten():
            continue
        found, records = rewritten()[way, source.name]
        before = sorted((_fact(record, source.text, found) for record in facts_of(source)), key=repr)
        after = sorted((_fact(record, found.text, None) for record in records), key=repr)
        pairs, lost, new = _paired(before, after)
        equal += pairs
        unequal += max(len(lost), len(new))
        told += [f"{source.name}: {_shown(a)} -> {_shown(b)}" for a, b in itertools.zip_longest(lost, new)]
    return equal / (equal + unequal), equal + unequal, told


def _fact(record: Record, text: str, moved: Rewritten | None) -> Record:
    """What is compared, offsets and value as they must be in the rewritten text."""
    start, end, part_of, factor = record["start"], record["end"], record["part_of"], 1.0
    if moved:
        factor = (moved.values or {}).get(start, 1.0)
        start, end = moved.at[start], moved.at[end - 1] + 1
        # a part told by the sum alone is none where other numbers stand
        by_sum = moved.values is not None and '"part_of":"counts that sum to it"' in record["rule"]
        part_of = None if part_of is None or by_sum else moved.at[part_of]
    high = record["obs_value_high"]
    return {name: record[name] for name in SAME} | {
        "start": start,
        "end": end,
        "part_of": part_of,
        "obs_value": record["obs_value"] * factor,
        "obs_value_high": None if high is None else high * factor,
        "indicator_text": plain(record["indicator_text"]),
        "subject": plain(record["subject"]),
    }


def _paired(before: list[Record], after: list[Record]) -> tuple[int, list[Record], list[Record]]:
    """(how many facts of `before` stand in `after`, those that do not, and what stands there instead)."""
    left: dict[tuple[int, int], list[Record]] = {}
    for fact in after:
        left.setdefault((fact["start"], fact["end"]), []).append(fact)
    lost, equal = [], 0
    for fact in before:
        there = left.get((fact["start"], fact["end"]), [])
        same = next((other for other in there if _is_equal(fact, other)), None)
        if same is None:
            lost.append(fact)
        else:
            there.remove(same)
            equal += 1
    return equal, lost, [fact for facts in left.values() for fact in facts]


def _is_equal(fact: Record, other: Record) -> bool:
    values = ("obs_value", "obs_value_high")
    return all(fact[k] == other[k] for k in fact if k not in values) and all(
        fact[k] is other[k] or (None not in (fact[k], other[k]) and math.isclose(fact[k], other[k], rel_tol=1e-9))
        for k in values
    )


def _shown(fact: Record | None) -> dict[str, Any] | None:
    return None if fact is None else {k: v for k, v in fact.items() if v not in (None, "", "exact", "period", "actual")}


@cache
def _converter(way: str) -> opencc.OpenCC:
    return opencc.OpenCC(way)


def plain(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", _converter("t2s").convert(text or ""))).lower()


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("way", WAYS)
def test_facts_stay_the_same(way: str, collection: str, capsys: pytest.CaptureFixture[str]) -> None:
    documents = sources(collection)
    if not documents:
        pytest.skip("the shared documents do not lie beside the repository")
    share, number, told = equal_share(way, documents)
    with capsys.disabled():
        print(f"\n{collection}, {way}: {share:.2%} of {number} facts equal", end="")
    assert share >= FLOOR, "\n".join(told[:20])


@pytest.mark.parametrize("way", WAYS)
def test_every_document_has_its_rewritten_form(way: str) -> None:
    """A way that changed the length of a text would leave it out, and its facts with it."""
    missing = [source.name for source in _samples() if (way, source.name) not in rewritten()]
    assert not missing


def test_a_document_is_read_alone_as_among_others() -> None:
    for source in _samples()[:4]:
        assert read({source.name: (source.text, source)})[source.name] == facts_of(source)

"""The contract's cases (tests/data/contract): loading them, reading them all at once, and comparing what was read."""

import math
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import polars as pl

from kechuang import vocabulary
from kechuang.transforms.extract import extract

ROOT = Path(__file__).parents[1] / "data" / "contract"
NULL = "-"
# Keys of a figure that are no field of the record.
LOCATING = {"at", "nth"}
SPECIAL = {"part_of", "evidence", "evidence_has", "indicator_text", "has", "has_not", "raw_name", "tolerance"}
_PUNCTUATION = re.compile(r"[\W_]+")

Record = dict[str, Any]
Figure = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One text with what the contract makes of it."""

    id: str  # file/name
    text: str
    published: date | None
    region: str | None
    figures: list[Figure]
    no_observation: bool
    pending: bool


def load(path: Path) -> list[Case]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [
        Case(
            id=f"{path.stem}/{row['id']}",
            text=row["text"],
            published=date.fromisoformat(row["published"]) if "published" in row else None,
            region=row.get("region"),
            figures=row.get("figures", []),
            no_observation=row.get("no_observation", False),
            pending=row.get("pending", False),
        )
        for row in rows
    ]


@cache
def cases() -> list[Case]:
    return [case for path in sorted(ROOT.glob("*.toml")) for case in load(path)]


@cache
def records() -> dict[str, list[Record]]:
    """case id -> its records in reading order; all cases are read in one call where none of them stops it."""
    return _read_or_halve(cases())


def read(some: list[Case]) -> dict[str, list[Record]]:
    documents = pl.DataFrame(
        [{"document": k.id, "text": k.text, "published": k.published, "region": k.region} for k in some],
        schema={"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String},
    )
    found: dict[str, list[Record]] = {case.id: [] for case in some}
    for record in extract(documents, vocabulary.load()).iter_rows(named=True):
        found[record["document"]].append(record)
    return found


def _read_or_halve(some: list[Case]) -> dict[str, list[Record]]:
    """Where the call fails, each half alone: one text that cannot be read must not hide what is read of the others."""
    try:
        return read(some)
    except Exception:
        if len(some) == 1:
            return {some[0].id: []}
        middle = len(some) // 2
        return _read_or_halve(some[:middle]) | _read_or_halve(some[middle:])


def differences(case: Case, read: list[Record]) -> list[str]:
    """What the records of a case say otherwise than it expects; empty where all agree."""
    told: list[str] = []
    meant: set[tuple[int, int]] = set()
    for group in _by_place(case.figures):
        start = position(case.text, group[0]["at"], group[0].get("nth", 1))
        touching = [r for r in read if r["start"] < start + len(group[0]["at"]) and start < r["end"]]
        meant.update((r["start"], r["end"]) for r in touching if group[0].get("kind") == "observation")
        if len(touching) != len(group):
            shown = [(r["text"], r["kind"]) for r in touching]
            told.append(f"{group[0]['at']}: {len(group)} records expected, read {shown}")
            continue
        for figure, record in zip(group, _in_order_of_fit(group, touching, case, read), strict=True):
            told += [f"{figure['at']}: {line}" for line in _disagreements(figure, record, case, read)]
    if case.no_observation:
        told += [
            f"{r['text']}: read as a figure of {r['indicator_text']}"
            for r in read
            if r["kind"] == "observation" and (r["start"], r["end"]) not in meant
        ]
    return told


def position(text: str, piece: str, nth: int) -> int:
    at = -1
    for _ in range(nth):
        at = text.index(piece, at + 1)
    return at


def _by_place(figures: list[Figure]) -> list[list[Figure]]:
    """Figures of one place together: the records of a number that 各 or 均 distributes."""
    places: dict[tuple[str, int], list[Figure]] = {}
    for figure in figures:
        places.setdefault((figure["at"], figure.get("nth", 1)), []).append(figure)
    return list(places.values())


def _in_order_of_fit(group: list[Figure], touching: list[Record], case: Case, read: list[Record]) -> list[Record]:
    """The records in the order of the figures that they fit best."""
    left, order = list(touching), []
    for figure in group:
        best = min(left, key=lambda record: len(_disagreements(figure, record, case, read)))
        left.remove(best)
        order.append(best)
    return order


def _disagreements(figure: Figure, record: Record, case: Case, read: list[Record]) -> list[str]:
    told = []
    for key, expected in figure.items():
        if key in LOCATING or key == "tolerance":
            continue
        said = _said(key, record, case, read)
        if not _agrees(key, expected, said, figure.get("tolerance", 1e-9)):
            told.append(f"{key} is {said!r}, not {expected!r}")
    return told


def _said(key: str, record: Record, case: Case, read: list[Record]) -> Any:
    if key == "part_of":
        whole = [r["text"] for r in read if r["start"] == record["part_of"]]
        return None if record["part_of"] is None else (whole or ["no record's start"])[0]
    if key in ("evidence", "evidence_has"):
        return case.text[record["evidence_start"] : record["evidence_end"]].strip()
    return record["indicator_text" if key in ("has", "has_not", "raw_name") else key]


def _agrees(key: str, expected: Any, said: Any, tolerance: float) -> bool:
    if key == "has":
        return all(plain(word) in plain(said) for word in expected)
    if key == "has_not":
        return all(plain(word) not in plain(said) for word in expected)
    if key == "evidence_has":
        return expected in said
    return any(
        _agrees_with(key, one, said, tolerance) for one in (expected if isinstance(expected, list) else [expected])
    )


def _agrees_with(key: str, expected: Any, said: Any, tolerance: float) -> bool:
    if expected == NULL:
        return said is None
    if said is None:
        return False
    if key == "indicator_text":
        return names_agree(said, expected)
    if key == "subject":
        return names_agree(said, expected)
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return math.isclose(said, expected, rel_tol=tolerance)
    return bool(said == expected)


def names_agree(said: str, expected: str) -> bool:
    """The expected name with little around it, or its end, where a Chinese noun phrase keeps its head."""
    name, wanted = plain(said), plain(expected)
    if wanted in name:
        return len(name) <= max(2 * len(wanted), len(wanted) + 6)
    return wanted.endswith(name) and len(name) >= max(2, 0.4 * len(wanted))


def plain(text: str | None) -> str:
    return _PUNCTUATION.sub("", _simplifier().convert(text or "")).lower()


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")

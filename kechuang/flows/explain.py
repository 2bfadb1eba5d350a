"""Figures told for a reader who doubts one: its sentence, the marks the grammar saw there, the rule of each field."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

import polars as pl

from kechuang.transforms.extract import extract, marks
from kechuang.vocabulary import Vocabulary

_FIELDS = (
    "obs_value", "obs_value_high", "unit_measure", "qualifier", "statistic", "comparison", "time_basis", "obs_status",
    "indicator", "indicator_text", "ref_area", "subject", "scope", "time_period", "part_of",
)  # fmt: skip


def write_explanations(documents: pl.DataFrame, words: Vocabulary, out: TextIO) -> None:
    """The numbers of documents (schema extract_command.DOCUMENT) in reading order, dates aside, as text."""
    texts = dict(documents.select("document", "text").iter_rows())
    said = marks(documents, words).partition_by("document", as_dict=True)
    for record in extract(documents, words).filter(pl.col("kind") != "time").iter_rows(named=True):
        there = said.get((record["document"],))
        seen = there.iter_rows(named=True) if there is not None else ()
        out.write(_explanation(record, texts[record["document"]], seen))


def _explanation(record: dict[str, Any], text: str, seen: Iterable[dict[str, Any]]) -> str:
    first, last = record["evidence_start"], record["evidence_end"]
    sentence = f"{text[first : record['start']]}【{record['text']}】{text[record['end'] : last]}".replace("\n", "⏎")
    inside = [mark for mark in seen if first <= mark["start"] and mark["end"] <= last and mark["text"].strip()]
    lines = [f"{record['document']}:{record['start']}  {record['text']}  {record['kind']}", f"  {sentence}"]
    if inside:
        lines.append("  marks: " + "; ".join(_mark(mark) for mark in inside))
    rules = json.loads(record["rule"])
    for field in _FIELDS:
        if record[field] is not None:
            why = f"  ({rules[field]})" if rules.get(field) else ""
            lines.append(f"    {field:<15} {_value(record[field])}{why}")
    return "\n".join(lines) + "\n\n"


def _value(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _mark(mark: dict[str, Any]) -> str:
    """A word and what it says: 增长 statistic up. One that says nothing is a name."""
    return f"{mark['text']} {', '.join(mark['says']) or 'name'}"

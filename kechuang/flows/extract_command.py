"""`kechuang extract`: documents in, one JSON line a number out."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TextIO

import polars as pl

from kechuang import vocabulary
from kechuang.transforms.extract import extract

DOCUMENT = pl.Schema({"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String})
_FIELDS = (
    "document", "start", "end", "text", "kind", "obs_value", "unit_measure", "obs_value_high", "decimals", "unit_mult", "qualifier",
    "statistic", "comparison", "time_basis", "obs_status", "indicator", "indicator_text", "ref_area", "subject", "scope", "time_period",
    "part_of", "evidence_start", "evidence_end", "rule",
)  # fmt: skip


def documents_from_lines(source: TextIO) -> Iterator[dict[str, object]]:
    """One document a JSON line: `id`, `text` and, where known, `published` and `region`."""
    for line in source:
        if line.strip():
            row = json.loads(line)
            published = date.fromisoformat(row["published"]) if row.get("published") else None
            yield {"document": row["id"], "text": row["text"], "published": published, "region": row.get("region")}


def write_records(documents: pl.DataFrame, out: TextIO) -> None:
    """The records of the documents, as the contract orders them, whole numbers without a point."""
    records = extract(documents, vocabulary.load())
    for row in records.select(_FIELDS).iter_rows(named=True):
        row["rule"] = json.loads(row["rule"])
        for name in ("obs_value", "obs_value_high"):
            if row[name] is not None and float(row[name]).is_integer():
                row[name] = int(row[name])
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def run(documents: Path | None) -> None:
    """Bulk extraction from a file of JSON Lines, or from standard input."""
    source = sys.stdin if documents is None else documents.open(encoding="utf-8")
    with source:
        frame = pl.DataFrame(list(documents_from_lines(source)), schema=DOCUMENT)
    write_records(frame, sys.stdout)

"""The index page: the run at a glance, what is doubtful and why, and what the warehouse covers."""

import json
import os
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from kechuang import vocabulary
from kechuang.expectations.report.files import put
from kechuang.expectations.report.pages import as_data, highlighted, template
from kechuang.settings import Settings, room
from kechuang.transforms.suggestions import WAITING, suggest
from kechuang.vocabulary import Vocabulary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# How much the page shows of each table, so that it stays small whatever the warehouse holds; it says how much there is.
SHOWN = {
    "n_runs": 20,
    "n_each": 8,  # rows of one check, statements of one point
    "n_points": 24,
    "n_regions": 40,
    "n_indicators": 40,
    "n_terms": 60,
    "n_documents": 200,
}
_EXCERPT = 90  # characters of a sentence on each side of the figure
_LEFT_OUT = 50  # lines

Row = dict[str, Any]


def write(con: "DuckDBPyConnection", settings: Settings, left_out: Sequence[str]) -> Path:
    """Write `index.html` of what the connection sees; returns its path."""
    (glance,) = _rows(con, "glance")
    checks = _rows(con, "check")
    described = {c["check_id"]: c for c in checks}
    charts = {"trend": _trend(_rows(con, "trend")), "coverage": _coverage(_rows(con, "coverage"))}
    unresolved = _rows(con, "unresolved")
    docs = Path(os.path.relpath(settings.data_docs / "index.html", settings.report))
    page = template("index.html").render(
        glance=glance,
        checks=checks,
        described=described,
        doubts=_by_check(_rows(con, "doubt")),
        withheld=_by_check(_rows(con, "withheld")),
        conflicts=_conflicts(_rows(con, "conflict")),
        unresolved=[_with_excerpt(row) for row in unresolved],
        proposals=_proposals(unresolved, vocabulary.load(settings.seeds)),
        documents=_rows(con, "listed_document"),
        coverage=charts["coverage"],
        left_out=left_out[:_LEFT_OUT],
        n_left_out=len(left_out),
        data_docs=docs.as_posix() if settings.data_docs.is_dir() else None,
        data=as_data(json.dumps(charts, ensure_ascii=False)),
    )
    put(settings.report_index, page.encode())
    return settings.report_index


def _rows(con: "DuckDBPyConnection", name: str) -> list[Row]:
    """The rows of a query of sql/report, with the numbers of SHOWN that it asks for."""
    sql = (room("sql") / "report" / f"{name}.sql").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$(\w+)", re.sub(r"--.*", "", sql)))
    found = con.execute(sql, {k: v for k, v in SHOWN.items() if k in asked})
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _by_check(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    return [(check_id, list(group)) for check_id, group in groupby(rows, lambda row: row["check_id"])]


def _conflicts(rows: list[Row]) -> list[list[Row]]:
    """The statements of each point; a sentence has its figure marked, and is cut to what stands near it."""
    return [[_with_excerpt(row) for row in group] for _, group in groupby(rows, lambda row: row["place"])]


def _with_excerpt(row: Row) -> Row:
    evidence = row["evidence"] or ""
    start, end = row.get("value_start"), row.get("value_end")
    if start is None or end is None:
        start = max(evidence.find(row["value_text"] or ""), 0)
        end = start + len(row["value_text"] or "")
    begin, stop = max(start - _EXCERPT, 0), end + _EXCERPT
    excerpt = highlighted(evidence[begin:stop], start - begin, end - begin)
    return row | {"excerpt": excerpt, "is_cut": (begin > 0, stop < len(evidence))}


def _proposals(unresolved: list[Row], words: Vocabulary) -> dict[str, Row]:
    """What `kechuang suggest` proposes for the wordings shown, by wording: rows of SUGGESTION."""
    waiting = pl.DataFrame(
        [{name: row.get(name) for name in WAITING.names()} for row in unresolved if row["term"]], schema=WAITING
    )
    return {wording: row for row in suggest(waiting, words).to_dicts() for wording in row["wordings"]}


def _trend(rows: list[Row]) -> list[Row]:
    return [row | {"finished_at": f"{row['finished_at']:%Y-%m-%d %H:%M}"} for row in rows]


def _coverage(rows: list[Row]) -> Row:
    """The cells of the heat map by position: [region, indicator, year, points]; the widest known indicators first."""
    regions = {row["ref_area"]: [row["ref_area"], row["region_zh"], row["region_en"]] for row in rows}
    indicators = {row["indicator_id"]: [row["indicator_id"], row["indicator_zh"], row["indicator_en"]] for row in rows}
    years = sorted({row["year"] for row in rows if row["year"] is not None})
    n_regions_of: dict[str, set[str]] = {}
    for row in rows:
        n_regions_of.setdefault(row["indicator_id"], set()).add(row["ref_area"])
    region_at = {code: n for n, code in enumerate(regions)}
    indicator_ids = sorted(indicators, key=lambda i: (-len(n_regions_of[i]), i))
    indicator_at = {indicator_id: n for n, indicator_id in enumerate(indicator_ids)}
    year_at = {year: n for n, year in enumerate(years)}
    return {
        "regions": list(regions.values()),
        "indicators": [indicators[i] for i in indicator_ids],
        "years": years,
        "cells": [
            [region_at[r["ref_area"]], indicator_at[r["indicator_id"]], year_at[r["year"]], r["n"]]
            for r in rows
            if r["year"] is not None
        ],
        "n_regions": rows[0]["n_regions"] if rows else 0,
        "n_indicators": rows[0]["n_indicators"] if rows else 0,
    }

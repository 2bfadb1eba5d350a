"""A small warehouse connection whose schema `stg` holds documents and figures written for a test."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl

from kechuang.settings import room
from kechuang.transforms import schemas
from kechuang.vocabulary import seed_rows

# Tables of seeds/ that the checks take as they are.
SEEDS = (
    "statistic_unit", "indicator_sum", "indicator_quotient", "indicator_comparable_growth", "unit_misprint", "cue",
)  # fmt: skip

# Reference rows of the tests' own: two regions of two levels, one indicator of each kind that a check tells apart.
REFERENCE = {
    "indicator": pl.DataFrame(
        {
            "indicator_id": [
                "gdp",
                "value_added_primary",
                "value_added_secondary",
                "value_added_tertiary",
                "rd_expenditure",
                "electricity_consumption",
                "rd_intensity",
                "high_tech_firm",
                "power_capacity",
                "price_pig_purchase",
            ],
            "unit_measure": ["CNY", "CNY", "CNY", "CNY", "CNY", "kW.h", "percent", "count", "kW", "CNY/kg"],
            "stock_or_flow": ["flow", "flow", "flow", "flow", "flow", "flow", "ratio", "stock", "stock", "price"],
            "statistics": [None, None, None, None, None, None, "level|share|change|rank", None, None, None],
        }
    ),
    "indicator_alias": pl.DataFrame(
        {"alias": ["地区生产总值", "高新技术企业"], "indicator_id": ["gdp", "high_tech_firm"]}
    ),
    "indicator_range": pl.DataFrame(
        {
            "indicator_id": ["gdp", "gdp", "gdp", "high_tech_firm", "*", "*"],
            "statistic": ["level", "level", "level", "level", "growth_rate", "share"],
            "region_level": ["any", "county", "county", "any", "any", "any"],
            "low": [0.0, 1e8, 1e9, 0.0, -60.0, 0.0],
            "high": [2e14, 2e12, 5e11, 1e6, 1000.0, 100.0],
            "severity": ["critical", "critical", "warning", "critical", "warning", "critical"],
        }
    ),
    "region": pl.DataFrame(
        {
            "region_code": ["100000", "330000", "330100", "330110", "330109"],
            "level": ["nation", "province", "prefecture", "county", "county"],
            "parent_code": [None, "100000", "330000", "330100", "330100"],
            "valid_to": pl.Series([None] * 5, dtype=pl.String),
        }
    ),
    "unit": pl.DataFrame(
        [
            ("元", "CNY", 1.0, "money"),
            ("美元", "USD", 1.0, "money"),
            ("家", "count", 1.0, "count"),
            ("人", "person", 1.0, "person"),
            ("%", "percent", 1.0, "ratio"),
            ("‰", "permille", 1.0, "ratio"),
            ("个百分点", "percentage_point", 1.0, "ratio"),
            ("倍", "times", 1.0, "ratio"),
            ("平方米", "m2", 1.0, "area"),
            ("公顷", "har", 1.0, "area"),
            ("亩", "m2", 666.6666666666666, "area"),
            ("千瓦", "kW", 1.0, "power"),
            ("千瓦时", "kW.h", 1.0, "energy"),
        ],
        schema=["surface", "unit_measure", "factor", "dimension"],
        orient="row",
    ),
    "source": pl.DataFrame({"source_id": ["sample"]}),
}


def figure(text: str, value: float, **fields: Any) -> dict[str, Any]:
    """A figure of a document, by the characters that print it; what is not given is a plain level of 2023."""
    usual = {
        "obs_value": value,
        "unit_measure": "CNY",
        "decimals": 0,
        "unit_mult": 0,
        "qualifier": "exact",
        "statistic": "level",
        "time_basis": "period",
        "obs_status": "actual",
        "indicator_id": "gdp",
        "indicator_text": "地区生产总值",
        "ref_area": "330110",
        "time_period": "2023",
    }
    return {"text": text, **usual, **fields}


def document(
    text: str, *figures: dict[str, Any], published: date | None = date(2024, 2, 1), **fields: Any
) -> dict[str, Any]:
    """A document and the figures that it holds, in order of the text. Other numbers are given as `others=[...]`."""
    return {"text": text, "figures": figures, "published_date": published, **fields}


def connection(*documents: dict[str, Any], corrections: Sequence[dict[str, Any]] = ()) -> duckdb.DuckDBPyConnection:
    """A connection in use of catalog `wh` in memory, with the documents in schema `stg`, committed."""
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS wh; USE wh; CREATE SCHEMA stg")
    tables: dict[str, list[dict[str, Any]]] = {"document": [], "sentence": [], "mention": [], "observation": []}
    for doc in documents:
        _stage(doc, tables)
    for name, rows in tables.items():
        _load(con, name, pl.DataFrame(rows, schema=getattr(schemas, name.upper())))
    for name, frame in REFERENCE.items():
        _load(con, name, frame)
    for name in SEEDS:
        _load(con, name, seed_rows(room("seeds") / f"{name}.csv"))
    columns = seed_rows(room("seeds") / "corrections.csv").columns
    _load(con, "corrections", pl.DataFrame(list(corrections), schema=dict.fromkeys(columns, pl.String)))
    captures = [{"document_id": row["document_id"]} for row in tables["document"]]
    _load(con, "capture", pl.DataFrame(captures, schema=schemas.CAPTURE))
    return con


def document_id(doc: dict[str, Any]) -> str:
    """The key of a document: the hash of its bytes, which are its text unless `bytes` tells others."""
    return hashlib.sha256((doc.get("bytes") or doc["text"]).encode()).hexdigest()


def _load(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    con.register("frame", frame.to_arrow())
    con.execute(f"CREATE TABLE stg.{name} AS FROM frame")
    con.unregister("frame")


def _stage(doc: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> None:
    """The whole text is one sentence; a figure's `part_of` is the text of its total."""
    text = doc["text"]
    key_of_document = document_id(doc)
    about = {k: doc[k] for k in ("published_date", "region_code", "script") if k in doc}
    tables["document"].append(
        {
            "document_id": key_of_document,
            "text": text,
            "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "text_length": len(text),
            **about,
        }
    )
    tables["sentence"].append(
        {"document_id": key_of_document, "evidence_start": 0, "evidence_end": len(text), "text": text}
    )
    place, ids = 0, {}
    for number in sorted([*doc["figures"], *_others(doc)], key=lambda n: text.index(n["text"], n.get("after", 0))):
        start = text.index(number["text"], max(place, number.get("after", 0)))
        place = start + len(number["text"])
        key = hashlib.sha256(f"{text}{start}".encode()).hexdigest()[:16]
        ids[number["text"]] = key
        row = {k: v for k, v in number.items() if k not in ("text", "after")} | {
            "document_id": key_of_document, "mention_id": key, "start": start, "end": place,
            "evidence_start": 0, "evidence_end": len(text),
        }  # fmt: skip
        kind = number.get("kind", "observation")
        tables["mention"].append(
            {k: v for k, v in {**row, "text": number["text"], "kind": kind}.items() if k in schemas.MENTION}
        )
        if kind == "observation":
            if row.get("part_of"):
                row["part_of"] = ids[row["part_of"]]
            tables["observation"].append({"observation_id": key, "ordinal": 0, **row})


def _others(doc: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"text": text, "kind": "time"} for text in doc.get("others", [])]

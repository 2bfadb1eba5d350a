"""A warehouse in a folder of a test, fed with documents and figures that the test writes down in a line each."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from kechuang.expectations.verdict import QUALITY_FLAG, QUALITY_RESULT, QUARANTINE
from kechuang.settings import Settings, room
from kechuang.transforms import schemas
from kechuang.vocabulary import Vocabulary, load, seed_rows
from kechuang.warehouse.connection import connect_build
from kechuang.warehouse.publish import Published, publish
from kechuang.warehouse.query import run_query
from kechuang.warehouse.run import Run
from kechuang.warehouse.stage import load_stage
from kechuang.warehouse.swap import swap

SEEDS = {
    "indicator": """indicator_id,name_zh,name_en,domain,unit_measure,stock_or_flow,direction,statistics,source
gdp,地区生产总值,gross domestic product,economy,CNY,flow,up,,test
hitech,高新技术企业,high-tech enterprises,innovation,count,stock,up,,test
energy,单位GDP能耗,energy intensity,energy,t,ratio,down,,test
rd,研发经费,R&D expenditure,innovation,CNY,flow,up,,test
intensity,研发强度,R&D intensity,innovation,percent,ratio,up,,test
tertiary,第三产业增加值,value added of services,economy,CNY,flow,up,,test
""",
    "indicator_alias": "alias,indicator_id,source\nGDP,gdp,test\n",
    "indicator_range": """indicator_id,statistic,region_level,low,high,severity,source
gdp,level,any,0,1e15,critical,test
""",
    "indicator_quotient": "ratio,numerator,denominator,source\nintensity,rd,gdp,test\n",
    "indicator_sum": "total,part,source\ngdp,tertiary,test\n",
    "indicator_comparable_growth": "indicator_id,reason,source\ngdp,constant prices,test\n",
    "region": """region_code,name_zh,name_en,level,parent_code,valid_from,valid_to,source
100000,全国,China,nation,,,,test
330000,浙江省,Zhejiang,province,100000,,,test
330100,杭州市,Hangzhou,prefecture,330000,,,test
330200,宁波市,Ningbo,prefecture,330000,,,test
330300,温州市,Wenzhou,prefecture,330000,,,test
330110,余杭区,Yuhang,county,330100,,,test
""",
    "region_alias": "alias,region_code,source\n杭州,330100,test\n",
    "unit": """surface,unit_measure,factor,dimension,source
元,CNY,1,money,test
亿元,CNY,1e8,money,test
家,count,1,count,test
个,count,1,count,test
""",
    "cue": "word,field,value,side,reach,priority,example\n",
}
_SCHEMAS = {
    "document": schemas.DOCUMENT,
    "sentence": schemas.SENTENCE,
    "mention": schemas.MENTION,
    "observation": schemas.OBSERVATION,
}
_READ = {
    "format": "text",
    "encoding": "utf-8",
    "script": "Hans",
    "publisher": "杭州市统计局",
    "published_date": date(2024, 3, 1),
    "region_code": "330100",
}
_STATED = {
    "kind": "observation",
    "ordinal": 0,
    "unit_measure": "CNY",
    "decimals": 0,
    "unit_mult": 0,
    "qualifier": "exact",
    "statistic": "level",
    "time_basis": "period",
    "obs_status": "actual",
    "ref_area": "330100",
    "time_period": "2023",
    "rule": "{}",
}


@dataclass
class Document:
    """A staged document with its figures; `title` names it and the place where it lies."""

    title: str
    text: str
    figures: list[dict[str, Any]]
    fields: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""  # by default one made of title and text

    @property
    def document_id(self) -> str:
        return self.sha256 or hashlib.sha256((self.title + self.text).encode()).hexdigest()


@dataclass
class Verdict:
    """The outcome of checks that a test plays."""

    quality_result: pl.DataFrame
    quarantine: pl.DataFrame
    quality_flag: pl.DataFrame


def document(title: str, text: str, *figures: dict[str, Any], **fields: Any) -> Document:
    """A document, published 2024-03-01 by 杭州市统计局 unless `fields` (of schema DOCUMENT) say otherwise."""
    return Document(title, text, list(figures), fields)


def figure(printed: str, obs_value: float, indicator_text: str = "地区生产总值", **fields: Any) -> dict[str, Any]:
    """A figure whose first printing in the text is `printed`; an actual level of 杭州市 in 2023, in yuan and exact."""
    return {"printed": printed, "obs_value": obs_value, "indicator_text": indicator_text} | fields


def verdict(
    results: list[dict[str, Any]] | None = None,
    quarantine: list[dict[str, Any]] | None = None,
    flags: list[dict[str, Any]] | None = None,
) -> Verdict:
    """The outcome with these rows; columns that a row does not name are null."""
    return Verdict(
        pl.DataFrame(results or [], schema=QUALITY_RESULT),
        pl.DataFrame(quarantine or [], schema=QUARANTINE),
        pl.DataFrame(flags or [], schema=QUALITY_FLAG),
    )


class SmallWarehouse:
    """A folder with seeds and warehouse. Each publish is a day after the one before, the first on 2024-06-01."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(home=folder / "data", seeds=folder / "seeds")
        self.captures: list[dict[str, Any]] = []
        self.now = datetime(2024, 5, 31, 8)
        self.settings.seeds.mkdir()
        for name in Vocabulary.__dataclass_fields__:
            if name not in SEEDS:  # a table that only reading needs: its columns, no row
                self.write_seed(name, ",".join(seed_rows(room("seeds") / f"{name}.csv").columns) + "\n")
        for name, rows in SEEDS.items():
            self.write_seed(name, rows)

    def write_seed(self, name: str, rows: str) -> None:
        (self.settings.seeds / f"{name}.csv").write_text(rows, encoding="utf-8")

    def see(self, seen: Document, locator: str) -> None:
        """The ledger finds the document at the place, instead of what stood there."""
        for capture in self.captures:
            if capture["locator"] == locator and capture["seen_to"] is None:
                capture["seen_to"] = self.now
        row = dict.fromkeys(schemas.CAPTURE) | {"capture_id": f"c{len(self.captures)}", "source_id": "s"}
        row |= {"locator": locator, "document_id": seen.document_id, "seen_from": self.now, "title": seen.title}
        self.captures.append(row)
        self.now += timedelta(minutes=1)

    def miss(self, locator: str) -> None:
        """The ledger finds nothing at the place."""
        for capture in self.captures:
            if capture["locator"] == locator and capture["seen_to"] is None:
                capture["gone_at"] = self.now

    def stage(self, *documents: Document) -> None:
        """Writes the staged tables of a run that reads these documents."""
        self.settings.stage.mkdir(parents=True, exist_ok=True)
        for name, frame in staged(*documents).items():
            frame.write_parquet(self.settings.stage / f"{name}.parquet")
        source = dict.fromkeys(schemas.SOURCE) | {"source_id": "s", "title": "统计信息网", "kind": "folder"}
        pl.DataFrame([source], schema=schemas.SOURCE).write_parquet(self.settings.stage / "source.parquet")
        captures = pl.DataFrame(self.captures, schema=schemas.CAPTURE)
        captures.write_parquet(self.settings.stage / "capture.parquet")

    def publish(self, *documents: Document, checked: Verdict | None = None, swapped: bool = True) -> Published:
        """One run over these documents, named day1, day2, ...; new ones are found at /documents/<title>.txt."""
        for new in documents:
            if all(capture["document_id"] != new.document_id for capture in self.captures):
                self.see(new, f"/documents/{new.title}.txt")
        self.stage(*documents)
        self.now += timedelta(days=1)
        run = Run(self.last_run, self.now, self.now, "command")
        load.cache_clear()  # a test may have written another seed
        with connect_build(self.settings) as con:
            load_stage(con, self.settings.stage, self.settings.seeds)
            done = publish(con, run, load(self.settings.seeds), checked or verdict())
        if swapped:
            swap(self.settings)
        return done

    @property
    def last_run(self) -> str:
        return f"day{(self.now.date() - date(2024, 5, 31)).days}"

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return run_query(self.settings, sql).rows()


def staged(*documents: Document) -> dict[str, pl.DataFrame]:
    """The staged tables of these documents; each line of a text is a sentence, each figure a mention."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _SCHEMAS}
    for d in documents:
        text_sha256 = hashlib.sha256(d.text.encode()).hexdigest()
        read = {"document_id": d.document_id, "text": d.text, "text_sha256": text_sha256, "text_length": len(d.text)}
        rows["document"].append(_row("document", _READ | read | {"title": d.title} | d.fields))
        sentences = {}
        for given in d.figures:
            span = _span(d.text, given["printed"])
            identity = hashlib.sha256(f"{text_sha256}:{span['start']}".encode()).hexdigest()
            ids = {"document_id": d.document_id, "mention_id": identity, "observation_id": f"{identity}:0"}
            stated = _STATED | ids | span | {"text": given["printed"]} | given
            rows["mention"].append(_row("mention", stated))
            if stated["kind"] == "observation":
                rows["observation"].append(_row("observation", stated))
            sentence = d.text[span["evidence_start"] : span["evidence_end"]]
            sentences[span["evidence_start"]] = _row("sentence", stated | {"text": sentence})
        rows["sentence"] += sentences.values()
    return {name: pl.DataFrame(rows[name], schema=schema) for name, schema in _SCHEMAS.items()}


def _span(text: str, printed: str) -> dict[str, int]:
    start = text.index(printed)
    return {
        "start": start,
        "end": start + len(printed),
        "evidence_start": text.rfind("\n", 0, start) + 1,
        "evidence_end": (text + "\n").index("\n", start),
    }


def _row(table: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in _SCHEMAS[table]}

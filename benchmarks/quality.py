"""The time that checks, publish and report take on a first load, and on a run that adds one document.

    python -m benchmarks.quality [documents] [HOME]     (10,000 by default; HOME keeps what was made)

The documents are those of extraction.py; they are extracted first, which is not measured here.
"""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from benchmarks.extraction import made
from kechuang import vocabulary
from kechuang.expectations import check, report
from kechuang.settings import Settings
from kechuang.transforms import schemas, staging
from kechuang.transforms.extract import extract
from kechuang.warehouse.connection import connect_build, connect_readers
from kechuang.warehouse.publish import publish
from kechuang.warehouse.run import Run
from kechuang.warehouse.stage import load_stage
from kechuang.warehouse.swap import swap

_BATCH = 2_000


def documents(count: int, seed: int, words: vocabulary.Vocabulary) -> pl.DataFrame:
    """Made documents of every county, prefecture and province in turn, as the readers would leave them: DOCUMENT."""
    regions = words.region.filter(pl.col("level").is_in(["province", "prefecture", "county"]))["region_code"].to_list()
    texts = made(count, seed)["text"]
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    about = {
        "document_id": hashes,
        "text": texts,
        "text_sha256": hashes,
        "text_length": texts.str.len_chars(),
        "format": ["text"] * count,
        "encoding": ["utf-8"] * count,
        "script": ["Hans"] * count,
        "title": [f"{n}" for n in range(count)],
        "published_date": [date(2019 + n % 6, 3, 1) for n in range(count)],
        "region_code": [regions[n % len(regions)] for n in range(count)],
    }
    nothing = dict.fromkeys(schemas.DOCUMENT.names())
    frame = pl.DataFrame({name: about.get(name, [None] * count) for name in nothing}, schema=schemas.DOCUMENT)
    return frame.sort("document_id")


def stage(frame: pl.DataFrame, settings: Settings, words: vocabulary.Vocabulary) -> int:
    """Writes the staged tables of the documents and returns the number of figures."""
    settings.stage.mkdir(parents=True, exist_ok=True)
    parts = [_extracted(frame[n : n + _BATCH], words) for n in range(0, frame.height, _BATCH)]
    tables = {name: pl.concat([part[name] for part in parts]) for name in parts[0]} | {"document": frame}
    source = dict.fromkeys(schemas.SOURCE) | {"source_id": "made", "kind": "folder"}
    tables["source"] = pl.DataFrame([source], schema=schemas.SOURCE)
    seen = dict.fromkeys(schemas.CAPTURE) | {"source_id": "made", "seen_from": datetime(2024, 5, 1)}
    captures = [seen | {"capture_id": i, "locator": i, "document_id": i} for i in frame["document_id"]]
    tables["capture"] = pl.DataFrame(captures, schema=schemas.CAPTURE)
    for name, table in tables.items():
        table.write_parquet(settings.stage / f"{name}.parquet")
    return tables["observation"].height


def _extracted(frame: pl.DataFrame, words: vocabulary.Vocabulary) -> dict[str, pl.DataFrame]:
    named = frame.select("text", document="document_id", published="published_date", region="region_code")
    return staging.stage(extract(named, words), frame)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints the time of the block: on the wall, and of all cores."""
    began, spent = time.perf_counter(), time.process_time()
    yield
    print(f"{what:10} {time.perf_counter() - began:6.1f} s  ({time.process_time() - spent:.1f} s of CPU)", flush=True)


def run(settings: Settings, words: vocabulary.Vocabulary, frame: pl.DataFrame, number: int) -> None:
    """One run over staged documents, as kechuang.flows.publishing does it."""
    moment = datetime.now(UTC)
    with connect_build(settings) as con:
        load_stage(con, settings.stage, settings.seeds)
        with timed("check"):
            verdict = check(con, settings, f"run-{number}")
        with timed("publish"):
            publish(con, Run(f"run-{number}", moment, moment, "command"), words, verdict)
    with timed("swap"):
        swap(settings)
    with timed("report"), connect_readers(settings) as con:
        report.write(con, settings, frame["document_id"].to_list())
    pages = list((settings.report / "documents").iterdir())
    size = sum(page.stat().st_size for page in pages)
    print(f"{verdict.counts}; {verdict.quality_flag.height:,} doubts, {verdict.quarantine.height:,} withheld")
    print(f"{len(pages):,} pages, {size / 1e6:.0f} MB; index {settings.report_index.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Two runs: all documents but one, then the last one."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    words = vocabulary.load()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder))
        for number, frame in enumerate((documents(count - 1, 1, words), documents(1, 2, words)), 1):
            figures = stage(frame, settings, words)
            print(f"{frame.height:,} documents, {figures:,} figures, {os.cpu_count()} cores")
            run(settings, words, frame, number)


if __name__ == "__main__":
    main()

"""Documents in batches from the raw store to staged Parquet: one part a batch, joined in order at the end.

One batch runs in this process; several run on worker processes with one Polars thread each, which on two cores beats
threads. Every part depends on its own documents alone, so the same documents give the same bytes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from traceback import format_exception

import polars as pl

from kechuang import vocabulary
from kechuang.flows.reading import read
from kechuang.flows.staleness import Told
from kechuang.transforms import schemas, staging
from kechuang.transforms.extract import extract
from kechuang.transforms.readers import Document, ReadFailure, Regions, SourceMetadata, documents_frame
from kechuang.warehouse.raw_store import RawStore

TABLES = {
    "document": schemas.DOCUMENT,
    "sentence": schemas.SENTENCE,
    "mention": schemas.MENTION,
    "observation": schemas.OBSERVATION,
}


@dataclass(frozen=True)
class Failure:
    """A document that gave no staged rows, and why; `trace` where the fault is the program's.

    `is_partial`: it was read but for the part that the reason names, such as a page that is a picture.
    """

    document_id: str
    reason: str
    trace: str = ""
    is_partial: bool = False


@dataclass(frozen=True)
class Batch:
    """Some documents and the folder for their parts; paths and ids, so that it travels between processes."""

    number: int
    documents: list[tuple[str, Told]]  # by document_id
    raw: Path
    seeds: Path
    folder: Path

    def part(self, table: str) -> Path:
        """The file of this batch for a staged table."""
        return self.folder / f"{table}-{self.number:05}.parquet"


def make_batches(documents: Sequence[tuple[str, Told]], size: int, raw: Path, seeds: Path, folder: Path) -> list[Batch]:
    """Documents by id, `size` at a time."""
    ordered = sorted(documents, key=lambda document: document[0])
    starts = range(0, len(ordered), size)
    return [Batch(n, ordered[start : start + size], raw, seeds, folder) for n, start in enumerate(starts)]


def read_batch(batch: Batch) -> list[Failure]:
    """Reads the bytes of each document and writes the part of `document`."""
    words = vocabulary.load(batch.seeds)
    regions = Regions.of(words.region, words.region_alias)
    store = RawStore(batch.raw)
    found: list[Document] = []
    failures: list[Failure] = []
    for document_id, told in batch.documents:
        result = _read(store, document_id, told, regions)
        if isinstance(result, Document):
            found.append(result)
            failures += [Failure(document_id, warning, is_partial=True) for warning in result.warnings]
        else:
            failures.append(result)
    documents_frame(found).write_parquet(batch.part("document"))
    return failures


def extract_batch(batch: Batch) -> list[Failure]:
    """Finds the figures of the documents that were read and writes the parts of all staged tables."""
    documents = pl.read_parquet(batch.part("document"))
    tables, failures = _extract(documents, vocabulary.load(batch.seeds))
    for name, table in tables.items():
        table.write_parquet(batch.part(name))
    return failures


def run_batches(
    work: Callable[[Batch], list[Failure]],
    batches: Sequence[Batch],
    processes: int,
    progress: Callable[[int], None] = lambda documents: None,
) -> list[Failure]:
    """Calls `work` on every batch; tells `progress` how many documents each finished batch held."""
    failures: list[Failure] = []
    if len(batches) <= 1 or processes == 1:
        for batch in batches:
            failures += work(batch)
            progress(len(batch.documents))
        return failures
    with _one_thread_each(), ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        sizes = {pool.submit(work, batch): len(batch.documents) for batch in batches}
        for future in as_completed(sizes):
            failures += future.result()
            progress(sizes[future])
    return sorted(failures, key=lambda failure: failure.document_id)


def join_parts(batches: Iterable[Batch], stage: Path) -> None:
    """The parts of each table, in order, as `<stage>/<table>.parquet`; each file is put in place whole."""
    stage.mkdir(parents=True, exist_ok=True)
    batches = list(batches)
    for name, schema in TABLES.items():
        whole = stage / f".{name}.parquet"
        parts = [pl.scan_parquet(batch.part(name)) for batch in batches]
        (pl.concat(parts) if parts else pl.LazyFrame(schema=schema)).sink_parquet(whole)
        whole.replace(stage / f"{name}.parquet")


def _read(store: RawStore, document_id: str, told: Told, regions: Regions) -> Document | Failure:
    m = told.metadata
    published = date.fromisoformat(m.published_date) if m.published_date else None
    metadata = SourceMetadata(m.title, m.publisher, published, m.region_code)
    try:
        result = read(store.get(document_id), told.name, metadata, regions)
    except Exception as error:  # one poisoned document must not take the others with it
        return _fault(document_id, error)
    return Failure(document_id, result.reason) if isinstance(result, ReadFailure) else result


def _extract(documents: pl.DataFrame, words: vocabulary.Vocabulary) -> tuple[dict[str, pl.DataFrame], list[Failure]]:
    """The staged tables of some documents; where that fails, of each half, until the one at fault stands alone."""
    try:
        named = documents.select("text", document="document_id", published="published_date", region="region_code")
        return {"document": documents, **staging.stage(extract(named, words), documents)}, []
    except Exception as error:
        if documents.height <= 1:
            empty = {name: pl.DataFrame(schema=schema) for name, schema in TABLES.items()}
            return empty, [_fault(document_id, error) for document_id in documents["document_id"]]
    half = documents.height // 2
    one, failures = _extract(documents[:half], words)
    two, more = _extract(documents[half:], words)
    return {name: pl.concat([one[name], two[name]]) for name in one}, failures + more


def _fault(document_id: str, error: Exception) -> Failure:
    reason = f"cannot be read: unexpected {type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return Failure(document_id, reason, "".join(format_exception(error)))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Worker processes start with the environment of this moment, and Polars reads it when it is imported there."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        yield
    finally:
        os.environ.pop("POLARS_MAX_THREADS")
        if before is not None:
            os.environ["POLARS_MAX_THREADS"] = before

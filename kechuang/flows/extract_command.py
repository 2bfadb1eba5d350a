"""`kechuang extract`: documents in, one JSON line a number out. Nothing but these lines goes to standard output."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from kechuang import settings as configuration
from kechuang import vocabulary
from kechuang.flows import explain
from kechuang.flows.catalogue import EntryError, Problem, iso_date, known_regions, region_code
from kechuang.flows.files import UnfitError, read_bytes
from kechuang.flows.outcome import FAILURE, PARTIAL, SUCCESS, USAGE
from kechuang.flows.reading import read
from kechuang.settings import Settings
from kechuang.transforms.extract import extract
from kechuang.transforms.readers import ReadFailure, Regions, SourceMetadata
from kechuang.transforms.schemas import RECORD

DOCUMENT = pl.Schema({"document": pl.String, "text": pl.String, "published": pl.Date, "region": pl.String})


def run(
    files: Sequence[str], documents: str | None, published: str | None, region: str | None, explained: bool = False
) -> int:
    """Prints the records of the named files, or of the JSON Lines in `documents` (`-`: standard input).

    `published` and `region` speak for all files. `explained`: the records as sentences, marks and rules instead of
    JSON. Returns the exit code: 3 where some document was left out, with a line
    on standard error that says why, 1 where all were.
    """
    if bool(files) == bool(documents):
        return _usage("name files to read, or --documents FILE with JSON Lines, and not both")
    if documents and (published or region):
        return _usage("--published and --region are for files; in --documents each line has its own")
    settings = configuration.load()
    try:
        metadata = SourceMetadata(
            published_date=date.fromisoformat(iso_date(published)) if published else None,
            region_code=region_code(region, known_regions(settings.seeds)) if region else None,
        )
        found = _from_lines(documents) if documents else _from_files(files, metadata, settings)
    except EntryError as error:
        return _usage(f"--{error}")
    problems: list[Problem] = []
    n = 0
    for batch in _batches(_unique(found), settings.batch_documents, problems):
        n += len(batch)
        write = explain.write_explanations if explained else write_records
        write(pl.DataFrame(batch, schema=DOCUMENT), vocabulary.load(settings.seeds), sys.stdout)
    for problem in problems:
        print(f"kechuang: {problem}", file=sys.stderr)
    return SUCCESS if not problems else PARTIAL if n else FAILURE


def write_records(documents: pl.DataFrame, words: vocabulary.Vocabulary, out: TextIO) -> None:
    """The records of documents (schema DOCUMENT) as the contract orders them, whole numbers without a point."""
    for row in extract(documents, words).select(list(RECORD)).iter_rows(named=True):
        row["rule"] = json.loads(row["rule"])
        for name in ("obs_value", "obs_value_high"):
            if row[name] is not None and float(row[name]).is_integer():
                row[name] = int(row[name])
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _from_files(
    files: Iterable[str], metadata: SourceMetadata, settings: Settings
) -> Iterator[dict[str, Any] | Problem]:
    words = vocabulary.load(settings.seeds)
    regions = Regions.of(words.region, words.region_alias)
    for name in files:
        try:
            document = read(read_bytes(Path(name), settings.file_limit_mb), Path(name).name, metadata, regions)
        except (OSError, UnfitError) as error:
            yield Problem(name, f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error))
            continue
        if isinstance(document, ReadFailure):
            yield Problem(name, document.reason)
        else:
            yield _row(name, document.text, document.published_date, document.region_code)
            yield from (Problem(name, warning) for warning in document.warnings)


def _from_lines(name: str) -> Iterator[dict[str, Any] | Problem]:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as source:
            for number, line in enumerate(source, 1):
                if line.strip():
                    yield _from_line(line, f"{name}:{number}")
    except OSError as error:
        yield Problem(name, f"cannot be read: {error.strerror}")


def _from_line(line: bytes, where: str) -> dict[str, Any] | Problem:
    """One document: `id`, `text` and, where known, `published` and `region`."""
    try:
        row = json.loads(line)
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("id", "text")):
            raise EntryError("a document needs the texts 'id' and 'text'")
        row["text"].encode()  # half a surrogate pair is no character
        published = date.fromisoformat(iso_date(row["published"])) if row.get("published") else None
        region = region_code(str(row["region"]), frozenset()) if row.get("region") else None
    except ValueError as error:
        return Problem(where, " ".join(str(error).split()))
    return _row(row["id"], row["text"], published, region)


def _row(name: str, text: str, published: date | None, region: str | None) -> dict[str, Any]:
    return {"document": name, "text": text, "published": published, "region": region}


def _unique(found: Iterable[dict[str, Any] | Problem]) -> Iterator[dict[str, Any] | Problem]:
    """Two documents of one name would be told apart by nothing in the output."""
    seen: set[str] = set()
    for item in found:
        if isinstance(item, dict) and item["document"] in seen:
            yield Problem(item["document"], "is named twice; the later one is left out")
        else:
            seen.update([item["document"]] if isinstance(item, dict) else [])
            yield item


def _batches(
    found: Iterable[dict[str, Any] | Problem], size: int, problems: list[Problem]
) -> Iterator[list[dict[str, Any]]]:
    """The documents, `size` at a time, while the problems are gathered."""
    batch: list[dict[str, Any]] = []
    for item in found:
        problems.append(item) if isinstance(item, Problem) else batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _usage(line: str) -> int:
    print(f"kechuang: {line}", file=sys.stderr)
    return USAGE

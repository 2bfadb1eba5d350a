"""From staged Parquet to the readers' file: load, check, publish, swap, and only then remember it in the ledger."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from kechuang import vocabulary
from kechuang.expectations import Verdict, check, report
from kechuang.settings import Settings
from kechuang.transforms import schemas
from kechuang.warehouse.connection import connect_build, connect_readers
from kechuang.warehouse.ledger import Ledger
from kechuang.warehouse.publish import publish
from kechuang.warehouse.run import Run
from kechuang.warehouse.stage import load_stage
from kechuang.warehouse.swap import swap


def check_and_publish(
    ledger: Ledger, settings: Settings, run_id: str, trigger: str, files: Mapping[str, int]
) -> Verdict:
    """Brings the staged tables into the warehouse as far as the checks let them, and hands it to the readers.

    Where the verdict blocks, nothing was published. `files` counts the run's files by outcome. One connection from load
    to publish: another could not open the file. Killed at any moment, the next run does the whole of it again.
    """
    started = _time(next(run.started_at for run in ledger.runs() if run.run_id == run_id))
    copy = settings.build_database.parent
    _stage_ledger(ledger, copy)
    with connect_build(settings) as con:
        load_stage(con, settings.stage, settings.seeds, copy)
        verdict = check(con, settings, run_id)
        if verdict.is_blocked:
            return verdict
        is_partial = bool(files.get("failed") or verdict.quarantine.height)
        run = Run(
            run_id=run_id,
            started_at=started,
            finished_at=datetime.now(UTC),
            trigger=trigger,
            status="partial" if is_partial else "published",
            **{f"n_documents_{outcome}": n for outcome, n in files.items()},
        )
        publish(con, run, vocabulary.load(settings.seeds), verdict)
    swap(settings)
    return verdict


def write_report(
    settings: Settings, read: Collection[str] | None, left_out: Sequence[str], only_if_outdated: bool = False
) -> Path:
    """Brings the pages of the report up to what readers see; returns the index page.

    `read` are the documents that the run read, without which every page is made anew; `left_out` are lines about what
    it could not read. Raises WarehouseMissingError where nothing was published yet.
    """
    with connect_readers(settings) as con:
        if only_if_outdated and report.is_current(con, settings):
            return settings.report_index
        return report.write(con, settings, read, left_out)


def staged_counts(settings: Settings) -> tuple[dict[str, int], int]:
    """Staged mentions by kind, and the number of staged figures."""
    mentions = pl.scan_parquet(settings.stage / "mention.parquet").group_by("kind").len().sort("kind").collect()
    figures = pl.scan_parquet(settings.stage / "observation.parquet").select(pl.len()).collect().item()
    return dict(mentions.iter_rows()), figures


def _stage_ledger(ledger: Ledger, folder: Path) -> None:
    """The ledger's sources and captures for the warehouse. They hold clock times, so they are no staged tables."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [vars(source.metadata) | vars(source) for source in ledger.sources()]
    captures = [vars(capture.metadata) | vars(capture) for capture in ledger.captures()]
    _frame(sources, schemas.SOURCE).write_parquet(folder / "source.parquet")
    _frame(captures, schemas.CAPTURE).write_parquet(folder / "capture.parquet")


def _frame(rows: Iterable[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    parse = {pl.Date: date.fromisoformat, pl.Datetime: datetime.fromisoformat}
    rows = list(rows)
    columns = {
        name: [value if (value := row[name]) is None else parse.get(dtype.base_type(), str)(value) for row in rows]
        for name, dtype in schema.items()
    }
    return pl.DataFrame(columns, schema=schema)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""Publish: one transaction that merges the staged tables into dimensions and facts and records the run.

What each table ought to hold is a query of sql/publish/, named after the table; history.py brings the table there.
Order matters: the captures decide the state of the documents, and the documents decide whose facts may change.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb
import polars as pl

from kechuang.transforms.terms import bind_terms, normalise_term
from kechuang.vocabulary import Vocabulary, room
from kechuang.warehouse.errors import PublishError
from kechuang.warehouse.history import History, insert_new, merge_history, reopen, table_columns
from kechuang.warehouse.migrations import migrate
from kechuang.warehouse.run import Run, utc
from kechuang.warehouse.stories import tell_stories
from kechuang.warehouse.views import refresh_views

_IN_SCOPE = "document_id IN (SELECT document_id FROM scope_document)"
# Known from the ledger, before it is clear whose facts change.
_PLACES = (
    History("dim_source", ("source_id",)),
    History("dim_capture", ("capture_id",)),
    History("dim_document", ("document_id",)),
)
# Whole tables: what the seeds and the stored wordings say now.
_SEEDS = (
    History("dim_indicator", ("indicator_id",), scope="true"),
    History("dim_region", ("region_code",), scope="true"),
    History("dim_unit", ("unit_measure",), scope="true"),
    History("dim_term", ("term_id",), scope="true"),
)
_FACTS = (
    History("dim_sentence", ("document_id", "evidence_start"), scope=_IN_SCOPE),
    History("fact_mention", ("document_id", "mention_id"), scope=_IN_SCOPE, follows=("rule",)),
    History("fact_observation", ("document_id", "observation_id"), scope=_IN_SCOPE, follows=("rule",)),
)
_DOUBTS = (
    History("quarantine", ("document_id", "observation_id", "check_id", "field"), scope=_IN_SCOPE),
    History(
        "quality_flag",
        ("document_id", "observation_id", "check_id", "other_document_id", "other_observation_id"),
        scope=f"({_IN_SCOPE} OR other_{_IN_SCOPE})",
    ),
)
_GROWING = {
    "document_text": ("document_id", "text_sha256"),
    "dim_period": ("time_period",),
    "dim_subject": ("subject_id",),
}


# Whole tables without history: what the seeds say now.
_RULES = ("indicator_quotient", "indicator_sum", "indicator_comparable_growth")


class Verdict(Protocol):
    """What the checks say of the staged tables: `kechuang.expectations.verdict`, which declares the three schemas."""

    @property
    def quality_result(self) -> pl.DataFrame: ...

    @property
    def quarantine(self) -> pl.DataFrame:
        """What is held back: a row, or the whole document where observation_id is null."""

    @property
    def quality_flag(self) -> pl.DataFrame:
        """Doubts that are published with their figures."""


@dataclass(frozen=True)
class Published:
    """What a publish changed."""

    recorded_at: datetime  # UTC: the recorded_from and recorded_to of this run's rows
    n_observations_opened: int
    n_observations_closed: int
    n_quarantined: int


def publish(
    con: duckdb.DuckDBPyConnection,
    run: Run,
    vocabulary: Vocabulary,
    verdict: Verdict,
) -> Published:
    """Merges schema `stg`, less what the verdict holds back, into the warehouse; all of it or, on any error, nothing.

    `con` comes from connect_build, after load_stage; `vocabulary` is of the same seeds. All stored wordings are bound
    anew, so that a new alias binds old facts. Schema `stg` is dropped at the end. Close the connection, then swap().
    Raises PublishError where an invariant of sql/checks/publish/ would be broken.
    """
    migrate(con)
    con.execute("BEGIN")
    try:
        published = _merge(con, run, vocabulary, verdict)
        _check(con)
        con.execute("DROP SCHEMA stg CASCADE")
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    return published


def _merge(
    con: duckdb.DuckDBPyConnection,
    run: Run,
    vocabulary: Vocabulary,
    verdict: Verdict,
) -> Published:
    recorded_at = _stamp(con, run)
    _table(con, "withheld", verdict.quarantine)
    _table(con, "flagged", verdict.quality_flag)
    _table(con, "checked", verdict.quality_result)
    tell_stories(con)
    for target in _PLACES:
        merge_history(con, target, _query(target.table))
    for name in ("scope_document", "revived_document"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {_query(name)}")
    _table(con, "bound_term", _bound_terms(con, vocabulary))
    for target in _SEEDS:
        merge_history(con, target, _query(target.table))
    for table in _RULES:
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} BY NAME {_query(table)}")
    for table, key in _GROWING.items():
        insert_new(con, table, key, _query(table))
    changes = {}
    for target in _FACTS:
        revived = reopen(con, target.table)
        opened, closed = merge_history(con, target, _query(target.table))
        changes[target.table] = (opened + revived, closed)
    for target in _DOUBTS:
        merge_history(con, target, _query(target.table))
    con.execute("INSERT INTO quality_result BY NAME SELECT * FROM checked")
    refresh_views(con)
    opened, closed = changes["fact_observation"]
    open_rows = con.execute("SELECT count(*) FROM quarantine WHERE recorded_to IS NULL").fetchone()
    published = Published(recorded_at, opened, closed, int(open_rows[0]) if open_rows else 0)
    _record(con, run, published)
    return published


def _stamp(con: duckdb.DuckDBPyConnection, run: Run) -> datetime:
    """Later than every stamp before, even where the clock was set back: intervals of history are never empty."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE this_run AS SELECT CAST(? AS VARCHAR) AS run_id, greatest(CAST(? AS TIMESTAMP), "
        "(SELECT max(recorded_at) + INTERVAL 1 MICROSECOND FROM load_run)) AS recorded_at",
        [run.run_id, utc(run.finished_at)],
    )
    row = con.execute("SELECT recorded_at FROM this_run").fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


def _bound_terms(con: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> pl.DataFrame:
    """Every wording staged or stored, normalised and bound: indicator_text, term, indicator_id."""
    worded = con.execute(
        "SELECT indicator_text FROM stg.observation WHERE indicator_text IS NOT NULL "
        "UNION SELECT indicator_text FROM dim_term WHERE recorded_to IS NULL ORDER BY indicator_text"
    ).pl()
    worded = worded.with_columns(term=normalise_term(pl.col("indicator_text").cast(pl.String)))
    bound = bind_terms(worded.select("term").unique(maintain_order=True), vocabulary)
    return worded.join(bound, on="term", how="left", maintain_order="left")


def _record(con: duckdb.DuckDBPyConnection, run: Run, published: Published) -> None:
    con.execute(
        f"INSERT INTO load_run ({', '.join(table_columns(con, 'load_run'))}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run.run_id,
            run.trigger,
            run.status,
            utc(run.started_at),
            utc(run.finished_at),
            published.recorded_at,
            run.n_documents_new,
            run.n_documents_changed,
            run.n_documents_unchanged,
            run.n_documents_gone,
            run.n_documents_failed,
            published.n_observations_opened,
            published.n_observations_closed,
            published.n_quarantined,
        ],
    )


def _check(con: duckdb.DuckDBPyConnection) -> None:
    for file in sorted((room("sql") / "checks" / "publish").glob("*.sql")):
        violation = con.execute(file.read_text(encoding="utf-8")).fetchone()
        if violation is not None:
            raise PublishError(f"nothing was published: {file.stem.replace('_', ' ')} does not hold: {violation}")


def _table(con: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    """The rows as a temporary table: a copy, so that no Arrow object has to outlive the call."""
    con.register("handed_over", rows.to_arrow())
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM handed_over")
    con.unregister("handed_over")


def _query(name: str) -> str:
    file: Path = room("sql") / "publish" / f"{name}.sql"
    return file.read_text(encoding="utf-8").rstrip().removesuffix(";")

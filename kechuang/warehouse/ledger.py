"""The ledger: which sources were seen when with which bytes, what was published of them, and every run.

A SQLite file in WAL mode, so that `status` reads it while a run writes. It answers "is anything stale?" without DuckDB.
Clock times are ISO 8601 texts in UTC without a zone, dates ISO 8601 texts.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

_VERSION = 2
_SCHEMA = """
CREATE TABLE source (            -- one row a source of sources.toml or of the command line
    source_id TEXT PRIMARY KEY, title TEXT, publisher TEXT, region_code TEXT, kind TEXT NOT NULL,
    location TEXT NOT NULL, published_date TEXT, licence TEXT,
    options TEXT                 -- JSON: how a source on the web is followed; null where nothing was said
) STRICT;
CREATE TABLE capture (           -- one row a stay of some bytes at a place
    capture_id TEXT PRIMARY KEY, source_id TEXT NOT NULL, locator TEXT NOT NULL, document_id TEXT NOT NULL,
    seen_from TEXT NOT NULL,     -- when these bytes were first seen there
    seen_to TEXT,                -- when other bytes were seen there
    gone_at TEXT,                -- when nothing was found there
    title TEXT, publisher TEXT, published_date TEXT, region_code TEXT,
    stated_at TEXT NOT NULL      -- when this metadata was first told: of two sources the later one is believed
) STRICT;
CREATE INDEX capture_locator ON capture (locator);
CREATE INDEX capture_source ON capture (source_id);
CREATE TABLE fetch_log (         -- one row a request to the web, or a file that was otherwise than last time
    run_id TEXT NOT NULL, at TEXT NOT NULL, source_id TEXT NOT NULL, locator TEXT NOT NULL,
    outcome TEXT NOT NULL,       -- new, changed, unchanged, gone, failed; retried, redirected, read (shows the way)
    bytes INTEGER, sha256 TEXT, error TEXT,
    status INTEGER               -- what the web server answered; null of files and of what was not asked
) STRICT;
CREATE INDEX fetch_log_source ON fetch_log (source_id, locator);
CREATE TABLE document_state (    -- one row a document whose reading was published, or found impossible
    document_id TEXT PRIMARY KEY, told TEXT NOT NULL, fingerprint TEXT NOT NULL, run_id TEXT NOT NULL,
    problem TEXT                 -- why it cannot be read; null where it was published
) STRICT;
CREATE TABLE run (               -- one row a run
    run_id TEXT PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, pid INTEGER NOT NULL,
    status TEXT NOT NULL,        -- running, published, unchanged, failed, killed
    exit_code INTEGER, parameters TEXT NOT NULL, summary TEXT) STRICT;
CREATE TABLE published (         -- what the last publish stood on: seed tables as they were, counts of changes
    name TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
CREATE TABLE change_count (n INTEGER NOT NULL) STRICT; -- of changes to source and capture
INSERT INTO change_count VALUES (0);
"""
_FROM_1 = """
ALTER TABLE source ADD COLUMN options TEXT;
ALTER TABLE fetch_log ADD COLUMN status INTEGER;
CREATE INDEX fetch_log_source ON fetch_log (source_id, locator);
"""


class LedgerError(Exception):
    """The file cannot be used as a ledger; the message is one line with the reason."""


@dataclass(frozen=True)
class Metadata:
    """What a source tells of its documents; null where it does not."""

    title: str | None = None
    publisher: str | None = None
    published_date: str | None = None  # YYYY-MM-DD
    region_code: str | None = None  # GB/T 2260


@dataclass(frozen=True)
class Source:
    """One row of the table `source`."""

    source_id: str
    kind: str
    location: str
    metadata: Metadata = Metadata()
    licence: str | None = None
    options: str | None = None


@dataclass(frozen=True)
class Capture:
    """One row of the table `capture`."""

    capture_id: str
    source_id: str
    locator: str
    document_id: str
    seen_from: str
    seen_to: str | None
    gone_at: str | None
    metadata: Metadata
    stated_at: str


@dataclass(frozen=True)
class LastLook:
    """The newest row of a locator in `fetch_log`."""

    at: str
    outcome: str
    sha256: str | None


@dataclass(frozen=True)
class State:
    """What was published of a document: under which name and metadata and by which code and seeds it was read."""

    told: str
    fingerprint: str
    problem: str | None = None


@dataclass(frozen=True)
class RunRow:
    """One row of the table `run`."""

    run_id: str
    started_at: str
    ended_at: str | None
    pid: int
    status: str
    exit_code: int | None
    parameters: dict[str, Any]
    summary: dict[str, Any]


def now() -> str:
    """The clock time as the ledger writes it: UTC, microseconds, no zone."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


class Ledger:
    """The open ledger. Reading works beside a writer; writing is for the holder of the run lock.

    Raises LedgerError where the file is damaged, or of another version.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(file, timeout=30, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA synchronous = FULL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
            elif version == 1:
                self._db.executescript(f"BEGIN IMMEDIATE; {_FROM_1} PRAGMA user_version = {_VERSION}; COMMIT;")
        except sqlite3.Error as error:
            raise LedgerError(f"{file}: cannot be used: {error}") from None
        if version not in (0, 1, _VERSION):
            raise LedgerError(f"{file}: is of version {version}, and this program knows version {_VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def fault(self) -> str | None:
        """What SQLite finds wrong with the file, in one line; null where it is sound."""
        found: str = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        return None if found == "ok" else found

    # --- sources and captures

    def put_sources(self, sources: Iterable[Source]) -> None:
        """Adds what is new and rewrites what is told otherwise now."""
        known = {source.source_id: source for source in self.sources()}
        changed = [source for source in sources if known.get(source.source_id) != source]
        if changed:
            with self._transaction():
                self._put("source", changed)
                self._count_change()

    def sources(self) -> list[Source]:
        """Every source that was ever read, by id."""
        rows = self._db.execute("SELECT * FROM source ORDER BY source_id")
        return [Source(**_nested(row)) for row in rows]

    def captures(self) -> list[Capture]:
        """Every capture, in a fixed order."""
        rows = self._db.execute("SELECT * FROM capture ORDER BY locator, source_id, seen_from")
        return [Capture(**_nested(row)) for row in rows]

    def captures_of(self, source_id: str, locators: Iterable[str]) -> list[Capture]:
        """Every capture of a source, and those of other sources at the same places, in a fixed order."""
        rows = self._db.execute(
            "SELECT * FROM capture WHERE source_id = ? OR locator IN (SELECT value FROM json_each(?))"
            " ORDER BY locator, source_id, seen_from",
            (source_id, json.dumps(list(locators))),
        )
        return [Capture(**_nested(row)) for row in rows]

    def last_looks(self, source_id: str) -> dict[str, LastLook]:
        """locator -> what came of asking for it last."""
        rows = self._db.execute(
            "SELECT locator, max(at), outcome, sha256 FROM fetch_log WHERE source_id = ? GROUP BY locator", (source_id,)
        )
        return {row[0]: LastLook(*row[1:]) for row in rows}

    def record(self, captures: Iterable[Capture], log: Iterable[Mapping[str, Any]]) -> None:
        """Writes new or changed captures and the attempts that found them, in one transaction."""
        captures = list(captures)
        with self._transaction():
            self._put("capture", captures)
            self._db.executemany(
                "INSERT INTO fetch_log (run_id, at, source_id, locator, outcome, bytes, sha256, error, status)"
                " VALUES (:run_id, :at, :source_id, :locator, :outcome, :bytes, :sha256, :error, :status)",
                ({"status": None, **attempt} for attempt in log),
            )
            if captures:
                self._count_change()

    def _put(self, table: str, items: Iterable[Source | Capture]) -> None:
        rows = [_flat(item) for item in items]
        if rows:
            names = ", ".join(rows[0])
            places = ", ".join(f":{name}" for name in rows[0])
            self._db.executemany(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", rows)

    def _count_change(self) -> None:
        self._db.execute("UPDATE change_count SET n = n + 1")

    def change_count(self) -> str:
        """A number that grows with each change to sources and captures; publish remembers the one that it saw."""
        return str(self._db.execute("SELECT n FROM change_count").fetchone()[0])

    # --- what was published

    def states(self) -> dict[str, State]:
        """document_id -> what was published of it."""
        rows = self._db.execute("SELECT document_id, told, fingerprint, problem FROM document_state")
        return {r[0]: State(r[1], r[2], r[3]) for r in rows}

    def published(self) -> dict[str, str]:
        """name -> content of what the last publish stood on."""
        return dict(self._db.execute("SELECT name, content FROM published").fetchall())

    def confirm(self, run_id: str, states: Mapping[str, State], published: Mapping[str, str]) -> None:
        """After a publish: these documents are now in the warehouse as read, and this is what it stands on."""
        rows = [(document_id, s.told, s.fingerprint, run_id, s.problem) for document_id, s in states.items()]
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO document_state VALUES (?, ?, ?, ?, ?)", rows)
            self._db.executemany("INSERT OR REPLACE INTO published VALUES (?, ?)", list(published.items()))

    def forget_published(self) -> None:
        """The warehouse is not there any more: nothing of it counts as published."""
        with self._transaction():
            self._db.execute("DELETE FROM document_state")
            self._db.execute("DELETE FROM published")

    # --- runs

    def start_run(self, pid: int, parameters: Mapping[str, Any]) -> str:
        """Opens the row of a run and returns its id. Runs that never ended, though the lock is ours, were killed."""
        at = now()
        run_id = f"{at.replace('-', '').replace(':', '')}Z"
        with self._transaction():
            self._db.execute("UPDATE run SET status = 'killed' WHERE status = 'running'")
            self._db.execute(
                "INSERT INTO run (run_id, started_at, pid, status, parameters) VALUES (?, ?, ?, 'running', ?)",
                (run_id, at, pid, json.dumps(parameters, ensure_ascii=False, sort_keys=True)),
            )
        return run_id

    def end_run(self, run_id: str, status: str, exit_code: int, summary: Mapping[str, Any]) -> None:
        """Closes the row of a run with what it came to."""
        with self._transaction():
            self._db.execute(
                "UPDATE run SET ended_at = ?, status = ?, exit_code = ?, summary = ? WHERE run_id = ?",
                (now(), status, exit_code, json.dumps(summary, ensure_ascii=False, sort_keys=True), run_id),
            )

    def runs(self, limit: int = 100) -> list[RunRow]:
        """The newest runs, newest first."""
        rows = self._db.execute("SELECT * FROM run ORDER BY run_id DESC LIMIT ?", (limit,))
        return [RunRow(**{**dict(row), **_parsed(row)}) for row in rows]


def _flat(item: Source | Capture) -> dict[str, str | None]:
    row = asdict(item)
    return {**row.pop("metadata"), **row}


def _nested(row: sqlite3.Row) -> dict[str, Any]:
    values: dict[str, Any] = dict(row)
    metadata = Metadata(**{field.name: values.pop(field.name) for field in fields(Metadata)})
    return {**values, "metadata": metadata}


def _parsed(row: sqlite3.Row) -> dict[str, Any]:
    return {"parameters": json.loads(row["parameters"]), "summary": json.loads(row["summary"] or "{}")}

"""The audit of a run: checks on the staged tables, and what their violations keep out, flag or block."""

from typing import TYPE_CHECKING, Any

import polars as pl

from kechuang.expectations import checks as registry
from kechuang.expectations.checks import VIOLATION, Check
from kechuang.expectations.context import Prepared, audit_tables, find
from kechuang.expectations.verdict import QUALITY_FLAG, QUALITY_RESULT, QUARANTINE, Verdict
from kechuang.settings import Settings, room

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def check(con: "DuckDBPyConnection", settings: Settings, run: str) -> Verdict:
    """Check the staged tables of schema `stg` in the catalog in use (`wh`); say what may be published.

    The staged tables must be committed, for the checks read through a second connection. Writes Data Docs. Raises
    ValueError where seeds/quality_check.csv is wrong; a fault of the data raises nothing.
    """
    checks = registry.load(settings.seeds)
    with audit_tables(con, checks) as prepared:
        if prepared.unreadable:  # a staged column is missing or of another type: only the checks of columns can run
            checks = [c for c in checks if c.rule == "columns"]
        return _judge(con, find(con, checks), prepared, settings, run)


def _judge(con: "DuckDBPyConnection", checks: list[Check], prepared: Prepared, settings: Settings, run: str) -> Verdict:
    # Here, not above: the import of great_expectations takes seconds.
    from kechuang.expectations import data_docs, suite

    results = suite.validate(con, checks, run, settings.data_docs, settings.logs / "great_expectations.log")
    index = data_docs.finish(settings.data_docs)
    counts = {check_id: _count(result) for check_id, result in results.items()}
    # GX counts and shows; the rows themselves, less what analysts settled, are fetched once for those that failed.
    found = {c.check_id: _unsettled(con, c) for c in checks if _is_about_rows(c) and counts[c.check_id]}
    counts |= {check_id: rows.height for check_id, rows in found.items()}
    outcome = _outcome(con, checks, counts, run)
    broken = [c for c in checks if c.level == "schema" and c.severity == "critical" and counts[c.check_id] != 0]
    reasons = suite.exceptions(results.values()) or [f"{c.check_id}: {c.description_en}" for c in broken]
    reasons = reasons or prepared.unreadable
    if reasons:
        nothing = pl.DataFrame(schema=QUARANTINE), pl.DataFrame(schema=QUALITY_FLAG)
        return Verdict(outcome, *nothing, index, reasons)
    doubts = [
        found[c.check_id].with_columns(severity=pl.lit(c.severity))
        for c in checks
        if c.check_id in found and c.severity == "warning"
    ]
    quarantine, flags = _quarantine(con, checks, run), _flags(con, doubts)
    return Verdict(outcome, quarantine, flags, index, lost_corrections=prepared.lost_corrections)


def _is_about_rows(c: Check) -> bool:
    return c.level == "row" and c.severity != "info"


def _count(result: Any) -> int | None:
    """The violations that GX found; None where it could not evaluate the check, or where it does not count them."""
    found = result.result.get("unexpected_count", result.result.get("observed_value"))
    return found if isinstance(found, int) else 0 if result.success else None


def _outcome(con: "DuckDBPyConnection", checks: list[Check], counts: dict[str, int | None], run: str) -> pl.DataFrame:
    tables = sorted({c.table for c in checks})
    sizes = {table: con.sql(f"SELECT count(*) FROM stg.{table}").fetchall()[0][0] for table in tables}
    rows = []
    for c in checks:
        descriptions = (c.description_en, c.description_zh)
        n_failed = counts[c.check_id]
        rows.append((run, c.check_id, c.level, c.severity, n_failed == 0, sizes[c.table], n_failed, *descriptions))
    return pl.DataFrame(rows, schema=QUALITY_RESULT, orient="row")


def _quarantine(con: "DuckDBPyConnection", checks: list[Check], run: str) -> pl.DataFrame:
    """QUARANTINE rows of what critical checks withhold, each with the staged row or document that it keeps out."""
    found = con.sql("""
        SELECT
            k.*,
            (CASE k.level WHEN 'row' THEN to_json(o) ELSE to_json(d) END)::VARCHAR AS payload
        FROM audit.withheld AS k
        LEFT JOIN stg.observation AS o USING (document_id, observation_id)
        LEFT JOIN (SELECT * EXCLUDE (text) FROM stg.document) AS d
          ON k.level = 'document' AND d.document_id = k.document_id
    """).pl()
    described = _with_reasons(found, checks).with_columns(run_id=pl.lit(run))
    return _gathered(described, QUARANTINE, ["document_id", "observation_id", "check_id", "field"])


def _flags(con: "DuckDBPyConnection", doubts: list[pl.DataFrame]) -> pl.DataFrame:
    """QUALITY_FLAG rows: doubts about a staged figure, or a published one that a staged one disagrees with; and what
    analysts accepted or corrected, which is information and no doubt.
    """
    staged = con.sql("SELECT document_id FROM stg.document").pl()["document_id"]
    decided = con.sql((room("sql") / "checks" / "_decided.sql").read_text(encoding="utf-8")).pl()
    frames = [pl.DataFrame(schema=QUALITY_FLAG), decided, *doubts]
    rows = pl.concat([frame.select(QUALITY_FLAG.names()) for frame in frames])
    is_touched = pl.col("document_id").is_in(staged.implode()) | pl.col("other_document_id").is_in(staged.implode())
    key = ["document_id", "observation_id", "check_id", "other_document_id", "other_observation_id"]
    return _gathered(rows.filter(is_touched), QUALITY_FLAG, key)


def _unsettled(con: "DuckDBPyConnection", check: Check) -> pl.DataFrame:
    """The violations of a row check (VIOLATION and check_id) but those that an analyst accepted or corrected."""
    settled = con.sql("FROM stg.settled_field").pl()
    return violations_of(con, check).join(settled, on=["document_id", "observation_id", "field"], how="anti")


def violations_of(con: "DuckDBPyConnection", check: Check) -> pl.DataFrame:
    """The violations of a check: VIOLATION and check_id. Needs the tables of `audit`."""
    found = con.sql(check.violations()).pl()
    missing = [pl.lit(None, pl.String).alias(name) for name in VIOLATION.names() if name not in found.columns]
    rows = found.with_columns(missing).select(pl.col(VIOLATION.names()).cast(pl.String))
    return _with_reasons(rows.with_columns(check_id=pl.lit(check.check_id)), [check])


def _with_reasons(rows: pl.DataFrame, checks: list[Check]) -> pl.DataFrame:
    """A violation without a reason of its own has the description of its check."""
    described = pl.DataFrame(
        [(c.check_id, c.description_en, c.description_zh) for c in checks],
        schema={"check_id": pl.String, "en": pl.String, "zh": pl.String},
        orient="row",
    )
    reasons = {f"reason_{language}": pl.coalesce(f"reason_{language}", language) for language in ("en", "zh")}
    return rows.join(described, on="check_id", how="left").with_columns(**reasons).drop("en", "zh")


def _gathered(rows: pl.DataFrame, schema: pl.Schema, key: list[str]) -> pl.DataFrame:
    """The rows in columns of the schema, sorted, with the first row of each key."""
    return rows.select(schema.names()).sort(schema.names()).unique(key, keep="first", maintain_order=True)

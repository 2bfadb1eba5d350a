"""The audit of a run: checks on the staged tables, and what their violations keep out, flag or block."""

from typing import TYPE_CHECKING, Any

import polars as pl

from kechuang.expectations import checks as registry
from kechuang.expectations.checks import VIOLATION, Check
from kechuang.expectations.verdict import QUALITY_FLAG, QUALITY_RESULT, QUARANTINE, Verdict
from kechuang.settings import Settings, room

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CONTEXT = (
    "period_days",
    "document_account",
    "figure",
)  # tables made before the checks run, from sql/checks/_<name>.sql


def check(con: "DuckDBPyConnection", settings: Settings, run: str) -> Verdict:
    """Check the staged tables of schema `stg` in the catalog in use (`wh`); say what may be published.

    The staged tables must be committed, for the checks read through a second connection. Writes Data Docs. What the
    checks compare to is attached meanwhile as `audit`, in memory, so that the warehouse's file does not grow by it.
    Raises ValueError where seeds/quality_check.csv is wrong; a fault of the data raises nothing.
    """
    checks = registry.load(settings.seeds)
    con.execute("ATTACH ':memory:' AS audit")
    try:
        return _check(con, checks, settings, run)
    finally:
        con.execute("DETACH audit")


def _check(con: "DuckDBPyConnection", checks: list[Check], settings: Settings, run: str) -> Verdict:
    unreadable = prepare(con)
    if unreadable:  # a staged column is missing or of another type: only the checks of columns can run
        checks = [c for c in checks if c.rule == "columns"]
    # Here, not above: the import of great_expectations takes seconds.
    from kechuang.expectations import data_docs, suite

    results = suite.validate(con, checks, run, settings.data_docs, settings.logs / "great_expectations.log")
    index = data_docs.finish(settings.data_docs)
    outcome = _outcome(con, checks, results, run)
    failed = [c for c in checks if not results[c.check_id].success]
    reasons = [f"{c.check_id}: {c.description_en}" for c in failed if c.level == "schema" and c.severity == "critical"]
    reasons = reasons or unreadable or suite.exceptions(results.values())
    if reasons:
        return Verdict(outcome, pl.DataFrame(schema=QUARANTINE), pl.DataFrame(schema=QUALITY_FLAG), index, reasons)
    violations = {c.check_id: violations_of(con, c) for c in failed if c.severity != "info" and c.level != "schema"}
    return Verdict(
        quality_result=outcome,
        quarantine=_quarantine(con, [c for c in failed if c.severity == "critical"], violations, run),
        quality_flag=_flags([c for c in failed if c.severity == "warning" and c.level == "row"], violations),
        data_docs=index,
    )


def prepare(con: "DuckDBPyConnection") -> list[str]:
    """Make the tables of `audit`, which is attached; the reason in one line where the staged tables do not allow it."""
    for name in CONTEXT:
        query = (room("sql") / "checks" / f"_{name}.sql").read_text(encoding="utf-8")
        try:
            con.execute(f"CREATE OR REPLACE TABLE audit.{name} AS {query}")
        except Exception as error:  # duckdb's exceptions, whose names belong to the warehouse's room
            return [f"audit.{name} cannot be made: {str(error).splitlines()[0]}"]
    return []


def _outcome(con: "DuckDBPyConnection", checks: list[Check], results: dict[str, Any], run: str) -> pl.DataFrame:
    tables = sorted({c.table for c in checks})
    sizes = {table: con.sql(f"SELECT count(*) FROM stg.{table}").fetchall()[0][0] for table in tables}
    rows = []
    for c in checks:
        result = results[c.check_id]
        found = result.result.get("unexpected_count", result.result.get("observed_value"))
        n_failed = found if isinstance(found, int) else 0 if result.success else None
        descriptions = (c.description_en, c.description_zh)
        rows.append((run, c.check_id, c.level, c.severity, result.success, sizes[c.table], n_failed, *descriptions))
    return pl.DataFrame(rows, schema=QUALITY_RESULT, orient="row")


def violations_of(con: "DuckDBPyConnection", c: Check) -> pl.DataFrame:
    """The violations of a check (VIOLATION), with its description where it gives no reason of its own."""
    found = con.sql(c.violations()).pl()
    missing = [pl.lit(None, pl.String).alias(name) for name in VIOLATION.names() if name not in found.columns]
    reasons = [pl.col("reason_en").fill_null(c.description_en), pl.col("reason_zh").fill_null(c.description_zh)]
    return found.with_columns(missing).select(pl.col(VIOLATION.names()).cast(pl.String)).with_columns(reasons)


def _quarantine(
    con: "DuckDBPyConnection", failed: list[Check], violations: dict[str, pl.DataFrame], run: str
) -> pl.DataFrame:
    """QUARANTINE rows of the failed checks, each with the staged row or document that it keeps out."""
    frames = [
        violations[c.check_id].with_columns(
            run_id=pl.lit(run), level=pl.lit(c.level), check_id=pl.lit(c.check_id), payload=pl.lit(None, pl.String)
        )
        for c in failed
    ]
    kept_out = _gathered(frames, QUARANTINE, ["document_id", "observation_id", "check_id", "field"])
    con.register("kept_out", kept_out.to_arrow())
    with_payload = con.sql("""
        SELECT k.* REPLACE ((CASE k.level WHEN 'row' THEN to_json(o) ELSE to_json(d) END)::VARCHAR AS payload)
        FROM kept_out AS k
        LEFT JOIN stg.observation AS o USING (document_id, observation_id)
        LEFT JOIN (SELECT * EXCLUDE (text) FROM stg.document) AS d
          ON k.level = 'document' AND d.document_id = k.document_id
    """).pl()
    con.unregister("kept_out")
    return with_payload.select(QUARANTINE.names()).sort("document_id", "observation_id", "check_id", "field")


def _flags(failed: list[Check], violations: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """QUALITY_FLAG rows of the failed checks."""
    frames = [
        violations[c.check_id].with_columns(check_id=pl.lit(c.check_id), severity=pl.lit(c.severity)) for c in failed
    ]
    key = ["document_id", "observation_id", "check_id", "other_document_id", "other_observation_id"]
    return _gathered(frames, QUALITY_FLAG, key)


def _gathered(frames: list[pl.DataFrame], schema: pl.Schema, key: list[str]) -> pl.DataFrame:
    """The frames below one another in columns of the schema, sorted, with the first row of each key."""
    rows = pl.concat([pl.DataFrame(schema=schema), *(frame.select(schema.names()) for frame in frames)])
    return rows.sort(schema.names()).unique(key, keep="first", maintain_order=True)

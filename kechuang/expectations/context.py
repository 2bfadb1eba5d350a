"""What the checks compare the staged tables to: a few tables in the catalog `audit`, while the checks run.

Each is a query of sql/checks/_<name>.sql, whose header tells its grain. In memory, so that the warehouse's file does
not grow by them; attached to the connection, so that the second connection of Great Expectations sees them too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kechuang.expectations import corrections
from kechuang.expectations.checks import VIOLATION, Check
from kechuang.settings import room

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


REJECTED = "rejected_by_analyst"  # stands for a check in what a correction keeps out


class Prepared(NamedTuple):
    """What came of preparing, in lines for the user."""

    unreadable: list[str]  # why the staged tables cannot be compared; empty where they can
    lost_corrections: list[str]


@contextmanager
def audit_tables(con: "DuckDBPyConnection", checks: list[Check]) -> Iterator[Prepared]:
    """Applies the corrections of analysts to the staged figures, and attaches `audit` with its tables."""
    con.execute("ATTACH ':memory:' AS audit")
    try:
        yield _make_tables(con, checks)
    finally:
        con.execute("DETACH audit")


def _make_tables(con: "DuckDBPyConnection", checks: list[Check]) -> Prepared:
    # Each reads those before it. Nothing was published before the first run, and then there are no views either.
    views = con.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = 'current_figure'").fetchall()
    published = "_published" if views[0][0] else "_published_none"
    before = {"published": published, "period_days": "_period_days", "printed": "_printed"}
    try:
        lost = corrections.apply(con)
        for table, file in (before | {"document_account": "_document_account", "figure": "_figure"}).items():
            _make(con, table, file)
        _withhold(con, checks)
        _make(con, "statement", "_statement")
        _make(con, "point", "_point")
    except Exception as error:  # duckdb's exceptions, whose names belong to the warehouse's room
        return Prepared([f"the staged tables cannot be compared: {str(error).splitlines()[0]}"], [])
    return Prepared([], lost)


def _make(con: "DuckDBPyConnection", table: str, file: str) -> None:
    query = (room("sql") / "checks" / f"{file}.sql").read_text(encoding="utf-8")
    con.execute(f"CREATE TABLE audit.{table} AS {query}")


def find(con: "DuckDBPyConnection", checks: list[Check]) -> list[Check]:
    """The checks, the costly ones with their violations in a table, so that they are looked for once.

    One that cannot be evaluated stays as it is: Great Expectations tells why. Needs the tables of `audit`.
    """
    return [_found(con, c) if c.is_costly else c for c in checks]


def _found(con: "DuckDBPyConnection", check: Check) -> Check:
    try:
        con.execute(f"CREATE TABLE IF NOT EXISTS {check.found} AS {check.violations()}")
    except Exception:
        return check
    return replace(check, is_found=True)


def _withhold(con: "DuckDBPyConnection", checks: list[Check]) -> None:
    """Table audit.withheld: the violations of critical checks, with check_id and level. What it holds is not published,
    and no sound figure is doubted because it disagrees with it.
    """
    columns = ", ".join(f"{name} VARCHAR" for name in (*VIOLATION.names(), "check_id", "level"))
    con.execute(f"CREATE TABLE audit.withheld ({columns})")
    for c in checks:
        if c.severity == "critical" and c.level != "schema":
            (c,) = find(con, [c])
            query = f"SELECT *, '{c.check_id}' AS check_id, '{c.level}' AS level FROM ({c.violations()})"
            con.execute(f"INSERT INTO audit.withheld BY NAME {query}")
    con.execute("""
        DELETE FROM audit.withheld WHERE (document_id, observation_id, field) IN
            (SELECT (document_id, observation_id, field) FROM stg.settled_field)
    """)
    con.execute(f"""
        INSERT INTO audit.withheld BY NAME
        SELECT
            document_id, observation_id, field, expected AS value, '{REJECTED}' AS check_id, 'row' AS level,
            format('rejected by {{}} on {{}}: {{}}', who, date, reason) AS reason_en,
            format('{{}} 于 {{}} 剔除：{{}}', who, date, reason) AS reason_zh
        FROM stg.applied_correction WHERE action = 'reject'
    """)

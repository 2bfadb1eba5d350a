"""The checks as data: every row of seeds/quality_check.csv, and the SQL that returns what breaks it.

A check of rule `sql` is a file of sql/checks/. The rows that it returns are its violations; the columns that it may
return are those of VIOLATION, by name. Checks of the other rules are told by a column, and their SQL is made here.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kechuang.settings import room
from kechuang.transforms import schemas
from kechuang.vocabulary import seed_rows

LEVELS = ("row", "document", "schema")
SEVERITIES = ("critical", "warning", "info")
RULES = ("columns", "unique", "not_null", "in_set", "sql")

# What a check may return for one violation. A column that it leaves out is null.
VIOLATION = pl.Schema(
    {
        "document_id": pl.String,
        "observation_id": pl.String,  # null where the violation is a document's
        "other_document_id": pl.String,  # the figure that it disagrees with
        "other_observation_id": pl.String,
        "field": pl.String,
        "value": pl.String,
        "reason_en": pl.String,  # null: the description of the check says it
        "reason_zh": pl.String,
    }
)


@dataclass(frozen=True)
class Check:
    """One row of seeds/quality_check.csv."""

    check_id: str
    table: str
    level: str
    severity: str
    rule: str
    columns: tuple[str, ...]
    allowed: str | None  # name of a constant in transforms/schemas.py
    description_en: str
    description_zh: str
    is_found: bool = False  # its violations stand in a table already

    @property
    def allowed_values(self) -> list[str]:
        """The closed set of an `in_set` check, or the declared columns of a `columns` check."""
        return list(getattr(schemas, self.allowed or ""))

    @property
    def file(self) -> Path:
        """The file of a check of rule `sql`."""
        return room("sql") / "checks" / f"{self.check_id}.sql"

    @property
    def is_costly(self) -> bool:
        """Whether its violations are worth a table, for Great Expectations asks twice, and what follows asks again."""
        return self.rule == "sql" or (self.rule == "unique" and len(self.columns) > 1)

    @property
    def found(self) -> str:
        """The table of its violations."""
        return f"audit.found_{self.check_id}"

    def violations(self) -> str:
        """SQL that returns one row a violation, in columns of VIOLATION; of rule `unique` one row a key held twice."""
        if self.is_found:
            return f"SELECT * FROM {self.found}"
        if self.rule == "sql":
            return self.file.read_text(encoding="utf-8")
        if self.rule == "unique":
            return _held_twice(self.table, self.columns)
        column = self.columns[0]
        broken = f"{column} IS NULL"
        if self.rule == "in_set":
            broken = f"{column} NOT IN ({', '.join(repr(v) for v in self.allowed_values)})"
        observation = "observation_id" if self.level == "row" else "NULL AS observation_id"
        return (
            f"SELECT DISTINCT document_id, {observation}, '{column}' AS field, {column}::VARCHAR AS value "
            f"FROM stg.{self.table} WHERE {broken}"
        )


def _held_twice(table: str, columns: tuple[str, ...]) -> str:
    """SQL of the keys that more than one row holds. Keys are grouped by their hash first, for most tables hold none."""
    key = ", ".join(columns)
    return (
        f"WITH twice AS (SELECT hash({key}) AS h FROM stg.{table} GROUP BY h HAVING count(*) > 1) "
        f"SELECT {key}, count(*) AS n FROM stg.{table} WHERE hash({key}) IN (FROM twice) GROUP BY {key} HAVING n > 1"
    )


def load(seeds: Path) -> list[Check]:
    """The checks of a seeds folder, in its order; ValueError names the row that cannot be one."""
    checks = []
    for row in seed_rows(seeds / "quality_check.csv").to_dicts():
        row["columns"] = tuple((row["columns"] or "").split("|")) if row["columns"] else ()
        check = Check(**row)
        known = check.level in LEVELS and check.severity in SEVERITIES and check.rule in RULES
        if not known or (check.rule == "sql" and not check.file.is_file()):
            reason = "unknown level, severity or rule, or no SQL file"
            raise ValueError(f"{seeds / 'quality_check.csv'}: {check.check_id}: {reason}")
        checks.append(check)
    return checks

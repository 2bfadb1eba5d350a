"""Staged Parquet and the seed tables as schema `stg` of the build database: what the checks look at.

The staged tables are views of their Parquet files: DuckDB scans those as fast as tables of its own, and nothing is
written twice.
"""

from pathlib import Path

import duckdb
import polars as pl

from kechuang.transforms import schemas
from kechuang.vocabulary import seed_rows
from kechuang.warehouse.connection import quoted
from kechuang.warehouse.errors import StageError

STAGED: dict[str, pl.Schema] = {
    "document": schemas.DOCUMENT,
    "sentence": schemas.SENTENCE,
    "mention": schemas.MENTION,
    "observation": schemas.OBSERVATION,
    "source": schemas.SOURCE,
    "capture": schemas.CAPTURE,
}
_LEDGER = ("source", "capture")
# The seed tables that publish reads, with the columns it needs; all other tables of seeds/ are loaded as they are.
SEEDS: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator_id", "name_zh", "name_en", "domain", "unit_measure", "stock_or_flow", "direction"),
    "indicator_alias": ("alias", "indicator_id"),
    "indicator_quotient": ("ratio", "numerator", "denominator"),
    "indicator_sum": ("total", "part"),
    "indicator_comparable_growth": ("indicator_id",),
    "indicator_range": ("indicator_id", "statistic", "region_level", "low", "high", "severity"),
    "region": ("region_code", "name_zh", "name_en", "level", "parent_code", "valid_from", "valid_to"),
    "unit": ("surface", "unit_measure", "factor", "dimension"),
}
_NUMBERS = ("low", "high", "factor")  # seed columns that are numbers wherever they stand; the others are text


def load_stage(
    con: duckdb.DuckDBPyConnection, stage_dir: Path, seeds_dir: Path, ledger_dir: Path | None = None
) -> None:
    """Replaces schema `stg` by the staged tables of `stage_dir` and every table of `seeds_dir`, and commits.

    `stage_dir` holds `<name>.parquet` for each table of STAGED; the copies of the ledger's tables, which hold clock
    times that staged tables must not, may stand apart in `ledger_dir`. Raises StageError, in one line, where a table is
    missing or has not its declared columns; `stg` is then what it was. The files must stand until the publish.
    """
    con.execute("BEGIN")
    try:
        con.execute("DROP SCHEMA IF EXISTS stg CASCADE")
        con.execute("CREATE SCHEMA stg")
        for name, schema in STAGED.items():
            folder = ledger_dir if ledger_dir and name in _LEDGER else stage_dir
            _show_parquet(con, name, folder.resolve() / f"{name}.parquet", schema)
        for name in SEEDS:
            if not (seeds_dir / f"{name}.csv").is_file():
                raise StageError(f"{seeds_dir / name}.csv: the seed table is missing")
        for file in sorted(seeds_dir.glob("*.csv")):
            _load_seed(con, file)
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def _show_parquet(con: duckdb.DuckDBPyConnection, name: str, file: Path, schema: pl.Schema) -> None:
    if not file.is_file():
        raise StageError(f"{file}: the staged table is missing")
    try:
        found = pl.read_parquet_schema(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise StageError(f"{file}: cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    wrong = [column for column, dtype in schema.items() if found.get(column) != dtype]
    if wrong or len(found) != len(schema):
        others = [column for column in found if column not in schema]
        raise StageError(f"{file}: the columns are not the declared ones: {', '.join(wrong + others)}")
    columns = ", ".join(f'"{column}"' for column in schema)
    con.execute(f"CREATE VIEW stg.{name} AS SELECT {columns} FROM read_parquet({quoted(str(file))})")


def _load_seed(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    try:
        rows = seed_rows(file)
        rows = rows.with_columns(pl.col(column).cast(pl.Float64) for column in _NUMBERS if column in rows.columns)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise StageError(f"{file}: cannot be read: {str(error).splitlines()[0]}") from None
    missing = [column for column in SEEDS.get(file.stem, ()) if column not in rows.columns]
    if missing:
        raise StageError(f"{file}: columns are missing: {', '.join(missing)}")
    con.register("seed", rows.to_arrow())
    con.execute(f'CREATE TABLE stg."{file.stem}" AS SELECT * FROM seed')
    con.unregister("seed")

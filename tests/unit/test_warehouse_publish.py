"""A publish does all or nothing, and bad input is told in one line."""

import duckdb
import polars as pl
import pytest
from small_warehouse import SmallWarehouse, document, figure, verdict

from kechuang.transforms import schemas
from kechuang.warehouse.connection import connect_build
from kechuang.warehouse.errors import PublishError, StageError, WarehouseError
from kechuang.warehouse.migrations import migrate, migration_files
from kechuang.warehouse.stage import load_stage

REPORT = document("report", "全市地区生产总值100亿元。", figure("100亿元", 1e10, unit_mult=8))


def test_a_publish_that_would_break_a_key_changes_nothing(warehouse: SmallWarehouse) -> None:
    warehouse.publish(REPORT)
    before = warehouse.query("SELECT * FROM fact_observation")
    twice = document("twice", "全市地区生产总值50亿元。", figure("50亿元", 5e9), figure("50亿元", 6e9))
    with pytest.raises(PublishError, match=r"^nothing was published: every key has one open row"):
        warehouse.publish(twice)
    with connect_build(warehouse.settings) as con:
        assert con.execute("SELECT run_id FROM load_run").fetchall() == [("day1",)]
        assert con.execute("SELECT * FROM fact_observation").fetchall() == before


def test_a_figure_of_an_unknown_document_is_refused(warehouse: SmallWarehouse) -> None:
    warehouse.publish(REPORT)
    with connect_build(warehouse.settings) as con:
        con.execute("INSERT INTO fact_mention BY NAME SELECT 'stray' AS document_id, 'm' AS mention_id")
    with pytest.raises(PublishError, match="every open row belongs to a document that stands"):
        warehouse.publish(REPORT)


def test_a_run_is_recorded_with_what_it_changed(warehouse: SmallWarehouse) -> None:
    warehouse.publish(REPORT)
    row = warehouse.query("SELECT run_id, trigger, status, n_observations_opened, n_observations_closed FROM load_run")
    assert row == [("day1", "command", "published", 1, 0)]


def test_the_results_of_the_checks_are_kept_for_each_run(warehouse: SmallWarehouse) -> None:
    passed = {"run_id": "day1", "check_id": "unit_known", "level": "row", "severity": "warning", "is_passed": True}
    warehouse.publish(REPORT, checked=verdict([passed]))
    warehouse.publish(REPORT, checked=verdict([passed | {"run_id": "day2", "is_passed": False, "n_failed": 3}]))
    assert warehouse.query("SELECT run_id, is_passed, n_failed FROM quality_result ORDER BY ALL") == [
        ("day1", True, None),
        ("day2", False, 3),
    ]


def test_the_stage_is_gone_after_a_publish(warehouse: SmallWarehouse) -> None:
    warehouse.publish(REPORT)
    assert warehouse.query("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'stg'") == [(0,)]


def test_periods_get_their_first_and_last_day(warehouse: SmallWarehouse) -> None:
    days = {
        "2021": ("year", "2021-01-01", "2021-12-31"),
        "2021-S2": ("half_year", "2021-07-01", "2021-12-31"),
        "2021-Q3": ("quarter", "2021-07-01", "2021-09-30"),
        "2024-02": ("month", "2024-02-01", "2024-02-29"),
        "2023-07-01": ("day", "2023-07-01", "2023-07-01"),
        "2016/2020": ("interval", "2016-01-01", "2020-12-31"),
        "2021-01/2021-09": ("interval", "2021-01-01", "2021-09-30"),
        "2021-13": ("month", None, None),
        "summer": ("other", None, None),
    }
    figures = [figure(f"{n}亿元", n, time_period=period) for n, period in enumerate(days, start=1)]
    warehouse.publish(document("periods", "".join(f"产值{n}亿元。" for n in range(1, 10)), *figures))
    rows = warehouse.query("SELECT time_period, kind, start_date::VARCHAR, end_date::VARCHAR FROM dim_period")
    assert {period: tuple(rest) for period, *rest in rows} == days


def test_regions_carry_their_ancestors(warehouse: SmallWarehouse) -> None:
    warehouse.publish()
    rows = warehouse.query("SELECT province_zh, prefecture_code, path_zh FROM dim_region WHERE region_code = '330110'")
    assert rows == [("浙江省", "330100", "浙江省杭州市余杭区")]


def test_a_missing_staged_table_is_told_and_leaves_the_stage_as_it_was(warehouse: SmallWarehouse) -> None:
    warehouse.stage(REPORT)
    with connect_build(warehouse.settings) as con:
        load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)
        (warehouse.settings.stage / "mention.parquet").unlink()
        (warehouse.settings.stage / "document.parquet").write_bytes(b"PAR1")
        with pytest.raises(StageError, match=r"document\.parquet: cannot be read as Parquet"):
            load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)
        (warehouse.settings.stage / "document.parquet").unlink()
        with pytest.raises(StageError, match=r"document\.parquet: the staged table is missing"):
            load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)
        assert con.execute("SELECT count(*) FROM stg.source").fetchone() == (1,)


def test_a_staged_column_of_another_type_is_named(warehouse: SmallWarehouse) -> None:
    warehouse.stage(REPORT)
    wrong = pl.DataFrame(schema=schemas.SENTENCE | {"text": pl.Int64})
    wrong.write_parquet(warehouse.settings.stage / "sentence.parquet")
    with (
        connect_build(warehouse.settings) as con,
        pytest.raises(StageError, match=r"sentence\.parquet: the columns are not the declared ones: text$"),
    ):
        load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)


def test_a_seed_without_a_needed_column_is_named(warehouse: SmallWarehouse) -> None:
    warehouse.stage(REPORT)
    warehouse.write_seed("unit", "surface,unit_measure\n元,CNY\n")
    with (
        connect_build(warehouse.settings) as con,
        pytest.raises(StageError, match=r"unit\.csv: columns are missing: factor, dimension$"),
    ):
        load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)


def test_migrations_are_applied_once_and_recorded(warehouse: SmallWarehouse) -> None:
    with connect_build(warehouse.settings) as con:
        newest = migrate(con)
        assert migrate(con) == newest
        versions = con.execute("SELECT version FROM schema_version ORDER BY version").fetchall()
    assert versions == [(n,) for n in range(1, newest + 1)]


def test_a_migration_that_fails_leaves_the_version_before_it(warehouse: SmallWarehouse) -> None:
    folder = warehouse.settings.seeds
    (folder / "001_first.sql").write_text(
        "CREATE TABLE schema_version (version INTEGER, name VARCHAR, applied_at TIMESTAMP);", encoding="utf-8"
    )
    (folder / "002_second.sql").write_text("CREATE TABLE half (a INTEGER); SELECT * FROM nowhere;", encoding="utf-8")
    with connect_build(warehouse.settings) as con:
        with pytest.raises(duckdb.Error):
            migrate(con, folder)
        assert con.execute("SELECT max(version) FROM schema_version").fetchone() == (1,)
        assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchone() == (0,)


def test_a_gap_in_the_numbers_of_migrations_is_refused(warehouse: SmallWarehouse) -> None:
    (warehouse.settings.seeds / "002_late.sql").write_text("SELECT 1;", encoding="utf-8")
    with pytest.raises(WarehouseError, match="expected migration 001_"):
        migration_files(warehouse.settings.seeds)


def test_a_warehouse_of_a_newer_program_is_refused(warehouse: SmallWarehouse) -> None:
    with connect_build(warehouse.settings) as con:
        newest = migrate(con)
        con.execute("INSERT INTO schema_version VALUES (?, 'later', NULL)", [newest + 1])
        with pytest.raises(WarehouseError, match="update the program"):
            migrate(con)

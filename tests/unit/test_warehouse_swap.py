"""Readers see the old state or the new one, whatever happens to the writer."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from small_warehouse import SmallWarehouse, document, figure

from kechuang.warehouse import served
from kechuang.warehouse import swap as swapping
from kechuang.warehouse.connection import connect_build
from kechuang.warehouse.errors import WarehouseLockedError
from kechuang.warehouse.served import is_served
from kechuang.warehouse.stage import load_stage
from kechuang.warehouse.swap import finish_swap, swap

FIRST = document("first", "全市地区生产总值100亿元。", figure("100亿元", 1e10, unit_mult=8))
SECOND = document("second", "全市地区生产总值110亿元。", figure("110亿元", 1.1e10, unit_mult=8))
COUNT = "SELECT count(*) FROM observation"


def test_nothing_is_to_be_finished_before_the_first_run(warehouse: SmallWarehouse) -> None:
    assert is_served(warehouse.settings)
    assert not finish_swap(warehouse.settings)
    assert not warehouse.settings.database.exists()


def test_nothing_is_written_where_both_files_agree(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    before = warehouse.settings.database.stat()
    assert not finish_swap(warehouse.settings)
    assert warehouse.settings.database.stat().st_ino == before.st_ino


def test_a_kill_between_commit_and_swap_is_repaired(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    warehouse.publish(SECOND, swapped=False)
    assert warehouse.query(COUNT) == [(1,)]
    assert not is_served(warehouse.settings)
    assert finish_swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(2,)]
    assert is_served(warehouse.settings)
    assert not finish_swap(warehouse.settings)


def test_a_kill_before_the_very_first_swap_is_repaired(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST, swapped=False)
    assert finish_swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(1,)]


def test_a_kill_during_the_copy_leaves_the_old_file_and_is_repaired(
    warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.publish(FIRST)
    warehouse.publish(SECOND, swapped=False)

    def half_a_copy(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:5000])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(swapping.shutil, "copyfile", half_a_copy)
        with pytest.raises(KeyboardInterrupt):
            swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(1,)]
    assert finish_swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(2,)]


def test_a_run_that_only_staged_gives_the_readers_no_new_copy(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    with connect_build(warehouse.settings) as con:
        load_stage(con, warehouse.settings.stage, warehouse.settings.seeds)
    assert not finish_swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(1,)]


def test_a_lost_readers_file_is_given_again(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    warehouse.settings.database.unlink()
    assert finish_swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(1,)]


def test_new_views_of_the_program_reach_the_readers_without_a_publish(
    warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.publish(FIRST)
    with connect_build(warehouse.settings) as con:
        con.execute("DROP VIEW observation")
        con.execute("DELETE FROM mart_indicator_series")
    swap(warehouse.settings)
    monkeypatch.setattr(served, "_sql_hash", lambda: "of another version")
    assert finish_swap(warehouse.settings)
    assert warehouse.query(COUNT) == [(1,)]
    assert warehouse.query("SELECT count(*) FROM indicator_series") == [(1,)]


def test_a_reader_with_the_file_open_reads_on_while_it_is_swapped(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    with duckdb.connect(str(warehouse.settings.database), read_only=True) as reader:
        warehouse.publish(SECOND)
        assert reader.execute(COUNT).fetchall() == [(1,)]
    assert warehouse.query(COUNT) == [(2,)]


def test_a_log_that_somebody_left_beside_the_readers_file_does_no_harm(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    scribble = f"""
import duckdb, os
con = duckdb.connect({str(warehouse.settings.database)!r})
con.execute("CREATE TABLE scribble AS SELECT 1 AS a")
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", scribble], check=True)
    log = warehouse.settings.database.with_name("kechuang.duckdb.wal")
    assert log.exists()
    warehouse.publish(SECOND)
    assert warehouse.query(COUNT) == [(2,)]
    assert not log.exists()


def test_who_writes_already_is_told_by_process_id(warehouse: SmallWarehouse) -> None:
    warehouse.publish(FIRST)
    hold = f"""
import duckdb, sys
con = duckdb.connect({str(warehouse.settings.build_database)!r})
print("open", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        with pytest.raises(WarehouseLockedError) as refused, connect_build(warehouse.settings):
            pass
        assert refused.value.pid == other.pid
        assert str(other.pid) in str(refused.value) and "\n" not in str(refused.value)
        other.communicate("")


def test_a_second_connection_of_the_same_process_is_refused_in_one_line(warehouse: SmallWarehouse) -> None:
    with (
        connect_build(warehouse.settings),
        pytest.raises(WarehouseLockedError, match="already open") as refused,
        connect_build(warehouse.settings),
    ):
        pass
    assert str(os.getpid()) not in str(refused.value)

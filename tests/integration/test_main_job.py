"""The main job from papers to warehouse: what a first run, a second run and a run after each change do."""

import hashlib
from pathlib import Path

import polars as pl
import pytest
from desk import Desk

from kechuang.warehouse.connection import connect_readers

TASKS = ("check_and_publish", "extract_figures", "fetch_sources", "read_documents", "write_report")
GDP = "2023年，余杭区实现地区生产总值2890.5亿元，同比增长6.1%。"
FIRMS = "2023年，余杭区有效高新技术企业达到2450家。"
BEACONS = "2023年，余杭区新增灯塔企业12家。"
TRADITIONAL = "2022年，餘杭區新增燈塔企業15家。"


def state(home: Path) -> dict[str, tuple[int, str]]:
    """Every file of a home but the ledger and the lock, with its time of change and hash."""
    return {
        str(file.relative_to(home)): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in home.rglob("*")
        if file.is_file() and not file.name.startswith("ledger.sqlite") and file.name != "run.lock"
    }


def staged(desk: Desk) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(desk.settings.stage.iterdir())}


def test_a_first_run_publishes_every_figure_with_its_evidence(desk: Desk, prefect_home: Path) -> None:
    file = desk.write("gdp.txt", GDP)
    desk.write("firms.txt", FIRMS)
    ran = desk.run()
    assert ran.code == 0, ran.output
    assert ran.outcome["files"] == {"new": 2}
    assert "documents  2 new, 0 changed, 0 unchanged, 0 gone, 0 failed" in ran.output
    figures = desk.query("SELECT indicator_id, obs_value, ref_area, time_period, evidence, locator FROM observation")
    assert ("gdp", 289_050_000_000, "330110", "2023", GDP, str(file)) in figures
    assert {figure[1] for figure in figures} == {289_050_000_000, 6.1, 2450}
    sha256 = hashlib.sha256(GDP.encode()).hexdigest()
    assert (desk.settings.raw / sha256[:2] / sha256).read_bytes() == GDP.encode()
    assert Path(ran.outcome["report"]) == desk.settings.report_index
    assert f"report     {desk.settings.report_index}" in ran.output
    page = (desk.settings.report / "documents" / f"{sha256}.html").read_text(encoding="utf-8")
    assert '<mark id="c17" class="observation">2890.5亿元</mark>' in page
    (run,) = desk.prefect("SELECT id, state_type FROM flow_run ORDER BY created DESC LIMIT 1", prefect_home)
    tasks = desk.prefect(f"SELECT name, state_type FROM task_run WHERE flow_run_id = '{run[0]}'", prefect_home)
    assert run[1] == "COMPLETED"
    assert sorted((name.rsplit("-", 1)[0], state) for name, state in tasks) == [(name, "COMPLETED") for name in TASKS]
    keys = desk.prefect(f"SELECT key FROM artifact WHERE flow_run_id = '{run[0]}' ORDER BY key", prefect_home)
    assert keys == [("quality-results",), ("refresh-summary",)]


def test_a_second_run_writes_nothing_but_its_own_row(desk: Desk, prefect_home: Path) -> None:
    desk.write("gdp.txt", GDP)
    desk.run()
    before = state(desk.settings.home)
    flow_runs = desk.prefect("SELECT count(*) FROM flow_run", prefect_home)
    ran = desk.run()
    assert (ran.code, ran.outcome["status"], ran.outcome["n_read"]) == (0, "unchanged", 0)
    assert "nothing changed: no document was read, nothing was published" in ran.output
    assert state(desk.settings.home) == before
    assert desk.prefect("SELECT count(*) FROM flow_run", prefect_home) == flow_runs
    assert desk.query("SELECT count(*) FROM load_run") == [(1,)]


def test_of_one_changed_document_only_that_one_is_read_and_its_old_figures_are_withdrawn(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    desk.write("firms.txt", FIRMS)
    desk.run()
    desk.write("gdp.txt", GDP.replace("2890.5", "2895.5"))
    ran = desk.run()
    assert (ran.outcome["files"], ran.outcome["n_read"]) == ({"changed": 1, "unchanged": 1}, 1)
    assert pl.read_parquet(desk.settings.stage / "document.parquet").height == 1
    values = desk.query("SELECT obs_value FROM observation WHERE indicator_id = 'gdp' AND statistic = 'level'")
    assert values == [(289_550_000_000,)]
    assert desk.query("SELECT count(*) FROM observation WHERE obs_value = 2450") == [(1,)]


def test_a_document_gone_from_its_source_keeps_its_facts_with_a_flag(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    file = desk.write("firms.txt", FIRMS)
    desk.run()
    file.unlink()
    ran = desk.run()
    assert (ran.code, ran.outcome["files"], ran.outcome["n_read"]) == (0, {"gone": 1, "unchanged": 1}, 0)
    gone = desk.query("SELECT obs_value, gone_at IS NOT NULL FROM observation ORDER BY obs_value")
    assert gone == [(6.1, False), (2450.0, True), (289_050_000_000.0, False)]
    assert desk.run().outcome["status"] == "unchanged"


def test_a_source_out_of_reach_loses_nothing_and_is_named(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    firms = desk.write("2023/firms.txt", FIRMS)
    desk.run(desk.papers, firms.parent)
    firms.parent.rename(desk.papers.with_name("unmounted"))
    ran = desk.run(desk.papers / "gdp.txt", firms.parent)
    assert ran.code == 3
    assert ran.outcome["problems"] == [f"{firms.parent}: cannot be read: No such file or directory"]
    assert desk.query("SELECT count(*) FROM observation WHERE gone_at IS NOT NULL") == [(0,)]


def test_a_run_of_one_path_judges_that_path_only(desk: Desk) -> None:
    gdp, firms = desk.write("gdp.txt", GDP), desk.write("firms.txt", FIRMS)
    desk.run()
    firms.unlink()
    assert desk.run(gdp).outcome["files"] == {"unchanged": 1}
    assert desk.query("SELECT count(*) FROM observation WHERE gone_at IS NOT NULL") == [(0,)]


def test_a_new_alias_binds_what_is_stored_and_its_documents_are_read_again_in_both_scripts(desk: Desk) -> None:
    for name, text in {"gdp.txt": GDP, "beacons.txt": BEACONS, "traditional.txt": TRADITIONAL}.items():
        desk.write(name, text)
    desk.run()
    bound = "SELECT obs_value FROM observation WHERE indicator_id = 'high_tech_enterprise' ORDER BY obs_value"
    assert desk.query(bound) == []
    desk.add_seed("indicator_alias", "灯塔企业,high_tech_enterprise,a test")
    ran = desk.run()
    assert ran.outcome["n_read"] == 2
    assert desk.query(bound) == [(12.0,), (15.0,)]
    assert desk.run().outcome["status"] == "unchanged"


def test_a_changed_range_judges_the_documents_of_its_indicator_again(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    desk.write("firms.txt", FIRMS)
    assert desk.run().code == 0
    row = "high_tech_enterprise,level,county,0,"
    desk.change_seed("indicator_range", f"{row}100000,warning", f"{row}2000,critical")
    ran = desk.run()
    assert (ran.code, ran.outcome["n_read"], ran.outcome["n_quarantined"]) == (3, 1, 1)
    assert desk.query("SELECT obs_value FROM observation WHERE obs_value = 2450") == []
    assert desk.query("SELECT check_id FROM quarantine WHERE recorded_to IS NULL") == [("value_is_possible",)]


def test_a_changed_unit_makes_every_document_stale(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    desk.write("firms.txt", FIRMS)
    desk.run()
    desk.add_seed("unit", "盏灯,count,1,count,a test")
    assert desk.run().outcome["n_read"] == 2


def test_metadata_told_otherwise_makes_a_document_stale(desk: Desk) -> None:
    desk.write("a.txt", "2023年，全区新增高新技术企业507家。")
    desk.run(region="330110")
    ran = desk.run(region="330109")
    assert ran.outcome["n_read"] == 1
    assert desk.query("SELECT ref_area FROM observation") == [("330109",)]


def test_the_same_input_gives_the_same_staged_bytes_and_ids_in_one_batch_or_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for n in range(5):
        desk.write(f"{n}.txt", f"202{n}年，余杭区新增高新技术企业{n + 7}家，占全市的{n + 11}.5%。")
    ids = "SELECT observation_id FROM observation ORDER BY ALL"
    desk.run()
    first, first_ids = staged(desk), desk.query(ids)
    assert sorted(first) == ["document.parquet", "mention.parquet", "observation.parquet", "sentence.parquet"]
    again = Desk(_folder(tmp_path / "again"), monkeypatch)
    again.run(desk.papers)
    assert (staged(again), again.query(ids)) == (first, first_ids)
    monkeypatch.setenv("KECHUANG_BATCH_DOCUMENTS", "2")
    batches = Desk(_folder(tmp_path / "batches"), monkeypatch)
    batches.run(desk.papers)
    for name in first:
        assert pl.read_parquet(batches.settings.stage / name).equals(pl.read_parquet(desk.settings.stage / name)), name


def test_a_lost_warehouse_is_made_again_from_the_raw_store(desk: Desk) -> None:
    file = desk.write("gdp.txt", GDP)
    desk.run()
    before = desk.query("SELECT observation_id, obs_value FROM observation ORDER BY ALL")
    for lost in (desk.settings.database, desk.settings.build_database):
        lost.unlink()
    assert desk.run(file).outcome["n_read"] == 1
    assert desk.query("SELECT observation_id, obs_value FROM observation ORDER BY ALL") == before


def test_a_lost_readers_file_is_copied_again(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    desk.run()
    desk.settings.database.unlink()
    assert desk.run().outcome["n_read"] == 0
    assert len(desk.query("FROM observation")) == 2


def test_a_reader_with_the_file_open_keeps_what_it_sees(desk: Desk) -> None:
    desk.write("gdp.txt", GDP)
    desk.run()
    with connect_readers(desk.settings) as reader:
        desk.write("firms.txt", FIRMS)
        assert desk.run().code == 0
        assert reader.execute("SELECT count(*) FROM observation").fetchone() == (2,)
    assert desk.query("SELECT count(*) FROM observation") == [(3,)]


def _folder(path: Path) -> Path:
    path.mkdir()
    return path

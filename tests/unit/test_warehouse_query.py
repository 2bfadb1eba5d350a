"""A user's SQL reads the warehouse and nothing else, and a mistake is told in one line."""

import io
import json
from pathlib import Path

import polars as pl
import pytest
from small_warehouse import SmallWarehouse, document, figure, verdict

from kechuang.settings import Settings
from kechuang.warehouse.errors import QueryError, WarehouseMissingError
from kechuang.warehouse.query import run_query, write_result
from kechuang.warehouse.state import documents_holding, documents_with_indicator, published_state

REPORT = document(
    "report",
    "全市地区生产總值100亿元，高新技术\n企业15家，另有3台。",
    figure("100亿元", 1e10, unit_mult=8),
    figure("15家", 15, "高新技术企业", unit_measure="count"),
    figure("3台", 3, kind="unresolved"),
)


@pytest.fixture
def published(warehouse: SmallWarehouse) -> Settings:
    warehouse.publish(REPORT)
    return warehouse.settings


def test_a_query_returns_rows_with_their_types(published: Settings) -> None:
    frame = run_query(published, "SELECT region_zh, obs_value, published_date FROM observation ORDER BY obs_value")
    assert frame.schema == {"region_zh": pl.String, "obs_value": pl.Float64, "published_date": pl.Date}
    assert frame["obs_value"].to_list() == [15, 1e10]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_csv('{file}')",
        "FROM read_text('{file}')",
        "FROM '{file}'",
        "FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "CREATE TABLE mine (a INTEGER)",
        "DELETE FROM fact_observation",
        "INSERT INTO load_run (run_id) VALUES ('x')",
        "DROP VIEW observation",
        "SELECT 1; DELETE FROM fact_observation",
    ],
)
def test_a_query_reaches_no_file_no_setting_and_changes_nothing(published: Settings, tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    with pytest.raises(QueryError, match=r"^forbidden: queries only read the warehouse") as refused:
        run_query(published, sql.format(file=secret, folder=tmp_path))
    assert "\n" not in str(refused.value)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before


def test_a_query_does_not_see_the_variables_of_the_program(published: Settings) -> None:
    secret_frame = pl.DataFrame({"a": [1]})
    with pytest.raises(QueryError, match="secret_frame does not exist"):
        run_query(published, "FROM secret_frame")
    assert secret_frame.height == 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELEC 1", "syntax error at or near"),
        ("SELECT obs_valeu\nFROM observation", "obs_valeu"),
        ("FROM observations", "observation"),
        ("SELECT CAST('x' AS INTEGER)", "x"),
        ("   ", "the query is empty"),
        ("-- nothing", "the query is empty"),
    ],
)
def test_a_mistake_is_told_in_one_line(published: Settings, sql: str, told: str) -> None:
    with pytest.raises(QueryError, match=told) as refused:
        run_query(published, sql)
    assert "\n" not in str(refused.value)


def test_of_several_statements_the_last_one_answers(published: Settings) -> None:
    assert run_query(published, "SELECT 1 AS a; SELECT 2 AS b").to_dict(as_series=False) == {"b": [2]}


def test_without_a_warehouse_the_user_is_told_how_to_make_one(warehouse: SmallWarehouse) -> None:
    with pytest.raises(WarehouseMissingError, match="kechuang run"):
        run_query(warehouse.settings, "SELECT 1")


def written(frame: pl.DataFrame, format: str) -> bytes:
    target = io.BytesIO()
    write_result(frame, format, target)
    return target.getvalue()


def test_results_can_be_written_in_each_format(published: Settings) -> None:
    frame = run_query(
        published, "SELECT '余杭' AS n, sum(15) AS s, [1, NULL] AS l, {'a': 'x'} AS o, NULL::INTEGER[] AS z"
    )
    assert written(frame, "csv").decode() == 'n,s,l,o,z\n余杭,15,"[1,null]","{""a"":""x""}",\n'
    (row,) = json.loads(written(frame, "json"))
    assert (row["n"], row["l"], row["o"]) == ("余杭", [1, None], {"a": "x"})
    assert pl.read_parquet(io.BytesIO(written(frame, "parquet"))).equals(frame)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(QueryError, match="known are csv, json, parquet"):
        written(pl.DataFrame({"a": [1]}), "xlsx")


def test_the_state_counts_documents_numbers_and_figures(published: Settings) -> None:
    state = published_state(published)
    assert (state.run_id, state.documents, state.mentions) == ("day1", {"live": 1}, {"observation": 2, "unresolved": 1})
    assert (state.n_observations, state.n_bound, state.n_series, state.n_quarantined) == (2, 2, 2, 0)


@pytest.mark.parametrize("word", ["地区生产总值", "高新技術企業", "高新技术企业"])
def test_documents_are_found_by_a_word_in_any_script_and_over_a_line_end(published: Settings, word: str) -> None:
    assert documents_holding(published, [word, "无此词"]) == {REPORT.document_id}


def test_documents_without_the_word_are_not_found(published: Settings) -> None:
    assert documents_holding(published, ["进出口总额"]) == documents_holding(published, []) == set()
    assert documents_holding(published, ["，"]) == set()


def test_documents_are_found_by_an_indicator_published_or_held_back(warehouse: SmallWarehouse) -> None:
    other = document("other", "全市地区生产总值为7亿元。", figure("7亿元", 7e8, unit_mult=8))
    warehouse.publish(REPORT, other)
    ids = dict(warehouse.query("SELECT document_id, observation_id FROM observation WHERE indicator_id = 'gdp'"))
    held = {"document_id": other.document_id, "observation_id": ids[other.document_id], "level": "row", "check_id": "c"}
    held |= {"payload": json.dumps({"indicator_id": None, "indicator_text": "地区生产总值"})}
    warehouse.publish(other, checked=verdict(quarantine=[held]))
    assert documents_with_indicator(warehouse.settings, ["gdp"]) == {REPORT.document_id, other.document_id}
    assert documents_with_indicator(warehouse.settings, ["hitech"]) == {REPORT.document_id}
    assert documents_with_indicator(warehouse.settings, []) == set()

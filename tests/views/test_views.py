"""What every view owes its users: a header, a description of each column, and columns that do not drift."""

from pathlib import Path

import pytest
from small_warehouse import SmallWarehouse

from kechuang.warehouse.views import list_views, view_files

GOLDEN = Path(__file__).parent / "columns.csv"
VIEWS = view_files()


def test_columns_and_types_are_those_of_the_golden_list(warehouse: SmallWarehouse) -> None:
    warehouse.publish()
    rows = warehouse.query(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        r"WHERE regexp_full_match(table_name, '\w+_v\d+') ORDER BY table_name, column_index"
    )
    found = ["view,column,type", *(",".join(row) for row in rows)]
    hint = "an added column belongs into the list; a renamed or removed one, another unit or grain into a new _vN"
    assert found == GOLDEN.read_text(encoding="utf-8").splitlines(), hint


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_the_header_tells_grain_owner_status_and_since(view: object) -> None:
    header = view.header  # type: ignore[attr-defined]
    assert header.keys() == {"Grain", "Owner", "Status", "Since"}
    assert header["Status"] in ("stable", "internal")


def test_every_view_and_column_is_described(warehouse: SmallWarehouse) -> None:
    warehouse.publish()
    for view, grain, columns in list_views(warehouse.settings).rows():
        assert grain and grain.startswith("One row"), view
        assert [column["name"] for column in columns if not column["comment"]] == [], view


def test_each_stable_view_has_a_pointer_with_the_same_columns(warehouse: SmallWarehouse) -> None:
    warehouse.publish()
    listed = {view: columns for view, _, columns in list_views(warehouse.settings).rows()}
    stable = {view.name for view in VIEWS if view.is_stable}
    assert listed.keys() == stable | {name.rsplit("_", 1)[0] for name in stable}
    assert all(listed[name.rsplit("_", 1)[0]] == listed[name] for name in stable)


def test_a_pointer_leads_to_the_newest_stable_version(warehouse: SmallWarehouse, tmp_path: Path) -> None:
    from kechuang.warehouse.views import _pointers

    for name, status in (("thing_v1", "stable"), ("thing_v2", "stable"), ("thing_v10", "internal")):
        (tmp_path / f"{name}.sql").write_text(f"-- Status: {status}\nCREATE VIEW {name} AS SELECT 1 AS a;\n")
    assert {pointer: view.name for pointer, view in _pointers(view_files(tmp_path)).items()} == {"thing": "thing_v2"}


def test_a_view_comes_after_those_that_it_reads(tmp_path: Path) -> None:
    (tmp_path / "a_v1.sql").write_text("CREATE VIEW a_v1 AS SELECT * FROM b_v1;")
    (tmp_path / "b_v1.sql").write_text("CREATE VIEW b_v1 AS SELECT 1 AS x;")
    assert [view.name for view in view_files(tmp_path)] == ["b_v1", "a_v1"]


def test_views_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a_v1.sql").write_text("CREATE VIEW a_v1 AS SELECT * FROM b_v1;")
    (tmp_path / "b_v1.sql").write_text("CREATE VIEW b_v1 AS SELECT * FROM a_v1;")
    with pytest.raises(ValueError, match="a_v1, b_v1"):
        view_files(tmp_path)

"""Rows are added to a seed table at their place, and nothing else of it changes."""

from pathlib import Path

import pytest

from kechuang.flows.seed_file import Row, replace_files, with_rows

TABLE = '# where it is from\nid,name,note\nb,two,"a, b"\n# a remark\nd,four,\n'


def by_id(row: Row) -> tuple[str, ...]:
    return (row["id"],)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ("a", '# where it is from\nid,name,note\na,new,\nb,two,"a, b"\n# a remark\nd,four,\n'),
        ("c", '# where it is from\nid,name,note\nb,two,"a, b"\n# a remark\nc,new,\nd,four,\n'),
        ("e", TABLE + "e,new,\n"),
        ("eca", '# where it is from\nid,name,note\na,new,\nb,two,"a, b"\n# a remark\nc,new,\nd,four,\ne,new,\n'),
        ("", TABLE),
    ],
)
def test_a_row_stands_where_the_order_has_it_and_all_other_lines_stay(ids: str, expected: str) -> None:
    assert with_rows(TABLE, [{"id": id_, "name": "new"} for id_ in ids], by_id) == expected


def test_a_row_follows_those_of_the_same_key() -> None:
    assert with_rows("id,name\nb,1\nb,2\nc,3\n", [{"id": "b", "name": "new"}], by_id).splitlines()[3] == "b,new"


def test_line_ends_stay_as_they_are() -> None:
    text = with_rows("id,name\r\na,1\r\n", [{"id": "b", "name": "x"}], by_id)
    assert text == "id,name\r\na,1\r\nb,x\r\n"


def test_a_value_with_a_comma_is_quoted() -> None:
    assert with_rows("id,name\n", [{"id": "b", "name": "x, y"}], by_id) == 'id,name\nb,"x, y"\n'


@pytest.mark.parametrize("text", ["", "# only a comment\n", "id,name\na,b,c\n", 'id,name\n"a\nb",c\n'])
def test_a_table_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        with_rows(text, [{"id": "b"}], by_id)


def test_files_are_replaced_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("1")
    two.write_text("2")
    real = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if target == two:
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        replace_files({one: "new", two: "new"})
    assert (one.read_text(), two.read_text()) == ("1", "2")
    monkeypatch.undo()
    replace_files({one: "new", two: "new"})
    assert (one.read_text(), two.read_text()) == ("new", "new")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.csv", "two.csv"]

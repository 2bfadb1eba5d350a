"""Each room knows its own libraries and no other's, and observations see marks, not characters."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "kechuang"
# library -> the only room that may import it
ROOMS = {
    "prefect": "flows",
    "httpx": "flows",
    "typer": "flows",
    "rich": "flows",
    "great_expectations": "expectations",
    "duckdb_sqlalchemy": "expectations",
    "duckdb": "warehouse",
    "sqlite3": "warehouse",
}
# what a room may use of the others
NEIGHBOURS = {
    "transforms": {"vocabulary"},
    "warehouse": {"transforms", "vocabulary", "settings"},
    "expectations": {"transforms", "vocabulary", "settings"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def is_for_types_only(node: ast.AST) -> bool:
    """Whether the node is `if TYPE_CHECKING:`, whose imports never run."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(node: ast.AST) -> set[str]:
    """The modules that the code imports, wherever it does, as dotted names."""
    found: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            found |= {alias.name for alias in child.names}
        elif isinstance(child, ast.ImportFrom):
            found |= {f"{child.module}.{alias.name}" for alias in child.names}
        elif not is_for_types_only(child):
            found |= imports(child)
    return found


def imports_of(file: Path) -> set[str]:
    return imports(ast.parse(file.read_text(encoding="utf-8")))


def test_every_room_is_looked_at() -> None:
    assert {room_of(file) for file in FILES} >= {"flows", "transforms", "expectations", "warehouse"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_library_is_imported_in_its_own_room_only(file: Path) -> None:
    used = {name.split(".")[0] for name in imports_of(file)}
    assert {library for library in used & ROOMS.keys() if ROOMS[library] != room_of(file)} == set()


@pytest.mark.parametrize("room", ["transforms", "warehouse", "expectations"])
def test_a_room_uses_only_the_rooms_before_it(room: str) -> None:
    allowed = NEIGHBOURS[room] | {room}
    for file in (PACKAGE / room).rglob("*.py"):
        used = {name.split(".")[1] for name in imports_of(file) if name.startswith("kechuang.")}
        assert used - allowed == set(), file


def test_transforms_touch_no_file_network_or_process() -> None:
    forbidden = {"os", "pathlib", "shutil", "socket", "subprocess", "requests", "urllib.request"}
    for file in (PACKAGE / "transforms").rglob("*.py"):
        used = imports_of(file)
        found = {name for name in forbidden if any(u == name or u.startswith(f"{name}.") for u in used)}
        assert found == set(), file


def test_observations_have_no_regular_expression_and_no_string_expression() -> None:
    for file in (PACKAGE / "transforms" / "observations").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert not {name.split(".")[0] for name in imports(tree)} & {"re", "regex"}, file
        lines = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "str"]
        assert lines == [], f"{file} looks at characters"


@pytest.mark.parametrize("module", ["kechuang.flows.cli", "kechuang.flows.run_command"])
def test_the_command_starts_without_what_it_may_not_need(module: str) -> None:
    heavy = ["polars", "prefect", "great_expectations", "duckdb", "pandas", "sqlalchemy", "jieba"]
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""A desk to work at: a home, papers and seeds of a test's own, and the main job run on them for real."""

import contextlib
import io
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kechuang.settings import Settings, room
from kechuang.warehouse.ledger import Ledger
from kechuang.warehouse.query import run_query


@dataclass(frozen=True)
class Ran:
    """What one call of the command gave."""

    code: int
    output: str
    errors: str
    outcome: dict[str, Any]  # the summary that the ledger keeps


class Desk:
    """Calls `kechuang run` in this process, or in one of its own where a test needs that."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.papers = folder / "papers"
        self.papers.mkdir()
        self.settings = Settings(home=folder / "home", seeds=folder / "seeds")
        shutil.copytree(room("seeds"), self.settings.seeds, ignore=shutil.ignore_patterns("documents", "tools"))
        self.settings.catalogue.write_text("")
        monkeypatch.setenv("KECHUANG_HOME", str(self.settings.home))
        monkeypatch.setenv("KECHUANG_SEEDS", str(self.settings.seeds))

    def write(self, name: str, text: str) -> Path:
        """A paper on the desk."""
        file = self.papers / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, *sources: str | Path, region: str | None = "330110", wait: bool = True) -> Ran:
        """The main job on the papers, or on what is named."""
        from kechuang.flows import run_command

        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            code = run_command.run([str(source) for source in sources] or [str(self.papers)], region, None, wait)
        return Ran(code, output.getvalue(), errors.getvalue(), self.outcome())

    def start(self, *arguments: str, sabotage: str = "") -> "subprocess.Popen[str]":
        """`kechuang` with these arguments in a process of its own, after the Python code of `sabotage`."""
        code = f"from kechuang.flows.cli import main\n{sabotage}\nif __name__ == '__main__':\n    main()\n"
        file = self.settings.home.with_name("command.py")
        file.write_text(code, encoding="utf-8")
        command = [sys.executable, str(file), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def outcome(self) -> dict[str, Any]:
        """The summary of the newest run; empty where there was none."""
        with Ledger(self.settings.ledger) as ledger:
            runs = ledger.runs(1)
        return runs[0].summary if runs else {}

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What a reader of the warehouse sees."""
        return run_query(self.settings, sql).rows()

    def prefect(self, sql: str, api: Path) -> list[tuple[Any, ...]]:
        """What Prefect's database of the session holds."""
        with contextlib.closing(sqlite3.connect(api / "prefect.db")) as db:
            return db.execute(sql).fetchall()

    def change_seed(self, name: str, old: str, new: str) -> None:
        """Replaces a text that a seed table holds once."""
        file = self.settings.seeds / f"{name}.csv"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}.csv"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def add_seed(self, name: str, row: str) -> None:
        """Adds a row to a seed table."""
        with (self.settings.seeds / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")

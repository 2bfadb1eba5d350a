"""The report of a run: an index page, one evidence page a document, and what both load; static, for any browser.

Nothing of it needs a network or a server. Charts are drawn by ECharts, whose script lies in `static`. Every text of a
document goes through Jinja's escaping or `marked`, and data stands in the pages as JSON that no browser runs.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kechuang.expectations.report import evidence, index
from kechuang.expectations.report.files import copy_folder, put
from kechuang.settings import Settings, room

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HERE = Path(__file__).parent
_NOTE = ".written.json"  # of which run the pages are, and by which program


def write(
    con: "DuckDBPyConnection",
    settings: Settings,
    read: Collection[str] | None = None,
    left_out: Sequence[str] = (),
) -> Path:
    """Bring the report up to the newest published run and return its index page.

    `con` sees that state, as a reader does. `read` names the documents that the run read: the pages of these, and of
    others of which the run changed something, are written. Without it, or where the report on disk is not the run's
    before, every page is. A file that would not change is left alone. `left_out` are lines about what the run left out.
    """
    folder = settings.report
    folder.mkdir(parents=True, exist_ok=True)
    newest, before = _last_runs(con)
    noted, look = _noted(folder), _look()
    is_next = read is not None and noted == {"run_id": before, "look": look}
    (folder / _NOTE).unlink(missing_ok=True)  # killed from here on, the next report is written whole
    copy_folder(_HERE / "static", folder / "static")
    evidence.write_series(con, folder)
    evidence.write_documents(con, folder, _changed(con, read or ()) if is_next else None)
    page = index.write(con, settings, left_out)
    put(folder / _NOTE, json.dumps({"run_id": newest, "look": look}).encode())
    return page


def is_current(con: "DuckDBPyConnection", settings: Settings) -> bool:
    """Whether the report on disk is of the newest published run, and made by this program."""
    newest, _ = _last_runs(con)
    return settings.report_index.is_file() and _noted(settings.report) == {"run_id": newest, "look": _look()}


def _last_runs(con: "DuckDBPyConnection") -> tuple[str | None, str | None]:
    """The run that published last, and the one before it."""
    runs = con.execute("SELECT run_id FROM load_run ORDER BY recorded_at DESC LIMIT 2").fetchall()
    newest, before, *_ = [*(run_id for (run_id,) in runs), None, None]
    return newest, before


def _changed(con: "DuckDBPyConnection", read: Collection[str]) -> pl.Series:
    changed = con.sql((room("sql") / "report" / "changed_document.sql").read_text(encoding="utf-8")).pl()
    return pl.concat([changed["document_id"], pl.Series("document_id", list(read), pl.String)]).unique()


def _noted(folder: Path) -> dict[str, str]:
    try:
        noted = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _look() -> str:
    """What the pages look like: the code, templates, styles, scripts and queries that make them."""
    files = [
        *_HERE.glob("*.py"),
        *_HERE.glob("templates/*"),
        *_HERE.glob("static/*"),
        *(room("sql") / "report").glob("*.sql"),
    ]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()

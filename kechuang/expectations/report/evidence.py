"""Evidence pages: a document's text with every number marked, its records, and the series that they feed."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from kechuang.expectations.report.files import keep_only, put
from kechuang.expectations.report.pages import as_data, marked, template
from kechuang.settings import room

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 500  # pages held in memory at once
_WEB = re.compile(r"https?://", re.IGNORECASE)


def write_documents(con: "DuckDBPyConnection", folder: Path, changed: pl.Series | None) -> int:
    """Write the pages of the changed documents, or of all where null; returns how many files changed.

    Where all are written, pages of documents that the warehouse does not know are removed. A document that a newer
    version replaced keeps a page that says so, for others may link to it.
    """
    pages = folder / "documents"
    pages.mkdir(exist_ok=True)
    known = con.sql("SELECT document_id FROM dim_document WHERE recorded_to IS NULL").pl()
    if changed is None:
        keep_only(pages, {f"{document_id}.html" for document_id in known["document_id"]})
        changed = known["document_id"]
    con.register("handed_over", pl.DataFrame({"document_id": changed}).to_arrow())
    con.execute("CREATE OR REPLACE TEMP TABLE asked_document AS FROM handed_over")
    con.unregister("handed_over")
    found = con.execute((room("sql") / "report" / "document.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in found.description or []]
    written = 0
    while rows := found.fetchmany(_BATCH):
        for row in rows:
            document = dict(zip(names, row, strict=True))
            written += put(pages / f"{document['document_id']}.html", _page(document).encode())
    return written


def write_series(con: "DuckDBPyConnection", folder: Path) -> None:
    """Write one script a region with the points of its series: pages load it, so that a document's charts are right
    though another document added a point.
    """
    series = folder / "series"
    series.mkdir(exist_ok=True)
    rows = con.execute((room("sql") / "report" / "series.sql").read_text(encoding="utf-8")).fetchall()
    keep_only(series, {f"{region}.js" for region, *_ in rows})
    for region, fields, points in rows:
        data = as_data(f'{{"fields":{fields},"points":{points}}}')
        put(series / f"{region}.js", f'kechuang.addSeries("{region}",{data})\n'.encode())


def _page(document: dict[str, Any]) -> str:
    data = f'{{"fields":{document.pop("fields")},"records":{document.pop("records")},"rules":{document.pop("rules")}}}'
    spans = [document.pop(name) for name in ("starts", "ends", "classes")]
    locator = document["locator"] or ""
    return template("document.html").render(
        document,
        marked_text=marked(document.pop("text") or "", *spans),
        n_numbers=len(spans[0]),
        data=as_data(data),
        is_on_web=bool(_WEB.match(locator)),
    )

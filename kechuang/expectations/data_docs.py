"""Data Docs that open without a network: local scripts and styles, no remote logo, only the newest runs."""

import re
import shutil
from pathlib import Path

STATIC = Path(__file__).parent / "static"
RESULTS = ".results"  # GX's own record of each validation, beside the pages that show it
KEPT_RUNS = 10  # GX lists every run on the index page and becomes slow with thousands of them

# What replaces each thing that GX's pages load from the network: the first part of its file name, and the local files.
# Popper is in Bootstrap's bundle; Vega draws only what profilers find; the dark theme and the icons' font are left out.
_LOCAL = {
    "bootstrap-table.min.css": "bootstrap-table.min.css",
    "bootstrap.min.css": "bootstrap.min.css",
    "bootstrap-table-filter-control.min.css": "bootstrap-table-filter-control.min.css",
    "bootstrap-table-filter-control.css": "bootstrap-table-filter-control.min.css",
    "bootstrap-datepicker.min.css": "bootstrap-datepicker.min.css",
    "all.min.css": "icons.css",
    "jquery-3.7.1.min.js": "jquery.min.js",
    "bootstrap.min.js": "bootstrap.bundle.min.js",
    "bootstrap-table.min.js": "bootstrap-table.min.js",
    "bootstrap-table-filter-control.min.js": "bootstrap-table-filter-control.min.js",
    "bootstrap-datepicker.min.js": "bootstrap-datepicker.min.js",
}
_REMOTE_FILE = re.compile(
    r"""<link[^>]*\shref="https?://[^">]*/(?P<style>[^/">]+)"[^>]*>|<script[^>]*\ssrc="https?://[^">]*/(?P<script>[^/">]+)"[^>]*></script>"""
)
_REMOTE_LOGO = re.compile(r'<img[^>]*\ssrc="https?://[^>]*>')
_NEWSLETTER = re.compile(r"<footer>.*?newsletter.*?</footer>", re.DOTALL)


def prune(docs: Path) -> None:
    """Remove all but the newest validations, so that with the coming one KEPT_RUNS are kept."""
    for folder in (docs / RESULTS, docs / "validations"):
        runs = sorted(folder.glob("*/*/*/"), key=lambda p: p.name)  # suite / run / time: the time sorts
        times = sorted({p.name for p in runs})
        for path in runs:
            if path.name in times[: -(KEPT_RUNS - 1)]:
                shutil.rmtree(path)
        for path in folder.glob("*/*/"):
            if not any(path.iterdir()):
                path.rmdir()


def finish(docs: Path) -> Path:
    """Make the pages that GX wrote load local files only; the path of the index page."""
    local = docs / "static" / "local"
    shutil.copytree(STATIC, local, dirs_exist_ok=True)
    for page in docs.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        offline = make_offline(text, "../" * (len(page.relative_to(docs).parts) - 1) + "static/local/")
        if offline != text:
            page.write_text(offline, encoding="utf-8")
    return docs / "index.html"


def make_offline(page: str, local: str) -> str:
    """The page with local files in place of remote ones; what has no local file is left out."""

    def replacement(match: re.Match[str]) -> str:
        style, script = match["style"], match["script"]
        name = _LOCAL.get(style or script)
        if name is None:
            return ""
        return f'<link rel="stylesheet" href="{local}{name}">' if style else f'<script src="{local}{name}"></script>'

    page = _REMOTE_FILE.sub(replacement, page)
    page = _REMOTE_LOGO.sub("<strong>科创 Kechuang</strong>", page)
    return _NEWSLETTER.sub("", page)

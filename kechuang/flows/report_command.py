"""`kechuang report`: the pages of what was published last, written anew, and opened."""

import sys
from pathlib import Path

from kechuang import settings as configuration
from kechuang.flows.outcome import FAILURE, SUCCESS
from kechuang.flows.progress import progress
from kechuang.settings import Settings
from kechuang.warehouse import lock
from kechuang.warehouse.errors import WarehouseError
from kechuang.warehouse.ledger import Ledger, RunRow


def report(is_to_open: bool) -> int:
    """Writes the report anew, or, to open it, only where it is not of the newest run; prints the path of its index."""
    settings = configuration.load()
    last = _last_run(settings)
    data_docs = Path(last.summary.get("data_docs") or "") if last else Path()
    has_checks_only = last is not None and last.status == "failed" and data_docs.is_file()
    if not settings.database.is_file() and not has_checks_only:
        return _tell("nothing was published yet, so there is no report: `kechuang run` does both")
    if has_checks_only:
        _tell(f"the last run published nothing; what its checks found: {data_docs}")
    page = data_docs
    if settings.database.is_file():
        try:
            page = _written(settings, last.summary.get("problems", []) if last else [], is_to_open)
        except WarehouseError as error:
            return _tell(str(error))
    print(page)
    if is_to_open:
        import webbrowser

        if not webbrowser.open(page.as_uri()):
            return _tell("no browser could be started; open the page above by hand")
    return SUCCESS


def _written(settings: Settings, left_out: list[str], is_to_open: bool) -> Path:
    from kechuang.flows import publishing

    def announce(line: str) -> None:
        _tell(line)

    # A run writes the same files.
    with lock.hold(settings.lock, announce=announce), progress("writing the report", None):
        return publishing.write_report(settings, None, left_out, only_if_outdated=is_to_open)


def _last_run(settings: Settings) -> RunRow | None:
    if not settings.ledger.is_file():
        return None
    with Ledger(settings.ledger) as ledger:
        return next((run for run in ledger.runs() if run.summary.get("status") in ("published", "failed")), None)


def _tell(line: str) -> int:
    print(f"kechuang: {line}", file=sys.stderr)
    return FAILURE

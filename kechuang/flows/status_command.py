"""`kechuang status`: the last run, the counts of the warehouse and the age of each source; works while a run is on."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from kechuang import settings as configuration
from kechuang.flows.outcome import FAILURE, SUCCESS
from kechuang.settings import Settings
from kechuang.warehouse import lock
from kechuang.warehouse.errors import WarehouseError
from kechuang.warehouse.ledger import Capture, Ledger, RunRow
from kechuang.warehouse.state import published_state


def status(with_problems: bool) -> int:
    """Prints what is known without disturbing a run; returns the exit code."""
    settings = configuration.load()
    if not settings.ledger.is_file():
        print(f"nothing was run yet in {settings.home}: `kechuang run` begins")
        return SUCCESS
    with Ledger(settings.ledger) as ledger:
        runs, captures, sources = ledger.runs(1000), ledger.captures(), ledger.sources()
    holder = lock.holder(settings.lock)
    print(f"home       {settings.home}")
    print(f"running    {holder or 'no'}")
    _print_last(runs, is_running=holder is not None)
    code = _print_warehouse(settings)
    if with_problems:
        for line in _problems(runs):
            print(f"left out   {line}")
    _print_sources([source.source_id for source in sources], captures, runs)
    return code


def _print_last(runs: list[RunRow], is_running: bool) -> None:
    ended = [run for run in runs if run.status != "running" or not is_running]
    if not ended:
        return
    last = ended[0]
    state = "killed" if last.status == "running" else last.status
    code = "none" if last.exit_code is None else last.exit_code
    print(f"last run   {_local(last.started_at)}, {state}, exit code {code}")
    for reason in last.summary.get("reasons", []):
        print(f"           {reason}")
    n_problems = len(last.summary.get("problems", []))
    if n_problems:
        print(f"           {n_problems:,} left out: `kechuang status --problems` names them")


def _print_warehouse(settings: Settings) -> int:
    try:
        state = published_state(settings)
    except WarehouseError as error:
        print(f"warehouse  {error}")
        return SUCCESS if not settings.database.exists() else FAILURE
    print(f"documents  {_counts(state.documents)}")
    print(f"mentions   {_counts(state.mentions)}")
    share = f", {state.n_bound:,} of them with an indicator" if state.n_observations else ""
    print(f"figures    {state.n_observations:,}{share}; {state.n_series:,} points of series")
    print(f"quarantine {state.n_quarantined:,} rows")
    return SUCCESS


def _print_sources(source_ids: Iterable[str], captures: Iterable[Capture], runs: list[RunRow]) -> None:
    looked = {source_id: run.started_at for run in reversed(runs) for source_id in run.summary.get("sources", {})}
    files: defaultdict[str, Counter[str]] = defaultdict(Counter)
    changed: dict[str, str] = {}
    for capture in captures:
        if capture.seen_to is None:
            files[capture.source_id]["gone" if capture.gone_at else "there"] += 1
        changed[capture.source_id] = max(changed.get(capture.source_id, ""), capture.gone_at or capture.seen_from)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("source", "files", "gone", "looked at", "changed"):
        table.add_column(name, justify="right" if name in ("files", "gone") else "left", overflow="fold")
    for source_id in source_ids:
        counts = files[source_id]
        ages = (_age(looked.get(source_id)), _age(changed.get(source_id)))
        table.add_row(source_id, str(counts["there"]), str(counts["gone"]), *ages)
    console = Console(highlight=False)
    (console if console.is_terminal else Console(highlight=False, width=1000)).print(table)


def _problems(runs: list[RunRow]) -> list[str]:
    return next((run.summary.get("problems", []) for run in runs if run.status != "running"), [])


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in counts.items()) or "none"


def _local(text: str) -> str:
    return f"{datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def _age(text: str | None) -> str:
    """How long ago, in the largest unit that gives a whole number."""
    if text is None:
        return "never"
    seconds = (datetime.now(UTC) - datetime.fromisoformat(text).replace(tzinfo=UTC)).total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return f"{max(seconds, 0):.0f} s ago"

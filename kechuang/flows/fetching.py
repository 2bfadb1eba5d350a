"""Looking at places: once to ask whether anything changed, once to keep the bytes and write down what was seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kechuang.flows.catalogue import Problem
from kechuang.flows.changes import Changes, compare
from kechuang.flows.files import Look, Place, look, sha256_only
from kechuang.flows.progress import Steps
from kechuang.flows.web import visit
from kechuang.flows.web.options import KINDS as WEB_KINDS
from kechuang.flows.web.record import WebLook, log_rows
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Ledger, now
from kechuang.warehouse.raw_store import RawStore


class PassingError(OSError):
    """Some place could not be read for a reason that may be over in a moment."""


@dataclass
class Fetched:
    """What all looks of a run came to."""

    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)  # source -> path -> outcome
    problems: list[Problem] = field(default_factory=list)
    has_changes: bool = False  # something is to be written to the ledger
    requests: list[dict[str, Any]] = field(default_factory=list)  # to the web: rows of fetch_log, short of the run

    def add(self, changes: Changes) -> None:
        """Counts one look in."""
        self.outcomes[changes.source_id] = changes.outcomes
        self.problems += changes.problems
        self.has_changes = self.has_changes or bool(changes.captures)


def is_on_web(place: Place) -> bool:
    """Whether the place is asked for over the network."""
    return place.source.kind in WEB_KINDS


def survey(ledger: Ledger, places: list[Place], settings: Settings, steps: Steps) -> Fetched:
    """What a fetch would find; hashes every file and writes nothing to the ledger. What may pass is a change: it is
    retried. Web servers are asked once: the fetch that follows takes what was seen here, and so does `keep_seen`.
    """
    visit.forget()
    known = {source.source_id: source for source in ledger.sources()}
    fetched = Fetched(has_changes=any(known.get(p.source.source_id, p.source) != p.source for p in places))
    for seen in _looks(ledger, places, settings, sha256_only, steps):
        changes = _changes(ledger, seen)
        fetched.add(changes)
        if isinstance(seen, WebLook):
            visit.remember(seen)
            fetched.requests += changes.log
        fetched.has_changes = fetched.has_changes or seen.is_passing
    return fetched


def fetch(
    ledger: Ledger,
    pending: list[Place],
    fetched: Fetched,
    settings: Settings,
    run_id: str,
    is_last_attempt: bool,
    steps: Steps,
) -> None:
    """Keeps the bytes of every pending place in the raw store and its captures in the ledger, place by place.

    What is done moves from `pending` to `fetched`. Raises PassingError where a place is left for the next attempt;
    the last attempt leaves none and reports what it could not read. On Ctrl-C what was fetched so far is written down.
    """
    ledger.put_sources(place.source for place in pending)
    store = RawStore(settings.raw)
    waiting: list[str] = []
    for seen in _looks(ledger, list(pending), settings, store.put, steps):
        changes = _changes(ledger, seen)
        if seen.is_passing and not is_last_attempt:
            waiting += map(str, changes.problems)
            continue
        if changes.captures:
            store.flush()  # the ledger must not know of bytes that a power cut could take away
        at = now()
        ledger.record(changes.captures, ({"at": at, **attempt, "run_id": run_id} for attempt in changes.log))
        fetched.add(changes)
        pending.remove(seen.place)
    if pending:
        raise PassingError("; ".join(waiting))


def keep_seen(ledger: Ledger, places: list[Place], settings: Settings, run_id: str) -> Fetched:
    """Writes down what a survey saw of the web, where no run follows it."""
    fetched = Fetched()
    seen = [place for place in places if visit.is_remembered(place)]
    fetch(ledger, seen, fetched, settings, run_id, True, Steps())
    return fetched


def _looks(
    ledger: Ledger, places: list[Place], settings: Settings, keep: Callable[[bytes], str], steps: Steps
) -> Iterator[Look]:
    """Files first, one place after another; then the web, where all servers are asked at once."""
    for place in places:
        if not is_on_web(place):
            yield look(place, settings.file_limit_mb, keep)
            steps(1)
    on_web = [place for place in places if is_on_web(place)]
    if on_web:
        yield from visit.visit(ledger, on_web, settings, steps)


def _changes(ledger: Ledger, seen: Look) -> Changes:
    known = ledger.captures_of(seen.place.source.source_id, [sighting.locator for sighting in seen.sightings])
    changes = compare(seen, known, now())
    if isinstance(seen, WebLook):
        changes.log = log_rows(seen, changes)
    return changes

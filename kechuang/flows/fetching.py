"""Looking at places: once to ask whether anything changed, once to keep the bytes and write down what was seen."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kechuang.flows.catalogue import Problem
from kechuang.flows.changes import Changes, compare
from kechuang.flows.files import Place, look, sha256_only
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

    def add(self, changes: Changes) -> None:
        """Counts one look in."""
        self.outcomes[changes.source_id] = changes.outcomes
        self.problems += changes.problems
        self.has_changes = self.has_changes or bool(changes.captures)


def survey(ledger: Ledger, places: list[Place], settings: Settings) -> Fetched:
    """What a fetch would find; hashes every file and writes nothing. What may pass is a change: it is retried."""
    known = {source.source_id: source for source in ledger.sources()}
    fetched = Fetched(has_changes=any(known.get(p.source.source_id, p.source) != p.source for p in places))
    for place in places:
        changes, may_pass = _changes(ledger, place, settings, sha256_only)
        fetched.add(changes)
        fetched.has_changes = fetched.has_changes or may_pass
    return fetched


def fetch(
    ledger: Ledger,
    pending: list[Place],
    fetched: Fetched,
    settings: Settings,
    run_id: str,
    is_last_attempt: bool,
    progress: Callable[[str], None] = lambda source_id: None,
) -> None:
    """Keeps the bytes of every pending place in the raw store and its captures in the ledger, place by place.

    What is done moves from `pending` to `fetched`. Raises PassingError where a place is left for the next attempt;
    the last attempt leaves none and reports what it could not read.
    """
    ledger.put_sources(place.source for place in pending)
    store = RawStore(settings.raw)
    waiting: list[str] = []
    for place in list(pending):
        progress(place.source.source_id)
        changes, may_pass = _changes(ledger, place, settings, store.put)
        if may_pass and not is_last_attempt:
            waiting += map(str, changes.problems)
            continue
        at = now()
        ledger.record(changes.captures, ({**attempt, "run_id": run_id, "at": at} for attempt in changes.log))
        fetched.add(changes)
        pending.remove(place)
    if pending:
        raise PassingError("; ".join(waiting))


def _changes(ledger: Ledger, place: Place, settings: Settings, keep: Callable[[bytes], str]) -> tuple[Changes, bool]:
    seen = look(place, settings.file_limit_mb, keep)
    known = ledger.captures_of(place.source.source_id, [sighting.locator for sighting in seen.sightings])
    return compare(seen, known, now()), seen.is_passing

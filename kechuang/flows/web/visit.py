"""The web's side of a run: from places and the ledger to looks. Quick to import; the HTTP client comes when needed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kechuang.flows.files import Place
from kechuang.flows.progress import Steps
from kechuang.flows.web.record import WebLook
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Ledger, Source
from kechuang.warehouse.raw_store import RawStore

if TYPE_CHECKING:
    from kechuang.flows.web.errand import Errand

# What this process saw when it only asked what changed: the run that follows must not ask the servers again.
_remembered: dict[Source, WebLook] = {}


def visit(ledger: Ledger, places: Sequence[Place], settings: Settings, steps: Steps) -> Iterator[WebLook]:
    """The looks at places on the web, each as soon as it is complete; a remembered one is given, and forgotten.

    On Ctrl-C the looks are given as far as they came, and KeyboardInterrupt is raised.
    """
    from kechuang.flows.web.fetcher import Fetcher
    from kechuang.flows.web.limits import Limits
    from kechuang.flows.web.look import look_at

    new = []
    for place in places:
        remembered = _remembered.pop(place.source, None)
        if remembered is None:
            new.append(place)
        else:
            yield remembered
            steps(1)
    if new:
        store = RawStore(settings.raw)
        with Fetcher(Limits.of(settings), settings.contact, settings.http_cache) as fetcher:
            yield from look_at([_errand(ledger, place, store) for place in new], fetcher, steps)


def remember(look: WebLook) -> None:
    """The next visit to its source in this process is this look."""
    _remembered[look.place.source] = look


def is_remembered(place: Place) -> bool:
    """Whether the next visit to the place asks no server."""
    return place.source in _remembered


def forget() -> None:
    """Every visit asks the servers."""
    _remembered.clear()


def _errand(ledger: Ledger, place: Place, store: RawStore) -> "Errand":
    from kechuang.flows.web.errand import Errand
    from kechuang.flows.web.same_text import is_same_text

    source_id = place.source.source_id
    own = [c for c in ledger.captures_of(source_id, []) if c.seen_to is None]
    return Errand(
        place,
        known={c.locator: c.document_id for c in own},
        gone={c.locator for c in own if c.gone_at is not None},
        last_looks=ledger.last_looks(source_id),
        keep=store.put,
        is_same_text=lambda document_id, raw, name: is_same_text(store, document_id, raw, name),
    )

"""What a look at a source changed, against what the ledger knows of it: new, changed, unchanged, gone or failed."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from kechuang.flows.catalogue import ONE_DOCUMENT, Problem
from kechuang.flows.files import Look, Sighting
from kechuang.warehouse.ledger import Capture, Metadata

OUTCOMES = ("new", "changed", "unchanged", "gone", "failed")


@dataclass
class Changes:
    """The rows to write for one look, and what each file came to."""

    source_id: str
    captures: list[Capture] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)  # rows of fetch_log, short of run_id and at
    outcomes: dict[str, str] = field(default_factory=dict)  # path -> outcome
    problems: list[Problem] = field(default_factory=list)


def compare(look: Look, known: Iterable[Capture], at: str) -> Changes:
    """Compares a look with every capture known of its source and of its files at other sources.

    Unreachable is never gone: what could not be read keeps its capture as it stands, and so does everything under a
    folder that could not be read. The same bytes seen again, in any source, are no change.
    """
    source = look.place.source
    is_one = source.kind in ONE_DOCUMENT and len(look.sightings) <= 1  # an archive may hold several
    metadata = source.metadata if is_one else replace(source.metadata, title=None)
    known = list(known)
    own = {c.locator: c for c in known if c.source_id == source.source_id and c.seen_to is None}
    elsewhere: dict[str, list[Capture]] = {}
    for capture in known:
        if capture.source_id != source.source_id and capture.seen_to is None:
            elsewhere.setdefault(capture.locator, []).append(capture)
    stays = Counter(c.locator for c in known if c.source_id == source.source_id)
    changes = Changes(source.source_id)
    for sighting in look.sightings:
        others = elsewhere.get(sighting.locator, [])
        outcome = _sighted(sighting, own.get(sighting.locator), others, metadata, stays[sighting.locator], at, changes)
        changes.outcomes[sighting.locator] = outcome
        if outcome != "unchanged":
            changes.log.append(_attempt(changes, sighting.locator, outcome, sighting))
    seen = {sighting.locator for sighting in look.sightings}
    for locator, capture in own.items():
        if locator not in seen and capture.gone_at is None and not look.is_blind(locator):
            changes.captures.append(replace(capture, gone_at=at))
            changes.outcomes[locator] = "gone"
            changes.log.append(_attempt(changes, locator, "gone"))
    changes.problems += look.problems
    if not look.sightings and not own and not look.problems:
        missing = "there is no such file" if source.kind == "file" else "holds no document"
        changes.problems.append(Problem(str(look.place.path), missing))
    for problem in changes.problems:
        changes.outcomes[problem.where] = "failed"
        changes.log.append(_attempt(changes, problem.where, "failed", error=problem.reason))
    return changes


def _sighted(
    sighting: Sighting,
    own: Capture | None,
    others: list[Capture],
    metadata: Metadata,
    stays: int,
    at: str,
    changes: Changes,
) -> str:
    """Adds the captures that a sighting opens, changes or closes, and returns what it was."""
    superseded = [c for c in others if c.document_id != sighting.sha256]
    if own is not None and own.document_id == sighting.sha256:
        came_back = own.gone_at is not None
        told_otherwise = own.metadata != metadata
        if came_back or told_otherwise:
            stated_at = at if told_otherwise else own.stated_at
            changes.captures.append(replace(own, gone_at=None, metadata=metadata, stated_at=stated_at))
        outcome = "new" if came_back else "unchanged"
    else:
        if own is not None:
            superseded.append(own)
        capture_id = _hash(changes.source_id, sighting.locator, sighting.sha256, str(stays))
        changes.captures.append(
            Capture(
                capture_id, changes.source_id, sighting.locator, sighting.sha256, at, None, None, metadata, stated_at=at
            )
        )
        outcome = "changed" if superseded else "unchanged" if others else "new"
    changes.captures += [replace(capture, seen_to=at) for capture in superseded]
    return outcome


def _attempt(
    changes: Changes, locator: str, outcome: str, sighting: Sighting | None = None, error: str | None = None
) -> dict[str, Any]:
    return {
        "source_id": changes.source_id,
        "locator": locator,
        "outcome": outcome,
        "bytes": sighting.size if sighting else None,
        "sha256": sighting.sha256 if sighting else None,
        "error": error,
    }


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

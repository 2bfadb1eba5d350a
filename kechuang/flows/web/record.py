"""What a look at the web leaves behind, as the ledger takes it."""

from dataclasses import dataclass, field
from typing import Any

from kechuang.flows.changes import Changes
from kechuang.flows.files import Look


@dataclass
class Attempt:
    """One request, as fetch_log keeps it. What was refused before a request was made has no status."""

    locator: str
    at: str
    outcome: str = ""  # retried, redirected, read (it only shows the way), failed; else what it meant for the document
    status: int | None = None
    bytes: int | None = None  # of its body, unpacked; 0 where the server said that nothing was modified
    sha256: str | None = None
    error: str | None = None
    document: str | None = None  # the locator, before redirects, of the document that this settled


@dataclass
class WebLook(Look):
    """What a source on the web held. An address that was not asked for, or gave no answer, is not gone."""

    gone: set[str] = field(default_factory=set)  # known addresses of which the server says that nothing is there
    attempts: list[Attempt] = field(default_factory=list)

    def is_blind(self, locator: str) -> bool:
        """Whether this look could not tell if the document is there."""
        return locator not in self.gone


def log_rows(look: WebLook, changes: Changes) -> list[dict[str, Any]]:
    """Every request of a look as a row of fetch_log, short of the run; of what settled a document with its outcome."""
    return [
        {
            "source_id": changes.source_id,
            "locator": attempt.locator,
            "at": attempt.at,
            "outcome": attempt.outcome or changes.outcomes.get(attempt.document or "", "failed"),
            "status": attempt.status,
            "bytes": attempt.bytes,
            "sha256": attempt.sha256,
            "error": attempt.error,
        }
        for attempt in look.attempts
    ]

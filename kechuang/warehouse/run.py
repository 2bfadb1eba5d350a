"""One run as the warehouse records it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Run:
    """What `load_run` says of one run. Times with a zone are turned to UTC, times without one are taken as UTC."""

    run_id: str
    started_at: datetime
    finished_at: datetime  # when its reading and checking ended, just before the publish
    trigger: str  # command, schedule, manual
    status: str = "published"  # published, or partial where sources or rows were left out
    n_documents_new: int = 0
    n_documents_changed: int = 0
    n_documents_unchanged: int = 0
    n_documents_gone: int = 0
    n_documents_failed: int = 0


def utc(moment: datetime) -> datetime:
    """The moment in UTC without its zone, as every TIMESTAMP of the warehouse is kept."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

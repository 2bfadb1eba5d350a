"""What a run has to do: which documents to read, and whether there is anything to publish at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from kechuang.flows.staleness import Fingerprint, Told, fingerprint, live_documents, stale_documents
from kechuang.settings import Settings
from kechuang.warehouse.ledger import Ledger


@dataclass(frozen=True)
class Plan:
    """The work of one run."""

    stale: dict[str, Told]  # documents to read, by id
    is_needed: bool  # else the warehouse already holds all that is known
    fingerprint: Fingerprint


def make_plan(ledger: Ledger, settings: Settings) -> Plan:
    """Compares the ledger, the code and the seeds with what was published last; asks the warehouse only about seeds."""
    now = fingerprint(settings)
    if settings.build_database.is_file():
        states, published = ledger.states(), ledger.published()
    else:
        states, published = {}, {}  # nothing is left of what was published: everything is read again
    live = live_documents(ledger.captures())
    stale = stale_documents(
        live,
        states,
        published,
        now,
        lambda words: _documents_holding(settings, words),
        lambda indicators: _documents_with_indicator(settings, indicators),
    )
    is_behind = bool(published) and published != standing(ledger, now)
    return Plan({document_id: live[document_id] for document_id in stale}, bool(stale) or is_behind, now)


def standing(ledger: Ledger, now: Fingerprint) -> dict[str, str]:
    """What a publish at this moment stands on; remembered after it, and compared by the next run."""
    return {**now.seeds, "warehouse": now.warehouse, "changes": ledger.change_count()}


def _documents_holding(settings: Settings, words: Iterable[str]) -> set[str]:
    import opencc

    from kechuang.warehouse.state import documents_holding

    scripts = [opencc.OpenCC(name) for name in ("s2t", "s2hk", "s2tw")]  # documents keep their own script
    return documents_holding(settings, {form for word in words for form in (word, *(s.convert(word) for s in scripts))})


def _documents_with_indicator(settings: Settings, indicators: list[str]) -> set[str]:
    from kechuang.warehouse.state import documents_with_indicator

    return documents_with_indicator(settings, indicators)

"""Whether a page whose bytes changed says anything else than before."""

from kechuang.flows.reading import read
from kechuang.transforms.readers import Document
from kechuang.warehouse.raw_store import RawStore


def is_same_text(store: RawStore, document_id: str, raw: bytes, name: str) -> bool:
    """Whether two versions of a page differ in what no reader sees: a counter, an advertisement."""
    try:
        before = read(store.get(document_id), name)
    except (OSError, ValueError):  # the old bytes are lost: the new ones are worth keeping
        return False
    after = read(raw, name)
    if not isinstance(before, Document) or not isinstance(after, Document):
        return False
    return _said(before) == _said(after)


def _said(document: Document) -> tuple[object, ...]:
    return document.text_sha256, document.title, document.publisher, document.published_date

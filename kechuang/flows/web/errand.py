"""What is to be asked for one source on the web, and what each piece of that work found."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from kechuang.flows.catalogue import Problem
from kechuang.flows.files import Place, Sighting
from kechuang.flows.unpack import is_inside, unpacked
from kechuang.flows.web.exchange import FetchError, Page
from kechuang.flows.web.fetcher import Fetcher
from kechuang.flows.web.network import StoppedError
from kechuang.flows.web.options import Options
from kechuang.flows.web.record import Attempt, WebLook
from kechuang.warehouse.ledger import LastLook

_GONE = frozenset({404, 410})
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html)[\s>]", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Errand:
    """A source and what is known of it."""

    place: Place
    known: Mapping[str, str]  # locator -> document_id of what stands there, or stood there last
    gone: Collection[str]  # those of them where nothing stood when they were asked for last
    last_looks: Mapping[str, LastLook]
    keep: Callable[[bytes], str]  # keeps bytes and returns their SHA-256
    is_same_text: Callable[[str, bytes, str], bool]  # of the document_id that stood there, these bytes, this locator

    @property
    def options(self) -> Options:
        """How the source is to be followed."""
        return Options.of(self.place.source.options)


@dataclass
class Finding:
    """What one piece of work came to; the main thread adds it to the look."""

    attempts: list[Attempt] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    documents: list[str] = field(default_factory=list)  # to be asked for next

    def add_to(self, look: WebLook) -> None:
        """Takes this into the look of its source."""
        look.attempts += self.attempts
        look.sightings += self.sightings
        look.problems += self.problems
        look.gone |= self.gone


def fetch_document(errand: Errand, address: str, fetcher: Fetcher) -> Finding:
    """Asks for one document, or an archive of them, and keeps the bytes, unless only they changed and not the text."""
    finding = Finding()
    try:
        page = fetcher.get(address, errand.options.allow_private, finding.attempts)
        if reason := _unfit(page, errand.place.source.kind):
            finding.attempts[-1].outcome, finding.attempts[-1].error = "failed", reason
            raise FetchError(reason)
    except StoppedError:
        return finding
    except FetchError as error:
        known = {locator for locator in errand.known if locator == address or is_inside(locator, address)}
        if error.status in _GONE and known:
            finding.gone = known
            finding.attempts[-1].outcome = "gone"
        else:
            finding.problems.append(Problem(address, _told(error, address, finding.attempts)))
        return finding
    _keep(errand, address, page, finding)
    return finding


def _keep(errand: Errand, address: str, page: Page, finding: Finding) -> None:
    """Adds what stands at the address: one document, or those of an archive, of which what it lost is gone."""
    attempt = finding.attempts[-1]
    attempt.sha256, attempt.document = sha256(page.raw).hexdigest(), address
    for found in unpacked(address, page.raw):
        if isinstance(found, Problem):
            finding.problems.append(found)
            continue
        locator, raw = found
        digest = sha256(raw).hexdigest()
        standing = errand.known.get(locator)
        if standing is None or standing == digest or not _is_same(errand, locator, raw, digest):
            standing = errand.keep(raw)
        finding.sightings.append(Sighting(locator, standing, len(raw)))
        if locator != address:
            attempt.outcome = "read"
    told = {sighting.locator for sighting in finding.sightings} | {problem.where for problem in finding.problems}
    finding.gone = {locator for locator in errand.known if is_inside(locator, address)} - told


def is_html(raw: bytes) -> bool:
    """Whether the bytes begin as a web page does."""
    return bool(_HTML.match(raw[:4096]))


def _is_same(errand: Errand, locator: str, raw: bytes, digest: str) -> bool:
    """Whether other bytes say what the known document says. Bytes that were found to do so are not read again."""
    last = errand.last_looks.get(locator)
    if last is not None and (last.outcome, last.sha256) == ("unchanged", digest):
        return True
    return errand.is_same_text(errand.known[locator], raw, locator)


def _unfit(page: Page, kind: str) -> str | None:
    if not page.raw:
        return "is empty"
    if kind == "file_url" and is_html(page.raw):
        return "is a web page, though its source says kind = 'file_url': perhaps a log-in or a page of errors"
    return None


def _told(error: FetchError, locator: str, attempts: list[Attempt]) -> str:
    """The reason, and where it arose if that is elsewhere."""
    where = attempts[-1].locator if attempts else locator
    return str(error) if where == locator else f"{error} (redirected to {where})"

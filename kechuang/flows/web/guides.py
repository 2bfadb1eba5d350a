"""From a list page, a sitemap or a feed to the addresses of the documents it leads to."""

import re
from collections import deque

from kechuang.flows.catalogue import Problem
from kechuang.flows.unpack import INSIDE
from kechuang.flows.web.body import BodyError
from kechuang.flows.web.errand import Errand, Finding
from kechuang.flows.web.exchange import FetchError, Page
from kechuang.flows.web.fetcher import Fetcher
from kechuang.flows.web.links import Found, NoListError, feed_entries, page_links, plain, sitemap_entries
from kechuang.flows.web.network import StoppedError
from kechuang.flows.web.options import DEFAULT_DEPTH, DEFAULT_DOCUMENTS, SINGLE

_MOST_GUIDES = 100  # list pages or sitemaps of one source
_LOOKED_AGAIN = 20  # documents that no list names any more, a run


def find_documents(errand: Errand, fetcher: Fetcher) -> Finding:
    """The addresses to ask for: those that the source leads to, and some that it led to before, in turn."""
    source = errand.place.source
    if source.kind in SINGLE:
        return Finding(documents=[plain(source.location)])
    finding = Finding()
    try:
        listed = _walk(errand, fetcher, finding)
    except StoppedError:
        return finding
    limit = errand.options.max_documents
    if limit is None and len(listed) > DEFAULT_DOCUMENTS:
        reason = (
            f"leads to {len(listed):,} documents, of which {DEFAULT_DOCUMENTS} are taken; max_documents can say more"
        )
        finding.problems.append(Problem(source.location, reason))
    taken = listed[: limit or DEFAULT_DOCUMENTS]
    finding.documents = taken + _fallen_off(errand, set(listed)) if listed else []
    return finding


def _walk(errand: Errand, fetcher: Fetcher, finding: Finding) -> list[str]:
    """The documents of all guides within reach, breadth first, in their order and each once."""
    options, source = errand.options, errand.place.source
    depth = DEFAULT_DEPTH if options.depth is None else options.depth
    documents: dict[str, None] = {}
    queue, seen = deque([(source.location, 0)]), {source.location}
    while queue:
        address, steps = queue.popleft()
        found = _read(errand, address, fetcher, finding)
        wanted = re.compile(options.links or "")
        documents |= dict.fromkeys(link for link in found.documents if wanted.search(link))
        further = [link for link in found.further if link not in seen] if steps < depth else []
        if len(seen) + len(further) > _MOST_GUIDES:
            finding.problems.append(Problem(address, f"leads to more than {_MOST_GUIDES} lists; the rest is left out"))
            further = further[: _MOST_GUIDES - len(seen)]
        seen.update(further)
        queue.extend((link, steps + 1) for link in further)
    if not documents and not finding.problems:
        reason = f"no link fits links = {options.links!r}" if options.links else "names no document"
        finding.problems.append(Problem(source.location, reason))
    return list(documents)


def _read(errand: Errand, address: str, fetcher: Fetcher, finding: Finding) -> Found:
    """What one guide names; a guide that cannot be read costs a line and what only it names."""
    try:
        page = fetcher.get(address, errand.options.allow_private, finding.attempts)
        finding.attempts[-1].outcome = "read"
        return named_by(errand.place.source.kind, page, errand.options.pages, fetcher.limits.file_bytes)
    except (FetchError, NoListError, BodyError) as error:
        finding.problems.append(Problem(address, str(error)))
        return Found([], [])


def named_by(kind: str, page: Page, pages: str | None, limit: int) -> Found:
    """What a guide of this kind names. Raises NoListError, BodyError."""
    if kind == "sitemap":
        return sitemap_entries(page.raw, page.url, limit)
    if kind == "feed":
        return feed_entries(page.raw, page.url)
    links = page_links(page.raw, page.url)
    return Found(links, [link for link in links if pages and re.search(pages, link)])


def _fallen_off(errand: Errand, listed: set[str]) -> list[str]:
    """Known documents that no list names now: lists are short, and only the address itself tells what is gone.

    A few each run, those first that were asked for longest ago.
    """
    looks = errand.last_looks
    standing = {locator.partition(INSIDE)[0] for locator in errand.known if locator not in errand.gone}
    unlisted = sorted(standing - listed)
    unlisted.sort(key=lambda locator: looks[locator].at if locator in looks else "")
    return unlisted[:_LOOKED_AGAIN]

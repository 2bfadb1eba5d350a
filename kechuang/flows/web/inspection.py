"""What an address would give as a source; of an address alone also which kind of source it is."""

import re
from collections import Counter
from dataclasses import replace

from kechuang.flows.inspection import Inspection, describe, size_text, take_over
from kechuang.flows.reading import read
from kechuang.flows.unpack import File, unpacked
from kechuang.flows.web.body import BodyError
from kechuang.flows.web.errand import is_html
from kechuang.flows.web.exchange import FetchError, Page
from kechuang.flows.web.fetcher import Fetcher
from kechuang.flows.web.guides import named_by
from kechuang.flows.web.limits import Limits
from kechuang.flows.web.links import NoListError, kind_of_xml, page_links
from kechuang.flows.web.options import LISTS, Options
from kechuang.flows.web.record import Attempt
from kechuang.settings import Settings
from kechuang.transforms.readers import Document

_SHOWN = 3  # documents of a list
_LEAST_LINKS = 5  # of one shape make a list
_PROSE_PER_LINK = 20  # characters of text for each such link, under which a page is a list


def inspect_address(found: Inspection, settings: Settings, is_guess: bool) -> None:
    """Fetches the address, and the first document of a list; remembers nothing of it."""
    with Fetcher(Limits.of(settings), settings.contact) as fetcher:
        page = _fetch(found, fetcher, found.source.location)
        if page is None:
            return
        if is_guess:
            _guess_kind(found, page)
        if found.source.kind in LISTS:
            _inspect_list(found, page, fetcher, settings)
        elif (document := _describe_page(found, found.source.location, page, settings)) is not None:
            take_over(found, document)


def common_shape(links: list[str]) -> tuple[str, int]:
    """A pattern for the largest group of links that differ in their digits alone, and how many there are.

    Empty where no group is large enough to be a list.
    """
    shapes = Counter(re.sub("[0-9]+", "0", re.sub("^https?://[^/]+", "", link)) for link in links)
    shape, n = max(shapes.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if n < _LEAST_LINKS or "0" not in shape:
        return "", 0
    return re.escape(shape).replace("0", "[0-9]+") + "$", n


def _fetch(found: Inspection, fetcher: Fetcher, address: str) -> Page | None:
    log: list[Attempt] = []
    try:
        page = fetcher.get(address, Options.of(found.source.options).allow_private, log)
    except FetchError as error:
        found.problems.append(f"{address}: {error}")
        return None
    where = f", at {page.url}" if page.url != address else ""
    found.say("reached", f"200, {page.content_type or 'no type told'}, {size_text(len(page.raw))}{where}")
    again = "is asked whether it changed" if page.has_validator else "must be fetched whole: no ETag, no Last-Modified"
    found.say("next time", again)
    return page


def _guess_kind(found: Inspection, page: Page) -> None:
    kind, options = "page", Options.of(found.source.options)
    if not is_html(page.raw):
        kind = kind_of_xml(page.raw, 10 * len(page.raw)) or "file_url"
    else:
        pattern, n = common_shape(page_links(page.raw, page.url))
        document = read(page.raw, page.url)
        if pattern and (not isinstance(document, Document) or document.text_length < _PROSE_PER_LINK * n):
            kind, options = "list_page", replace(options, links=pattern)
    found.source = replace(found.source, kind=kind, options=options.text())


def _inspect_list(found: Inspection, page: Page, fetcher: Fetcher, settings: Settings) -> None:
    options = Options.of(found.source.options)
    try:
        named = named_by(found.source.kind, page, options.pages, fetcher.limits.file_bytes)
    except (NoListError, BodyError) as error:
        found.problems.append(f"{found.source.location}: {error}")
        return
    documents = [link for link in named.documents if re.search(options.links or "", link)]
    fitting = f" that fit links = {options.links!r}" if options.links else ""
    found.say("documents", f"{len(documents):,} links{fitting}; {len(named.further):,} to further lists")
    for link in documents[:_SHOWN]:
        found.say("", link)
    if documents:
        first = _fetch(found, fetcher, documents[0])
        if first is not None:
            _describe_page(found, documents[0], first, settings)
    elif not named.further:
        found.problems.append(f"{found.source.location}: leads to no document")


def _describe_page(found: Inspection, address: str, page: Page, settings: Settings) -> Document | None:
    """Describes the document, or the first of an archive, which does not stand for the whole."""
    files = list(unpacked(address, page.raw))
    found.problems += [str(file) for file in files if not isinstance(file, File)]
    document = next((describe(found, file, settings) for file in files if isinstance(file, File)), None)
    return document if len(files) == 1 else None

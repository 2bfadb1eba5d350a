"""Where the documents are: the links of a list page, the entries of a sitemap or a feed."""

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml import etree

from kechuang.flows.unpack import INSIDE
from kechuang.flows.web.body import unpack_gzip
from kechuang.transforms.readers.document import UnreadableError
from kechuang.transforms.readers.encoding import decode

_LONGEST = 2_000  # characters of an address
_MOST = 100_000  # links of one page; a sitemap has at most 50,000, says sitemaps.org
_BREAKS = re.compile(r"[\t\r\n]+")  # browsers drop them from addresses
_IN_SCRIPT = re.compile(r"""href\s*=\s*\\?["']([^"'<>\s\\]+)""")


class NoListError(Exception):
    """The bytes are not what the source says that they are; the message is the reason."""


@dataclass(frozen=True)
class Found:
    """What a sitemap or feed names, in its order: documents, or further sitemaps."""

    documents: list[str]
    further: list[str]


def page_links(raw: bytes, url: str) -> list[str]:
    """The addresses that an HTML page links to, absolute and without fragments, in the order of the page.

    Bureau sites often write their lists as HTML inside a script, which a browser unpacks: links there count too.
    Raises NoListError.
    """
    links = _Links()
    try:
        text, _ = decode(raw)
        etree.fromstring(text.encode(), etree.HTMLParser(target=links, encoding="utf-8", no_network=True))
    except (UnreadableError, etree.LxmlError, ValueError) as error:
        raise NoListError(f"is no page whose links can be read: {' '.join(str(error).split())}") from None
    base = _absolute([links.base], url)
    return _absolute(links.found, base[0] if base else url)


def sitemap_entries(raw: bytes, url: str, limit: int) -> Found:
    """The documents of a sitemap, those changed last first, and the sitemaps of an index. Raises NoListError."""
    root = _xml(unpack_gzip(raw, limit))
    entries = [
        (_text(entry, "lastmod"), _text(entry, "loc"))
        for entry in root.iterchildren("{*}url", "{*}sitemap")
        if _text(entry, "loc")
    ]
    entries.sort(key=lambda entry: entry[0], reverse=True)  # ISO 8601 sorts as text; without a date last
    addresses = _absolute([address for _, address in entries], url)
    name = etree.QName(root).localname
    if name == "urlset":
        return Found(addresses, [])
    if name == "sitemapindex":
        return Found([], addresses)
    raise NoListError(f"is no sitemap but <{name}>")


def feed_entries(raw: bytes, url: str) -> Found:
    """The pages of an RSS or Atom feed. Raises NoListError."""
    root = _xml(raw)
    name = etree.QName(root).localname
    if name not in ("rss", "RDF", "feed"):
        raise NoListError(f"is no RSS or Atom feed but <{name}>")
    found = []
    for entry in root.iter("{*}item", "{*}entry"):
        links = [link for link in entry.iterchildren("{*}link") if link.get("rel", "alternate") == "alternate"]
        told = [link.get("href") or (link.text or "").strip() for link in links]
        if not any(told):  # RSS: the guid is an address unless it says otherwise
            told = [_text(entry, "guid")] if entry.find("{*}guid[@isPermaLink='false']") is None else []
        found += [address for address in told if address][:1]
    return Found(_absolute(found, url), [])


def kind_of_xml(raw: bytes, limit: int) -> str | None:
    """`sitemap` or `feed` where the bytes are one, else null."""
    try:
        name = etree.QName(_xml(unpack_gzip(raw, limit))).localname
    except NoListError:
        return None
    return {"urlset": "sitemap", "sitemapindex": "sitemap", "rss": "feed", "RDF": "feed", "feed": "feed"}.get(name)


class _Links:
    """Takes the events of a parser that builds no tree, so that nothing in a page can be too deep or too large."""

    def __init__(self) -> None:
        self.base = ""
        self.found: list[str] = []
        self._is_script = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._is_script = tag == "script"
        href = attributes.get("href", "").strip()
        if tag == "base":
            self.base = self.base or href
        elif tag in ("a", "area") and href:
            self.found.append(href)

    def end(self, tag: str) -> None:
        self._is_script = False

    def data(self, text: str) -> None:
        if self._is_script:
            self.found += _IN_SCRIPT.findall(text)

    def close(self) -> None:
        """Asked for by the parser."""


def _absolute(links: list[str], base: str) -> list[str]:
    found: dict[str, None] = {}
    for link in links[:_MOST]:
        try:
            address = plain(urljoin(base, _BREAKS.sub("", link.strip())))
        except ValueError:  # such as an IPv6 address without its bracket
            continue
        if address and len(address) <= _LONGEST:
            found[address] = None
    return list(found)


def plain(address: str) -> str:
    """The address as a locator: without fragment, and without the mark that leads into an archive."""
    return urldefrag(address)[0].replace(" ", "%20").replace(INSIDE, "%21")


def _xml(raw: bytes) -> etree._Element:
    """The root of an XML document; entities are not expanded and nothing is loaded for it. Raises NoListError."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoListError(f"is no XML: {error}") from None
    if root is None:
        raise NoListError("is no XML")
    return root


def _text(entry: etree._Element, name: str) -> str:
    return (entry.findtext(f"{{*}}{name}") or "").strip()

"""What `sources.toml` says of a source on the web beyond where it is: which links lead on, how far, what is allowed.

[[source]]
id = "gov-news"
kind = "list_page"                          # page, file_url, list_page, sitemap or feed
location = "https://www.example.gov.cn/news/"
links = '/art/\\d{4}/.+\\.html$'              # list_page: which links are documents; searched in whole addresses
pages = '/news/index_\\d+\\.html$'            # list_page: which links are further list pages
depth = 3                                   # steps from the first list page, or sitemap, to the last
max_documents = 200                         # at most so many documents, the first of the list
allow_private = false                       # true: the address may be on this machine or its own network
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

SINGLE = ("page", "file_url")  # the location is the document
LISTS = ("list_page", "sitemap", "feed")  # the location tells where the documents are
KINDS = SINGLE + LISTS
FIELDS = ("links", "pages", "depth", "max_documents", "allow_private")
DEFAULT_DEPTH = 3
DEFAULT_DOCUMENTS = 200
_PATTERNS = ("links", "pages")
_NUMBERS = ("depth", "max_documents")


class OptionError(ValueError):
    """A field that cannot be used; the message is the reason."""


@dataclass(frozen=True)
class Options:
    """The fields above as they were written; null where an entry does not have them."""

    links: str | None = None
    pages: str | None = None
    depth: int | None = None
    max_documents: int | None = None
    allow_private: bool = False

    def text(self) -> str | None:
        """As the ledger keeps them: JSON of what differs from the defaults, null where nothing does."""
        told = {name: value for name, value in asdict(self).items() if value is not None and value is not False}
        return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None

    @classmethod
    def of(cls, text: str | None) -> "Options":
        """Back from the ledger's text."""
        return cls(**json.loads(text)) if text else cls()


def is_address(location: str) -> bool:
    """Whether a location is written as an address rather than a path."""
    return bool(re.match(r"[a-z][a-z0-9+.-]+://", location, re.IGNORECASE))


def read_options(kind: str, location: str, entry: Mapping[str, Any]) -> Options:
    """The options of an entry of a web kind. Raises OptionError with the reason."""
    try:
        parts = urlsplit(location)
    except ValueError as error:
        raise OptionError(f"location {location!r} is no address: {error}") from None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise OptionError(f"location {location!r} is no http or https address, which kind = {kind!r} needs")
    if parts.username is not None:
        raise OptionError("location holds a user name; what needs a log-in cannot be a source")
    for name in FIELDS:
        if name in entry:
            _check(name, entry[name], kind)
    if kind == "list_page" and "links" not in entry:
        raise OptionError("the field 'links' is missing: a pattern for the addresses of the documents")
    return Options(**{name: entry[name] for name in FIELDS if name in entry})


def _check(name: str, value: Any, kind: str) -> None:
    if name == "allow_private":
        if not isinstance(value, bool):
            raise OptionError(f"allow_private must be true or false, not {value!r}")
        return
    if kind in SINGLE or (name == "pages" and kind != "list_page"):
        raise OptionError(f"the field {name!r} has no meaning for kind = {kind!r}")
    if name in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int) or value < (name != "depth")):
        raise OptionError(f"{name} must be a whole number{' above 0' if name != 'depth' else ''}, not {value!r}")
    if name in _PATTERNS:
        if not isinstance(value, str) or not value:
            raise OptionError(f"{name} must be a pattern, not {value!r}")
        try:
            re.compile(value)
        except re.error as error:
            raise OptionError(f"{name} {value!r} is no regular expression: {error}") from None

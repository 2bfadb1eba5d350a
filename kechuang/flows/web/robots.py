"""robots.txt, as RFC 9309 has it: fetched once a run for each site, before anything else of that site."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from kechuang.flows.web.client import AGENT
from kechuang.flows.web.record import Attempt

MAX_BYTES = 512_000  # RFC 9309 2.5: at least 500 kibibytes are read; what is longer is cut
_LONGEST_DELAY = 60.0  # seconds between requests that a site may ask for


class ForbiddenError(Exception):
    """The site asks not to fetch the address; the message is the reason."""


@dataclass(frozen=True)
class Answer:
    """What a site gave for its robots.txt: a status and a text, or why it gave nothing."""

    status: int | None
    text: str = ""
    reason: str = ""
    is_refused: bool = False  # the site may not be reached at all: no matter of its robots.txt


class Robots:
    """The rules of every site that was asked in this run."""

    def __init__(self, ask: Callable[[str, bool, list[Attempt]], Answer]) -> None:
        """`ask` fetches a robots.txt: its address, the source's allow_private, the log for the requests."""
        self._ask = ask
        self._rules: dict[tuple[str, bool], Protego | str] = {}  # or the reason why all is forbidden
        self._locks: dict[tuple[str, bool], threading.Lock] = {}
        self._lock = threading.Lock()

    def delay(self, site: str, path: str, allow_private: bool, log: list[Attempt]) -> float:
        """Seconds that the site wants between requests. Raises ForbiddenError where it wants none to this path.

        `site` is scheme, host and port; `path` begins with a slash and holds the query.
        """
        rules = self._of(site, allow_private, log)
        if isinstance(rules, str):
            raise ForbiddenError(rules)
        if not rules.can_fetch(f"{site}{path}", AGENT):
            raise ForbiddenError(f"the robots.txt of {site} asks not to fetch it")
        return min(float(rules.crawl_delay(AGENT) or 0.0), _LONGEST_DELAY)

    def _of(self, site: str, allow_private: bool, log: list[Attempt]) -> Protego | str:
        key = (site, allow_private)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._rules:
                self._rules[key] = _rules(site, self._ask(f"{site}/robots.txt", allow_private, log))
            return self._rules[key]


def _rules(site: str, answer: Answer) -> Protego | str:
    """RFC 9309 2.3.1: without the file (4xx) all is allowed, where the site cannot tell (5xx, silence) nothing is."""
    if answer.status is not None and 200 <= answer.status < 300:
        return Protego.parse(answer.text)
    if answer.status is not None and 400 <= answer.status < 500 and answer.status != 429:
        return Protego.parse("")
    if answer.is_refused:
        return answer.reason
    return f"the robots.txt of {site} is needed first, and {answer.reason or answer.status}"

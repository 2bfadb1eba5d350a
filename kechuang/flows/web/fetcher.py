"""One address after another: robots.txt asked, turn waited for, redirects followed, passing failures tried again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from kechuang.flows.web.client import open_client
from kechuang.flows.web.exchange import FetchError, Page, ask
from kechuang.flows.web.gate import DeadHostError, Gate
from kechuang.flows.web.limits import Limits
from kechuang.flows.web.network import Clock, StoppedError
from kechuang.flows.web.record import Attempt
from kechuang.flows.web.robots import MAX_BYTES, Answer, ForbiddenError, Robots
from kechuang.warehouse.ledger import now


@dataclass
class Fetcher:
    """All requests of one run. Used from several threads; close it when the run ends."""

    limits: Limits
    contact: str = ""
    cache: Path | None = None  # the file that remembers pages for the next run; without one each is fetched whole
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self._clients = {
            allow: open_client(self.clock, self.limits, allow, self.contact, self.cache) for allow in (False, True)
        }
        self._gate = Gate(self.limits, self.clock)
        self._robots = Robots(self._ask_robots)
        self._received = 0  # bytes; two threads may each let one page too many through

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def get(self, url: str, allow_private: bool, log: list[Attempt]) -> Page:
        """What stands at the address. Adds each request to `log`. Raises FetchError, StoppedError."""
        return self._with_retries(lambda: self._follow(url, allow_private, log), log)

    def _with_retries(self, work: Callable[[], Page], log: list[Attempt]) -> Page:
        """Tries again what may pass, never a 4xx but 429, and waits as long as the server asks, if that is not long."""
        longest = self.limits.longest_wait_seconds
        first = self.limits.first_wait_seconds
        backoff = wait_exponential_jitter(multiplier=first, max=longest, jitter=first)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return error.wait if isinstance(error, FetchError) and error.wait is not None else backoff(state)

        def has_hope(error: BaseException) -> bool:
            return isinstance(error, FetchError) and error.is_passing and (error.wait or 0.0) <= longest

        def mark(_: RetryCallState) -> None:
            log[-1].outcome = "retried"

        retrying = Retrying(
            stop=stop_after_attempt(self.limits.attempts),
            wait=wait,
            retry=retry_if_exception(has_hope),
            before_sleep=mark,
            sleep=self.clock.sleep,
            reraise=True,
        )
        try:
            page = retrying(work)
        except FetchError as error:
            if error.is_passing:
                self._gate.report(_host(log[-1].locator), has_answered=error.status is not None)
            raise
        self._gate.report(_host(page.url), has_answered=True)
        return page

    def _follow(self, url: str, allow_private: bool, log: list[Attempt], is_robots: bool = False) -> Page:
        """The address and those that it redirects to, each checked as if it stood in the source."""
        seen = [url]
        while True:
            attempt = Attempt(url, now())
            try:
                found = self._request(attempt, allow_private, log, is_robots)
                if isinstance(found, Page):
                    return found
                attempt.outcome = "redirected"
                if len(seen) > self.limits.redirects:
                    circle, many = "redirects in a circle", f"redirects more than {self.limits.redirects} times"
                    raise FetchError(circle if found in seen else many, attempt.status)
            except (FetchError, StoppedError) as error:
                attempt.outcome, attempt.error = "failed", str(error) or "stopped by hand"
                raise
            finally:
                log.append(attempt)
            url = found
            seen.append(url)

    def _request(self, attempt: Attempt, allow_private: bool, log: list[Attempt], is_robots: bool) -> Page | str:
        """The page at an address, or the address that it redirects to."""
        site, path, host = _parts(attempt.locator)
        try:
            delay = 0.0 if is_robots else self._robots.delay(site, path, allow_private, log)
            with self._gate.turn(host, delay):
                if self._received >= self.limits.run_bytes:
                    raise FetchError(f"this run has fetched the {self.limits.run_bytes / 1e6:,.0f} MB that it may")
                attempt.at = now()
                cut_at = MAX_BYTES if is_robots else None
                found = ask(self._clients[allow_private], attempt, self.limits, self.clock, cut_at)
        except (ForbiddenError, DeadHostError) as error:
            raise FetchError(str(error)) from None
        except FetchError as error:
            if error.wait:
                self._gate.hold(host, min(error.wait, self.limits.longest_wait_seconds))
            raise
        self._received += attempt.bytes or 0
        return found

    def _ask_robots(self, url: str, allow_private: bool, log: list[Attempt]) -> Answer:
        try:
            page = self._with_retries(lambda: self._follow(url, allow_private, log, is_robots=True), log)
            log[-1].outcome = "read"
            return Answer(200, page.raw.decode("utf-8", "replace"))
        except FetchError as error:
            status = error.status if error.status and error.status >= 400 else None
            return Answer(status, reason=str(error), is_refused=error.is_refused)


def _parts(url: str) -> tuple[str, str, str]:
    """The site, the path with its query, and the host of an address. Raises FetchError where it is no http or https."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise FetchError("is no http or https address")
    if parts.userinfo:
        raise FetchError("holds a user name or a password, which no source may")
    return f"{parts.scheme}://{parts.netloc.decode('ascii')}", parts.raw_path.decode("ascii"), parts.host


def _host(url: str) -> str:
    return httpx.URL(url).host

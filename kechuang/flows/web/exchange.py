"""One request and its answer: what stood at the address, where it points on, or why it gave nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore
import httpx

from kechuang.flows.web.addresses import RefusedError
from kechuang.flows.web.body import BodyError, BrokenError, TooLongError, read_body
from kechuang.flows.web.limits import Limits
from kechuang.flows.web.network import Clock
from kechuang.flows.web.record import Attempt

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({429, 500, 502, 503, 504})  # the same request may succeed a moment later
_NEVER_READ = ("image/", "video/", "audio/", "font/")  # not worth the traffic: no reader takes them


@dataclass(frozen=True)
class Page:
    """What stands at an address."""

    url: str  # after redirects
    raw: bytes
    content_type: str  # in lower case, empty where the server does not tell
    is_unmodified: bool  # the server said that what the cache holds still stands
    has_validator: bool  # the server can be asked whether it changed


class FetchError(Exception):
    """An address that gave nothing; the message is the reason."""

    def __init__(
        self,
        reason: str,
        status: int | None = None,
        wait: float | None = None,
        is_passing: bool = False,
        is_refused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait  # seconds that the server asked for
        self.is_passing = is_passing  # the same request may succeed a moment later
        self.is_refused = is_refused  # by ourselves: the address may not be reached


def ask(client: httpx.Client, attempt: Attempt, limits: Limits, clock: Clock, cut_at: int | None = None) -> Page | str:
    """The page at the address of `attempt`, or where that redirects to. Fills in the rest of it. Raises FetchError.

    However long a server calls a page fresh, a run asks whether it still stands. Of a page longer than `cut_at` bytes
    only the first so many are read; without it a page over the limit is an error.
    """
    clock.start(limits.download_seconds)
    try:
        with client.stream("GET", attempt.locator, headers={"Cache-Control": "no-cache"}) as response:
            attempt.status = response.status_code
            return _take(response, attempt, limits.file_bytes, cut_at)
    except TooLongError as error:
        raise FetchError(str(error), attempt.status) from None
    except BodyError as error:
        raise FetchError(str(error), is_passing=isinstance(error, BrokenError)) from None
    except RefusedError as error:
        raise FetchError(str(error), is_refused=True) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise FetchError(f"leads to no address that can be asked: {error}", attempt.status) from None
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise _failure(error, limits, is_out_of_time=clock.left(None) <= 0) from None


def _take(response: httpx.Response, attempt: Attempt, limit: int, cut_at: int | None) -> Page | str:
    status = response.status_code
    if status in _REDIRECTS and "location" in response.headers:
        return str(httpx.URL(attempt.locator).join(response.headers["location"]).copy_with(fragment=None))
    if status != 200:
        wait = _retry_after(response.headers.get("retry-after"))
        raise FetchError(_phrase(status, wait), status, wait, status in _PASSING)
    content_type = response.headers.get("content-type", "").lower()
    if content_type.startswith(_NEVER_READ):
        raise FetchError(f"is {content_type.partition(';')[0]}: there is no text in it to read", status)
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit and cut_at is None:
        raise TooLongError(f"has {int(declared) / 1e6:,.1f} MB, more than the {limit / 1e6:,.1f} MB that are allowed")
    raw = read_body(response.iter_raw(), response.headers.get("content-encoding", ""), limit, cut_at)
    cached = response.extensions.get("caching", {})
    is_unmodified = bool(cached.get("from_cache") and cached.get("revalidated"))
    attempt.status, attempt.bytes = (304, 0) if is_unmodified else (status, len(raw))
    has_validator = "etag" in response.headers or "last-modified" in response.headers
    return Page(attempt.locator, raw, content_type, is_unmodified, has_validator)


def _failure(error: Exception, limits: Limits, is_out_of_time: bool) -> FetchError:
    """What the connection failed of. Out of time is not tried again: it would cost the same time once more."""
    said = " ".join(str(error).split())
    if is_out_of_time and isinstance(error, httpcore.TimeoutException):
        return FetchError(f"took longer than {limits.download_seconds:,.0f} s")
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return FetchError(f"its certificate cannot be trusted: {said}")
    if isinstance(error, httpcore.ConnectTimeout):
        said = f"no connection within {limits.connect_seconds:,.0f} s"
    elif isinstance(error, httpcore.ReadTimeout):
        said = f"the server said nothing for {limits.silence_seconds:,.0f} s"
    return FetchError(f"cannot be fetched: {said or type(error).__name__}", is_passing=True)


def _phrase(status: int, wait: float | None) -> str:
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return f"the server answers {phrase}" + (f" and asks to come back in {wait:,.0f} s" if wait else "")


def _retry_after(value: str | None) -> float | None:
    """Seconds that a server asks for, told as seconds or as a date (RFC 9110 10.2.3)."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max((at - datetime.now(UTC)).total_seconds(), 0.0)

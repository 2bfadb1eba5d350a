"""The HTTP client: httpx with a cache by RFC 9111, over connections that are checked and timed."""

import logging
import ssl
from collections.abc import Iterator
from functools import cache as cached
from pathlib import Path

import hishel
import httpcore
import httpx
from hishel.httpx import CacheTransport

from kechuang import __version__
from kechuang.flows.web.limits import Limits
from kechuang.flows.web.network import CheckedNetwork, Clock

AGENT = "Kechuang"  # the name that robots.txt files may call us by
_CACHE_BYTES = 1_000_000_000  # what was not asked for longest goes first

# A cache that cannot be written to costs traffic and fails nothing; nothing of it belongs on the terminal.
logging.getLogger("hishel").addHandler(logging.NullHandler())
logging.getLogger("hishel").propagate = False


@cached
def _trusted() -> ssl.SSLContext:
    """The certificates to believe in; loading them takes longer than a request."""
    return httpx.create_ssl_context()


class CheckedTransport(httpx.BaseTransport):
    """What httpx sends its requests through: httpcore's pool on connections of our own."""

    def __init__(self, clock: Clock, limits: Limits, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=None,  # the gate before each host counts them
            max_keepalive_connections=20,
            keepalive_expiry=30.0,
            network_backend=CheckedNetwork(clock, allow_private),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request. Raises httpcore's exceptions, RefusedError and StoppedError."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        assert isinstance(request.stream, httpx.SyncByteStream)
        sent = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        response = self._pool.handle_request(sent)
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def user_agent(contact: str) -> str:
    """Who we are, and how a webmaster reaches whoever runs us."""
    told = "".join(c for c in contact if " " <= c <= "~").strip()
    return f"{AGENT}/{__version__} ({told or 'no contact given'})"


def open_client(clock: Clock, limits: Limits, allow_private: bool, contact: str, cache: Path | None) -> httpx.Client:
    """A client for one kind of sources; without `cache` nothing is remembered. Proxies of the environment are not used:
    behind one nobody could tell which address is reached.
    """
    transport: httpx.BaseTransport = CheckedTransport(clock, limits, allow_private)
    if cache is not None:
        storage = hishel.SqliteStorage(database_path=cache, max_size=_CACHE_BYTES, max_stream_size=limits.file_bytes)
        transport = CacheTransport(transport, storage, rfc=hishel.CacheOptions(shared=False))
    return httpx.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(limits.silence_seconds, connect=limits.connect_seconds),
        headers={
            "User-Agent": user_agent(contact),
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
    )

"""Connections that go only where they may, and that end in time.

A name is resolved here, once; every address it has is checked, and the connection is made to a checked address itself,
so that a name that means another address a moment later changes nothing. TLS still proves the name. Each wait ends with
the patience of the request in hand, and within half a second of a wish to stop.
"""

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from kechuang.flows.web.addresses import check_public, resolve

_SLICE_SECONDS = 0.5
_Socket = Iterable[httpcore.SOCKET_OPTION]


class StoppedError(Exception):
    """The run is being stopped."""


class Patience(threading.local):
    """Until when the request of this thread may last, on the clock of time.monotonic()."""

    end = float("inf")


class Clock:
    """What ends a wait: the patience of each thread's request, and one event for all threads."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._patience = Patience()

    def start(self, seconds: float) -> None:
        """From now on the requests of this thread have so many seconds."""
        self._patience.end = time.monotonic() + seconds

    def left(self, seconds: float | None) -> float:
        """How long to wait at most, where the caller would wait so long; 0 or less where time is up."""
        left = self._patience.end - time.monotonic()
        return left if seconds is None else min(seconds, left)

    def check(self) -> None:
        """Raises StoppedError where the run is being stopped."""
        if self.stop.is_set():
            raise StoppedError

    def sleep(self, seconds: float) -> None:
        """Waits; raises StoppedError where the run is stopped meanwhile."""
        if self.stop.wait(max(seconds, 0.0)):
            raise StoppedError


class CheckedNetwork(httpcore.NetworkBackend):
    """Opens connections for one of the two kinds of sources: those that may lead to private addresses or not."""

    def __init__(self, clock: Clock, allow_private: bool, inner: httpcore.NetworkBackend | None = None) -> None:
        self._clock = clock
        self._allow_private = allow_private
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Socket | None = None,
    ) -> httpcore.NetworkStream:
        """Connects to the first address of the host that answers. Raises RefusedError where any is forbidden."""
        try:
            addresses = resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error.strerror}") from None
        if not self._allow_private:
            for address in addresses:
                check_public(host, address)
        failure: Exception = httpcore.ConnectError(f"the name {host} has no address")
        for address in addresses:
            self._clock.check()
            left = self._clock.left(timeout)
            if left <= 0:
                raise httpcore.ConnectTimeout("no time is left")
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return TimedStream(self._checked(stream, host), self._clock)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: _Socket | None = None
    ) -> httpcore.NetworkStream:
        """No source leads to a socket of this machine."""
        raise httpcore.ConnectError("unix sockets are no sources")

    def sleep(self, seconds: float) -> None:
        """Waits between httpcore's own attempts, of which there are none."""
        self._clock.sleep(seconds)

    def _checked(self, stream: httpcore.NetworkStream, host: str) -> httpcore.NetworkStream:
        """The peer as the system tells it, checked once more: it is where the bytes will come from."""
        peer = stream.get_extra_info("server_addr")
        if not self._allow_private and peer is not None:
            try:
                check_public(host, str(peer[0]))
            except Exception:
                stream.close()
                raise
        return stream


class TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end in time."""

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Reads in slices, so that a wish to stop is soon heard."""
        end = time.monotonic() + self._clock.left(timeout)
        while (left := end - time.monotonic()) > 0:
            self._clock.check()
            try:
                return self._inner.read(max_bytes, min(left, _SLICE_SECONDS))
            except httpcore.ReadTimeout:
                pass
        raise httpcore.ReadTimeout("the server fell silent" if self._clock.left(None) > 0 else "no time is left")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Requests are short: one write."""
        self._clock.check()
        self._inner.write(buffer, max(self._clock.left(timeout), 0.001))

    def close(self) -> None:
        """Closes the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """TLS with the name of the host, though the connection was made by number."""
        left = max(self._clock.left(timeout), 0.001)
        return TimedStream(self._inner.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._inner.get_extra_info(info)

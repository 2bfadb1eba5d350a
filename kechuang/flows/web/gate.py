"""The gate before each host: how many requests at once, how soon after one another, and whether it is there at all."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kechuang.flows.web.limits import Limits
from kechuang.flows.web.network import Clock


class DeadHostError(Exception):
    """A host that was silent too often in this run; the message is the reason."""


@dataclass
class _Lane:
    places: threading.Semaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0  # time.monotonic() of the next request
    failures: int = 0  # in a row


class Gate:
    """One lane a host. Hosts are told apart by name: the names of one machine are asked independently."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, crawl_delay: float = 0.0) -> Iterator[None]:
        """Waits for a turn; the block is the request. Raises DeadHostError, StoppedError."""
        lane = self._lane(host)
        while not lane.places.acquire(timeout=0.2):
            self._clock.check()
        try:
            self._clock.sleep(self._wait(lane, crawl_delay))
            if lane.failures >= self._limits.dead_host_failures:
                raise DeadHostError(
                    f"{host} left {lane.failures} addresses in a row unanswered; it is asked again in the next run"
                )
            yield
        finally:
            lane.places.release()

    def hold(self, host: str, seconds: float) -> None:
        """The host asked for time: no request before it is over."""
        lane = self._lane(host)
        with lane.lock:
            lane.free_at = max(lane.free_at, time.monotonic() + seconds)

    def report(self, host: str, has_answered: bool) -> None:
        """Whether a request, with all its attempts, got any answer."""
        lane = self._lane(host)
        with lane.lock:
            lane.failures = 0 if has_answered else lane.failures + 1

    def _lane(self, host: str) -> _Lane:
        with self._lock:
            if host not in self._lanes:
                self._lanes[host] = _Lane(threading.Semaphore(self._limits.host_requests))
            return self._lanes[host]

    def _wait(self, lane: _Lane, crawl_delay: float) -> float:
        """Books the next free moment and tells how far it is."""
        with lane.lock:
            at = max(time.monotonic(), lane.free_at)
            lane.free_at = at + max(self._limits.pause_seconds, crawl_delay)
        return at - time.monotonic()

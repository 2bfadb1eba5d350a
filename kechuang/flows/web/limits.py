"""How long a server may keep us waiting and how much it may send."""

from dataclasses import dataclass
from typing import Self

from kechuang.settings import Settings


@dataclass(frozen=True)
class Limits:
    """The limits of one run. Seconds and bytes."""

    connect_seconds: float = 10.0
    silence_seconds: float = 30.0  # without a single byte
    download_seconds: float = 300.0  # for one request, its body included
    file_bytes: int = 50_000_000
    run_bytes: int = 2_000_000_000
    redirects: int = 5  # RFC 9309 asks for five of robots.txt; browsers follow twenty
    attempts: int = 4
    first_wait_seconds: float = 1.0  # before the second attempt; it doubles, with jitter
    longest_wait_seconds: float = 60.0  # a server that asks for longer is left for the next run
    dead_host_failures: int = 3  # addresses in a row that a host did not answer; the rest of its addresses are skipped
    pause_seconds: float = 1.0  # between two requests to a host
    host_requests: int = 2  # to a host at once

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """With what the settings say."""
        return cls(
            download_seconds=float(settings.download_seconds),
            file_bytes=settings.file_limit_mb * 1_000_000,
            run_bytes=settings.download_limit_mb * 1_000_000,
            pause_seconds=settings.host_pause_seconds,
            host_requests=settings.host_requests,
        )

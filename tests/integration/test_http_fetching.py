"""One address after another from a real server: what is asked, what is given up and why."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from web_site import Site, in_turn, redirect, send, serve

from kechuang.flows.web.exchange import FetchError, Page
from kechuang.flows.web.fetcher import Fetcher
from kechuang.flows.web.limits import Limits
from kechuang.flows.web.network import StoppedError
from kechuang.flows.web.record import Attempt

FAST = Limits(
    connect_seconds=1.0,
    silence_seconds=1.0,
    download_seconds=3.0,
    file_bytes=100_000,
    first_wait_seconds=0.01,
    longest_wait_seconds=2.0,
    pause_seconds=0.0,
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as opened:
        yield opened


class Caller:
    """A fetcher, and what it wrote down."""

    def __init__(self, limits: Limits, cache: Path | None) -> None:
        self.fetcher = Fetcher(limits, "data@example.org", cache)
        self.log: list[Attempt] = []

    def get(self, url: str, allow_private: bool = True) -> Page:
        return self.fetcher.get(url, allow_private, self.log)

    def fails(self, url: str, allow_private: bool = True) -> str:
        """Why the address gives nothing."""
        with pytest.raises(FetchError) as raised:
            self.get(url, allow_private)
        assert "\n" not in str(raised.value)
        return str(raised.value)

    def requests(self) -> list[tuple[str, int | None]]:
        """Outcome and status of each request but those for robots.txt."""
        return [(a.outcome, a.status) for a in self.log if not a.locator.endswith("/robots.txt")]


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Callable[..., Caller]]:
    opened: list[Caller] = []

    def open_caller(limits: Limits = FAST) -> Caller:
        opened.append(Caller(limits, tmp_path / "cache" / "responses.sqlite"))
        return opened[-1]

    yield open_caller
    for caller in opened:
        caller.fetcher.__exit__()


@pytest.mark.parametrize(("validator", "header"), [("etag", "if-none-match"), ("date", "if-modified-since")])
def test_an_unchanged_page_costs_one_conditional_request_without_a_body(
    site: Site, call: Callable[..., Caller], validator: str, header: str
) -> None:
    site.pages["/a"], site.validator = b"some words", validator
    call().get(f"{site.url}/a")
    again = call()  # a later run: only the file of the cache is the same
    page = again.get(f"{site.url}/a")
    first, second = [asked for asked in site.asked if asked.path == "/a"]
    assert (first.is_conditional, header in second.headers) == (False, True)
    assert (page.raw, page.is_unmodified) == (b"some words", True)
    assert [(a.status, a.bytes) for a in again.log if a.locator.endswith("/a")] == [(304, 0)]


def test_a_changed_page_is_fetched_anew_though_the_server_called_it_fresh_for_a_year(
    site: Site, call: Callable[..., Caller]
) -> None:
    fresh = {"Cache-Control": "max-age=31536000", "ETag": '"1"'}
    site.pages["/a"] = in_turn((200, b"old", fresh), (200, b"new", {**fresh, "ETag": '"2"'}))
    assert call().get(f"{site.url}/a").raw == b"old"
    assert call().get(f"{site.url}/a").raw == b"new"


def test_a_page_that_changes_twice_is_asked_about_by_its_newest_tag(site: Site, call: Callable[..., Caller]) -> None:
    for body in (b"one", b"two", b"three", b"three"):
        site.pages["/a"] = body
        assert call().get(f"{site.url}/a").raw == body
    assert site.asked[-1].is_conditional and call().get(f"{site.url}/a").is_unmodified


def test_who_asks_is_told_with_a_contact(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = b"x"
    call().get(f"{site.url}/a")
    assert all(a.headers["user-agent"].startswith("Kechuang/") for a in site.asked)
    assert all("data@example.org" in a.headers["user-agent"] for a in site.asked)


def test_an_error_that_passes_is_tried_again(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = in_turn((500, b"", {}), (503, b"", {}), (200, b"words", {}))
    caller = call()
    assert caller.get(f"{site.url}/a").raw == b"words"
    assert caller.requests() == [("retried", 500), ("retried", 503), ("", 200)]


def test_an_error_that_stays_is_given_up_after_some_attempts(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = in_turn((502, b"", {}))
    caller = call()
    assert caller.fails(f"{site.url}/a") == "the server answers 502 Bad Gateway"
    assert [outcome for outcome, _ in caller.requests()] == ["retried"] * (FAST.attempts - 1) + ["failed"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_a_refusal_is_never_tried_again(site: Site, call: Callable[..., Caller], status: int) -> None:
    site.pages["/a"] = in_turn((status, b"", {}), (200, b"words", {}))
    caller = call()
    assert caller.fails(f"{site.url}/a").startswith(f"the server answers {status} ")
    assert caller.requests() == [("failed", status)]


def test_a_server_that_asks_for_time_gets_it(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = in_turn((429, b"", {"Retry-After": "1"}), (200, b"words", {}))
    begin = time.monotonic()
    assert call().get(f"{site.url}/a").raw == b"words"
    assert time.monotonic() - begin >= 1.0


def test_while_a_server_asked_for_time_its_other_addresses_wait_too(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/busy": in_turn((503, b"", {"Retry-After": "1"})), "/b": b"words"}
    caller = call(replace(FAST, attempts=1))
    caller.fails(f"{site.url}/busy")
    begin = time.monotonic()
    caller.get(f"{site.url}/b")
    assert time.monotonic() - begin >= 0.8


def test_a_server_that_asks_for_much_time_is_left_for_the_next_run(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = in_turn((429, b"", {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}), (200, b"words", {}))
    caller = call()
    assert caller.fails(f"{site.url}/a").startswith("the server answers 429 Too Many Requests and asks to come back in")
    assert caller.requests() == [("failed", 429)]


def test_a_body_that_drips_ends_with_the_time_for_one_request(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/slow"] = _drip(b"", 0.2)
    caller = call(replace(FAST, download_seconds=1.0))
    begin = time.monotonic()
    assert caller.fails(f"{site.url}/slow") == "took longer than 1 s"
    assert time.monotonic() - begin < 2.5
    assert len(caller.requests()) == 1  # it would cost the same time again


def test_headers_that_drip_end_with_the_time_for_one_request(site: Site, call: Callable[..., Caller]) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        _trickle(handler, lambda n: b"X-%d: 1\r\n" % n, 0.2)

    site.pages["/slow"] = answer
    begin = time.monotonic()
    assert call(replace(FAST, download_seconds=1.0)).fails(f"{site.url}/slow") == "took longer than 1 s"
    assert time.monotonic() - begin < 2.5


def test_a_server_that_falls_silent_is_given_up(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/silent"] = lambda handler: time.sleep(3)
    caller = call(replace(FAST, silence_seconds=0.3, attempts=2))
    assert caller.fails(f"{site.url}/silent") == "cannot be fetched: the server said nothing for 0 s"
    assert caller.requests() == [("retried", None), ("failed", None)]


def test_an_endless_body_ends_with_the_size_that_is_allowed(site: Site, call: Callable[..., Caller]) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        _trickle(handler, lambda n: b"x" * 50_000, 0.0)

    site.pages["/endless"] = answer
    caller = call()
    assert caller.fails(f"{site.url}/endless") == "has more than the 0.1 MB that are allowed"
    assert caller.requests() == [("failed", 200)]


def test_a_body_declared_too_long_is_not_even_begun(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/long"] = b"x" * 200_000
    assert call().fails(f"{site.url}/long") == "has 0.2 MB, more than the 0.1 MB that are allowed"


def test_a_gzip_bomb_ends_with_the_size_that_is_allowed(site: Site, call: Callable[..., Caller]) -> None:
    bomb = gzip.compress(bytes(20_000_000), 1)
    assert len(bomb) < 100_000  # shorter than what is allowed of the body
    site.pages["/bomb"] = lambda handler: send(handler, 200, bomb, {"Content-Encoding": "gzip"})
    reason = call(replace(FAST, file_bytes=1_000_000)).fails(f"{site.url}/bomb")
    assert reason == "has more than the 1.0 MB that are allowed"


def test_a_packed_body_is_unpacked_and_kept_so_for_the_next_run(site: Site, call: Callable[..., Caller]) -> None:
    packed = {"Content-Encoding": "gzip", "ETag": '"1"'}
    site.pages["/a"] = in_turn((200, gzip.compress("词语".encode()), packed), (304, b"", {"ETag": '"1"'}))
    assert call().get(f"{site.url}/a").raw.decode() == "词语"
    assert call().get(f"{site.url}/a").raw.decode() == "词语"


def test_a_packing_nobody_asked_for_is_refused(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = lambda handler: send(handler, 200, b"\x0b\x02\x80", {"Content-Encoding": "br"})
    assert call().fails(f"{site.url}/a") == "is packed as 'br', which was not asked for"


def test_a_truncated_body_is_never_taken_for_the_page(site: Site, call: Callable[..., Caller]) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.send_header("ETag", '"1"')
        handler.end_headers()
        handler.wfile.write(b"only the start")
        handler.close_connection = True

    site.pages["/a"] = cut
    caller = call()
    assert "without sending complete message body" in caller.fails(f"{site.url}/a")
    site.pages["/a"] = b"the whole page"
    assert call().get(f"{site.url}/a").raw == b"the whole page"
    assert not site.asked[-1].is_conditional  # nothing of the half was remembered


def test_a_packed_body_that_ends_in_the_middle_is_never_taken_for_the_page(
    site: Site, call: Callable[..., Caller]
) -> None:
    half = gzip.compress(b"a long text " * 500)[:-30]
    site.pages["/a"] = lambda handler: send(handler, 200, half, {"Content-Encoding": "gzip"})
    assert call(replace(FAST, attempts=2)).fails(f"{site.url}/a") == "ends in the middle of its packed body"


def test_a_redirect_is_followed_and_each_step_is_written_down(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/old": redirect("/mid", 301), "/mid": redirect(f"{site.url}/new#part", 307), "/new": b"words"}
    caller = call()
    page = caller.get(f"{site.url}/old")
    assert (page.url, page.raw) == (f"{site.url}/new", b"words")
    assert caller.requests() == [("redirected", 301), ("redirected", 307), ("", 200)]


def test_a_redirect_in_a_circle_is_given_up(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    caller = call()
    assert caller.fails(f"{site.url}/a") == "redirects in a circle"
    assert len(caller.requests()) == FAST.redirects + 1


def test_endless_redirects_are_given_up(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    assert call().fails(f"{site.url}/0") == "redirects more than 5 times"


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://127.0.0.1/a", "data:text/plain,words", "javascript:1"])
def test_a_redirect_to_anything_but_http_is_refused(site: Site, call: Callable[..., Caller], to: str) -> None:
    site.pages["/a"] = redirect(to)
    caller = call()
    assert re.match("is no (http or https )?address|leads to no address", caller.fails(f"{site.url}/a"))
    assert site.paths() == ["/a"] and len(caller.requests()) <= 2


def test_an_address_with_a_password_is_refused(site: Site, call: Callable[..., Caller]) -> None:
    url = site.url.replace("http://", "http://user:word@")
    assert call().fails(f"{url}/a") == "holds a user name or a password, which no source may"
    assert site.asked == []


def test_a_picture_is_not_downloaded(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a.png"], site.types["/a.png"] = b"\x89PNG", "image/png"
    assert call().fails(f"{site.url}/a.png") == "is image/png: there is no text in it to read"


def test_nothing_is_asked_of_this_machine_unless_the_source_allows_it(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = b"secrets"
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]"):
        reason = call().fails(f"http://{host}:{site.port}/a", allow_private=False)
        assert "refused, as its source does not say allow_private = true" in reason, host
    assert site.asked == []


def test_no_proxy_of_the_environment_comes_between(
    site: Site, call: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.pages["/a"] = b"words"
    assert call().get(f"{site.url}/a").raw == b"words"


def test_a_connection_that_a_trusted_source_opened_serves_no_other(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/a"] = b"secrets"
    caller = call()
    caller.get(f"{site.url}/a", allow_private=True)
    n_asked = len(site.asked)
    assert "an address of this machine" in caller.fails(f"{site.url}/a", allow_private=False)
    assert len(site.asked) == n_asked


def test_a_public_server_that_redirects_to_a_private_address_leads_nowhere(
    site: Site, call: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve("127.0.0.2") as inner:
        inner.pages["/secrets"] = b"secrets"
        site.pages["/a"] = redirect(f"{inner.url}/secrets")
        _call_public(monkeypatch, "127.0.0.1")
        caller = call()
        reason = caller.fails(f"{site.url}/a", allow_private=False)
        assert reason.startswith("127.0.0.2 is an address of this machine: refused")
        assert caller.requests() == [("redirected", 302), ("failed", None)]
        assert inner.asked == []


def test_a_name_that_changes_its_meaning_between_check_and_connection_reaches_nothing(
    site: Site, call: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "127.0.0.2", "127.0.0.2"])  # what the name means, each time it is asked for
    ask = socket.getaddrinfo

    def resolve(host: str, port: int, *rest: int, **more: int) -> list[Any]:
        return ask(next(answers) if host == "rebind.test" else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    _call_public(monkeypatch, "127.0.0.1")
    site.pages["/a"] = b"words"
    site.pages["/robots.txt"] = lambda handler: send(handler, 404, b"", {"Connection": "close"})
    caller = call()
    reason = caller.fails(f"http://rebind.test:{site.port}/a", allow_private=False)
    assert "rebind.test (127.0.0.2) is an address of this machine: refused" in reason
    assert [asked.path for asked in site.asked] == ["/robots.txt"]  # one meaning, one check, one connection


def test_a_site_that_asks_not_to_be_fetched_is_not(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {
        "/robots.txt": b"User-agent: *\nDisallow: /private/\n\nUser-agent: Other\nDisallow: /\n",
        "/private/a": b"words",
        "/open/a": b"words",
    }
    caller = call()
    assert caller.fails(f"{site.url}/private/a") == f"the robots.txt of {site.url} asks not to fetch it"
    assert caller.get(f"{site.url}/open/a").raw == b"words"
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/open/a"]


def test_our_own_name_in_robots_txt_goes_before_the_star(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/robots.txt": b"User-agent: kechuang\nDisallow: /\nUser-agent: *\nAllow: /\n", "/a": b"words"}
    assert "asks not to fetch it" in call().fails(f"{site.url}/a")


def test_a_redirect_into_what_robots_txt_forbids_is_not_followed(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /private/\n", "/a": redirect("/private/a")}
    assert "asks not to fetch it" in call().fails(f"{site.url}/a")
    assert site.paths() == ["/a"]


def test_where_robots_txt_cannot_be_had_nothing_is_fetched(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/robots.txt": in_turn((503, b"", {})), "/a": b"words"}
    caller = call()
    for _ in range(2):
        reason = f"the robots.txt of {site.url} is needed first, and the server answers 503 Service Unavailable"
        assert caller.fails(f"{site.url}/a") == reason
    assert [asked.path for asked in site.asked] == ["/robots.txt"] * FAST.attempts


def test_a_robots_txt_longer_than_is_read_still_holds(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /a\n" + b"# padding\n" * 100_000, "/a": b"words"}
    assert "asks not to fetch it" in call().fails(f"{site.url}/a")


def test_requests_to_a_host_keep_their_distance_and_their_number(site: Site, call: Callable[..., Caller]) -> None:
    under_way, most, begun = [0], [0], []
    lock = threading.Lock()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            begun.append(time.monotonic())
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.3)
        with lock:
            under_way[0] -= 1
        send(handler, 200, b"words")

    site.pages |= {f"/{n}": answer for n in range(6)}
    caller = call(replace(FAST, pause_seconds=0.1, host_requests=2))
    threads = [threading.Thread(target=caller.get, args=(f"{site.url}/{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert (len(begun), most[0]) == (6, 2)
    assert min(gaps) > 0.05  # the pause, less what a busy machine takes to start a request


def test_the_delay_that_a_site_asks_for_is_kept(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/robots.txt": b"User-agent: *\nCrawl-delay: 0.5\n", "/a": b"x", "/b": b"x"}
    caller = call()
    begin = time.monotonic()
    caller.get(f"{site.url}/a")
    caller.get(f"{site.url}/b")
    assert time.monotonic() - begin >= 0.5


def test_a_dead_host_is_not_asked_for_each_of_its_addresses(call: Callable[..., Caller]) -> None:
    with serve() as dying:
        url = dying.url
        dying.pages["/0"] = b"x"
        caller = call(replace(FAST, attempts=2, dead_host_failures=2))
        caller.get(f"{url}/0")
    assert "cannot be fetched" in caller.fails(f"{url}/1")
    assert "cannot be fetched" in caller.fails(f"{url}/2")
    assert (
        caller.fails(f"{url}/3") == "127.0.0.1 left 2 addresses in a row unanswered; it is asked again in the next run"
    )


def test_a_run_fetches_no_more_bytes_than_it_may(site: Site, call: Callable[..., Caller]) -> None:
    site.pages |= {"/a": b"x" * 600, "/b": b"x" * 600, "/c": b"x"}
    caller = call(replace(FAST, run_bytes=1_000))
    caller.get(f"{site.url}/a")
    caller.get(f"{site.url}/b")
    assert caller.fails(f"{site.url}/c").startswith("this run has fetched the 0 MB that it may")


def test_a_wish_to_stop_ends_a_wait_within_a_second(site: Site, call: Callable[..., Caller]) -> None:
    site.pages["/slow"] = _drip(b"", 0.2)
    caller = call(replace(FAST, download_seconds=30.0, silence_seconds=30.0))
    threading.Timer(0.3, caller.fetcher.clock.stop.set).start()
    begin = time.monotonic()
    with pytest.raises(StoppedError):
        caller.get(f"{site.url}/slow")
    assert time.monotonic() - begin < 1.5


def test_a_cache_that_is_no_database_costs_traffic_and_nothing_else(
    site: Site, call: Callable[..., Caller], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "responses.sqlite").write_bytes(b"not a database " * 100)
    site.pages["/a"] = b"words"
    assert call().get(f"{site.url}/a").raw == b"words"
    assert capfd.readouterr().err == ""


def _drip(start: bytes, seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + start)
        _trickle(handler, lambda n: b"x", seconds)

    return answer


def _trickle(handler: BaseHTTPRequestHandler, piece: Callable[[int], bytes], seconds: float) -> None:
    """Sends a piece after another until the other side hangs up, 20 s at most."""
    end = time.monotonic() + 20
    n = 0
    while time.monotonic() < end:
        try:
            handler.wfile.write(piece(n))
            handler.wfile.flush()
        except OSError:
            break
        n += 1
        time.sleep(seconds)
    handler.close_connection = True


def _call_public(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Lets one loopback address pass for one of the public internet: tests may send nothing anywhere else."""
    from kechuang.flows.web import network

    check = network.check_public
    monkeypatch.setattr(network, "check_public", lambda host, found: None if found == address else check(host, found))

"""Data Docs in a real browser whose every request would go to a proxy of the test's own: none may arrive there."""

import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from staged import connection, document, figure

from kechuang.expectations import check
from kechuang.settings import Settings

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)")


# Chromium asks these at its start, whatever page it opens (time, updates, sign-in), in spite of the flags below.
BROWSERS_OWN = re.compile(r"clients\d\.google\.com|update\.googleapis\.com|accounts\.google\.com")


class Listener:
    """Accepts connections and keeps the first line of each."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.requests: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client:
                self.requests.append(client.recv(4096).decode("latin-1").split("\r\n")[0])

    def of_the_page(self) -> list[str]:
        return [request for request in self.requests if not BROWSERS_OWN.search(request)]


@pytest.fixture
def proxy() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.close()


def dom(page: Path, proxy: Listener, profile: Path) -> str:
    """The page as the browser shows it after its scripts ran."""
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=5000"]
    route = [f"--proxy-server=http://127.0.0.1:{proxy.socket.getsockname()[1]}", f"--user-data-dir={profile}"]
    done = subprocess.run(
        [str(CHROMIUM), *quiet, *route, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = "余杭区产值300亿元"
    with connection(document(text, figure("300亿元", 3e10, unit_measure="count"))) as con:
        return check(con, Settings(home=tmp_path_factory.mktemp("home")), "run-1").data_docs


def test_the_proxy_would_see_a_request(tmp_path: Path, proxy: Listener) -> None:
    page = tmp_path / "remote.html"
    page.write_text('<img src="http://example.invalid/x.png">', encoding="utf-8")
    dom(page, proxy, tmp_path / "profile")
    assert any("example.invalid" in request for request in proxy.requests)


def test_the_index_lists_the_tables_of_the_run_without_a_network(index: Path, tmp_path: Path, proxy: Listener) -> None:
    shown = dom(index, proxy, tmp_path / "profile")
    assert shown.count("clickable-row") >= 8  # written by the table's script: one a checked table
    assert proxy.of_the_page() == []


def test_a_tables_page_shows_the_failed_check_without_a_network(index: Path, tmp_path: Path, proxy: Listener) -> None:
    page = next((index.parent / "validations" / "observation").rglob("*.html"))
    shown = dom(page, proxy, tmp_path / "profile")
    assert "[critical] unit_fits_indicator" in shown and "fa-times" in shown
    assert proxy.of_the_page() == []

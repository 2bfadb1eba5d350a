"""A web site on the loopback address for tests: real sockets, real HTTP, and whatever misbehaviour a test asks for."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]  # names in lower case

    @property
    def is_conditional(self) -> bool:
        return bool({"if-none-match", "if-modified-since"} & self.headers.keys())


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What stands where. `pages` maps a path to bytes, or to a function that answers by itself."""

    pages: dict[str, bytes | Answer] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)  # path -> Content-Type, else text/html
    validator: str = "etag"  # etag, date or none
    asked: list[Asked] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.site.asked.append(asked)
        page = self.site.pages.get(self.path)
        if callable(page):
            page(self)
        elif page is None:
            send(self, 404, b"nothing here")
        else:
            self._send_page(page, asked)

    def _send_page(self, page: bytes, asked: Asked) -> None:
        tag, date = f'"{sha256(page).hexdigest()[:12]}"', formatdate(1_700_000_000 + len(page), usegmt=True)
        headers = {"etag": {"ETag": tag}, "date": {"Last-Modified": date}, "none": {}}[self.site.validator]
        if asked.headers.get("if-none-match") == tag or asked.headers.get("if-modified-since") == date:
            send(self, 304, b"", headers)
        else:
            headers["Content-Type"] = self.site.types.get(self.path, "text/html; charset=utf-8")
            send(self, 200, page, headers)

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal of the tests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.connections: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)
        super().process_request(request, client_address)

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is what some tests are about."""

    def server_close(self) -> None:
        """A server that is gone answers on no old connection either."""
        super().server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", headers: dict[str, str] | None = None
) -> None:
    """A whole answer."""
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    if status != 304:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def in_turn(*answers: tuple[int, bytes, dict[str, str]]) -> Answer:
    """The answers one after another; the last one for ever."""
    left = list(answers)
    lock = threading.Lock()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            status, body, headers = left.pop(0) if len(left) > 1 else left[0]
        send(handler, status, body, headers)

    return answer


def redirect(to: str, status: int = 302) -> Answer:
    """Points on."""
    return lambda handler: send(handler, status, b"", {"Location": to})


@contextmanager
def serve(host: str = "127.0.0.1", port: int = 0, certificate: Path | None = None) -> Iterator[Site]:
    """A site of its own for the block, on one of this machine's own addresses; with a certificate it speaks TLS."""
    site = Site(host=host)
    handler = type("Handler", (_Handler,), {"site": site})
    server = _Server((host, port), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def article(title: str, *paragraphs: str) -> bytes:
    """A page as bureaus make them."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = '<div class="nav"><a href="/">首页</a><a href="/list/">动态</a></div>'
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}">'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{menu}<h1>{title}</h1>{body}</body></html>".encode()

"""A server of filings for the tests of edgar, hkex and cninfo: pages by path, or by a function of path, query, form."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from extractors.model import Capture
from extractors.web.client import Client, Limits

NOW = datetime(2026, 9, 2, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Listed:
    """A source as channels see it."""

    url: str
    name: str = "filings"
    timezone: str = "Asia/Hong_Kong"
    options: dict = field(default_factory=dict)

    def option(self, name, default=None):
        return self.options.get(name, default)


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, object] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        parts = urlsplit(self.path)
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.asked.append(self.path if not form else f"{self.path}?{form}")
        self.server.agents.add(self.headers["User-Agent"])
        page = self.server.pages.get(parts.path, (404, b"nothing here"))
        if callable(page):
            page = page({name: it[0] for name, it in parse_qs(form or parts.query, keep_blank_values=True).items()})
        status, body = page if isinstance(page, tuple) else (200, page)
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


@contextmanager
def asking(contact: str = "Name name@evledger.test") -> Iterator[Client]:
    """The real client, allowed to talk to this machine and in no need to wait."""
    limits = Limits(contact=contact, allow_private=True, ask_rights=False, pace=0, attempts=1)
    with Client(limits, now=lambda: NOW) as client:
        yield client


def capture(body: bytes | str, url: str, status: int = 200) -> Capture:
    body = body.encode() if isinstance(body, str) else body
    return Capture("filings", url, url, NOW, status, (), body)

"""A real HTTP server for the tests of the client: it answers as a test tells it and writes down what it was asked."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractors.web.client import Client, Limits


class Site(ThreadingHTTPServer):
    """Pages by path: (status, headers, body) or a function that gets the handler and answers by itself."""

    daemon_threads = True

    def __init__(self, context=None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.pages: dict[str, object] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.release = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    def handle_error(self, request, client_address) -> None:
        """Clients that go away are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one packet

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((headers["host"].rsplit(":", 1)[0], self.path, headers))
        answer = self.server.pages.get(self.path, (404, {}, b"nothing here"))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer = answer(self)
        if answer is None:
            self.close_connection = True
            return
        status, fields, body = answer
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        if "Content-Length" not in fields:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site_factory() -> Iterator[Callable[..., Site]]:
    started: list[Site] = []

    def start(context=None) -> Site:
        server = Site(context)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.release.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(site_factory) -> Site:
    return site_factory()


class Time:
    """A clock that only sleeping moves, so that waits are seen and cost nothing."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.seconds += seconds


@pytest.fixture
def time() -> Time:
    return Time()


NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.fixture
def client(time):
    """Makes clients that may talk to this machine, whose waits cost nothing; names end at 127.0.0.1."""
    made = []

    def make(keep=None, resolver=lambda host, port: ["127.0.0.1"], **limits) -> Client:
        limits = {"allow_private": True, "ask_rights": False, "contact": "mail@example.org"} | limits
        one = Client(
            Limits(**limits),
            keep,
            now=lambda: NOW,
            clock=time.clock,
            sleep=time.sleep,
            random=lambda: 0.5,
            resolver=resolver,
        )
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()

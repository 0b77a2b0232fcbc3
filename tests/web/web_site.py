"""A real HTTP server for the tests of the client: it answers as a test tells it and writes down what it was asked."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site(ThreadingHTTPServer):
    """Pages by path: (status, headers, body) or a function that gets the handler and answers by itself."""

    daemon_threads = True

    def __init__(self, context=None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.pages: dict[str, object] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.posted: list[tuple[str, str]] = []
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

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posted.append((form, self.headers["Content-Type"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


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

"""The client of Prefect's API: a server whose database is locked for a moment answers 503, and is asked again."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from flows import operation


@pytest.fixture
def busy() -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers 503 twice and then 200, and the bodies that it was sent."""
    sent: list[bytes] = []

    class Busy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(503 if len(sent) < 3 else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Busy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", sent
        server.shutdown()
        thread.join()


def test_a_busy_server_is_asked_again_with_the_same_request(
    busy: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, sent = busy
    monkeypatch.setattr(operation, "PAUSES", (0, 0, 0))
    with operation.client(url) as api:
        assert api.post("runs", json={"key": 1}).status_code == 200
    assert len(sent) == 3 and len(set(sent)) == 1


def test_a_server_that_stays_busy_is_an_error(busy: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    url, sent = busy
    monkeypatch.setattr(operation, "PAUSES", (0,))
    with operation.client(url) as api, pytest.raises(httpx.HTTPStatusError):
        api.post("runs", json={}).raise_for_status()
    assert len(sent) == 2

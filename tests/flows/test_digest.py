"""The digest in its three shapes, and a webhook that gets it."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows import webhook
from flows.digest import SLACK_BLOCKS, as_data, as_slack, as_text, digest
from flows.settings import Settings
from flows.summary import Report
from warehouse import SourceOutcome

QUOTE = "BYD <delivered> 12,345 [cars](https://evil.example) & *more*"


def row(**more: Any) -> dict[str, Any]:
    given = {
        "company": "byd", "brand": None, "model": "Seal", "metric": "deliveries", "value": 12_345, "qualifier": "over",
        "status": "actual", "period": "2026-10", "published": date(2026, 11, 1), "source": "one", "publisher": "Paper",
        "title": "A title", "url": "https://paper.example/a_(b)", "quote": QUOTE,
    }  # fmt: skip
    return given | more


def report() -> Report:
    outcomes = (
        SourceOutcome("one", "done", 4, None, 3, 5, 1, 1.26),
        SourceOutcome("two", "failed", message="its list answers 500"),
    )
    return Report(
        "run-1",
        Path("w"),
        4,
        Counter(),
        failed=("two (since 2026-11-02 06:30 UTC): its list answers 500",),
        sources=outcomes,
        new={"milestones": 3},
    )


def test_one_statement_of_two_papers_is_one_line() -> None:
    told = digest(report(), [row(), row(source="two", url="https://other.example/"), row(value=1)], [])
    assert told.title == "3 new milestones, 1 of 2 sources failed"
    assert [(it.value, it.papers) for it in told.items] == [("> 12,345", 2), ("> 1", 1)]
    assert told.sources[0] == ("one", "done", 4, 3, 5, 2, 1, 1.3, None)


def test_markdown_shows_quotes_and_links_and_trusts_no_page() -> None:
    text = as_text(digest(report(), [row()], [{"company": "nio", "claimed": -3.0, "measured": 4.0}]))
    assert "**byd** deliveries Seal: **\\> 12,345** 2026-10" in text
    assert (
        "](https://paper.example/a_%28b%29)" in text and "\\[cars\\](https://evil" in text and "<delivered>" not in text
    )
    assert "since 2026-11-02" in text and "| nio | -3.0 | 4.0 |" in text
    assert "(#)" in as_text(digest(report(), [row(url="javascript:alert(1)")], []))


def test_slack_gets_blocks_within_its_bounds() -> None:
    many = [row(value=it, quote="x" * 5000) for it in range(100)]
    message = as_slack(digest(report(), many, []))
    assert len(message["blocks"]) <= SLACK_BLOCKS
    assert all(len(it["text"]["text"]) <= 3000 for it in message["blocks"])
    (first,) = [
        it["text"]["text"] for it in as_slack(digest(report(), [row()], []))["blocks"] if "Seal" in it["text"]["text"]
    ]
    assert "<https://paper.example/a_%28b%29|Paper>" in first and "&lt;delivered&gt;" in first
    assert "60 more" in str(message)


@contextmanager
def receiver(*answers: int) -> Iterator[tuple[str, list[Any]]]:
    """A webhook that answers with these codes, the last one for ever, and what it was sent."""
    got: list[Any] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers[min(len(got), len(answers)) - 1])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/services/T0/B0/secret", got
    finally:
        server.shutdown()
        server.server_close()


def test_the_webhook_gets_the_digest_and_a_passing_failure_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "PAUSES", (0.0, 0.0))
    told = digest(report(), [row()], [])
    with receiver(500, 200) as (address, got):
        webhook.send(told, Settings(webhook=address))
        assert got == [as_slack(told)] * 2
        webhook.send(told, Settings(webhook=address, webhook_shape="json"))
        assert got[2]["items"][0]["published"] == "2026-11-01" and got[2].keys() == as_data(told).keys()


def test_a_webhook_that_refuses_is_asked_once_and_its_address_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with receiver(404) as (address, got):
        assert not webhook.post({"text": "x"}, Settings(webhook=address))
        assert len(got) == 1
    assert not webhook.post({"text": "x"}, Settings(webhook="http://127.0.0.1:9/secret"), pause=lambda _: None)
    assert "could not be sent" in caplog.text and "secret" not in caplog.text
    assert "secret" not in repr(Settings(webhook="http://127.0.0.1:9/secret"))

"""The day's flow as the command runs it: from an archive, and from live sources on a local server."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest
from small_archive import FirstRun, rows, story

from extractors.channels import warc
from extractors.model import Capture
from flows import store
from flows.pipeline import read_batch
from warehouse import Run

SOURCE = """
language = "en"
channel = "feed"
url = "{url}"
timezone = "UTC"
enabled = false
reason = "a server of the tests"
sureness = "high"
"""


class Site(BaseHTTPRequestHandler):
    """A small news site: a feed of twelve articles, of which one is gone."""

    def do_GET(self) -> None:
        port = self.server.server_address[1]
        status, kind, body = 404, "text/html", b"<html><body>Not found</body></html>"
        if self.path == "/feed":
            items = "".join(
                f"<item><title>Report {n}</title><link>http://127.0.0.1:{port}/story-{n}</link>"
                f"<pubDate>Fri, 06 Mar 2026 06:{n:02}:00 +0000</pubDate></item>"
                for n in range(12)
            )
            feed = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
            status, kind, body = 200, "application/rss+xml", feed.encode()
        elif self.path.startswith("/story-") and self.path != "/story-11":
            status, body = 200, story(int(self.path.removeprefix("/story-")))
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Path]:
    """A folder with a source that is alive and one whose list is gone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path / "sources"
    folder.mkdir()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    (folder / "alive.toml").write_text(SOURCE.format(url=f"{address}/feed"), "utf-8")
    (folder / "gone.toml").write_text(SOURCE.format(url=f"{address}/no-feed"), "utf-8")
    yield folder
    server.shutdown()
    server.server_close()


def states(data: Path) -> dict[str, str]:
    """What Prefect's own history says of the tasks of the last run and of the run."""
    with sqlite3.connect(data / "prefect" / "prefect.db") as con:
        (run, name) = con.execute("SELECT id, state_name FROM flow_run ORDER BY start_time DESC LIMIT 1").fetchone()
        tasks = con.execute("SELECT name, state_name FROM task_run WHERE flow_run_id = ?", [run]).fetchall()
    return {"daily": name} | dict(tasks)


def test_an_archive_run_twice_gives_the_same_rows(evledger, archive: Path, first_run: FirstRun) -> None:
    data, first = first_run
    warehouse = data / "evledger.duckdb"
    once = rows(warehouse)
    documents, milestones, _, problems = once
    assert len(documents) == 60, "a second address is no second article"
    assert len(milestones) == 60
    assert sorted(code for _, _, code, _ in problems) == ["empty_body", "http_error", "truncated_record"]
    for part in ("64 pages read", "truncated_record", "tesla", "https://news.example/", "evledger sql"):
        assert part in first.stdout

    second = evledger("run", "--archive", archive, data=data)
    assert second.returncode == 0, second.stderr
    assert rows(warehouse) == once
    with duckdb.connect(str(warehouse), read_only=True) as con:
        runs = con.execute(
            "SELECT status, pages, new_documents, new_milestones FROM runs ORDER BY started_at"
        ).fetchall()
    assert runs == [("done", 64, 60, 60), ("done", 64, 0, 0)]


def test_prefects_history_is_complete_and_lies_in_the_data_folder(first_run: FirstRun) -> None:
    data, _ = first_run
    assert states(data) == dict.fromkeys(("daily", "read-1", "load", "publish"), "Completed")
    assert [it.name for it in data.parent.iterdir()] == ["data"], "nothing in the user's home"


def test_live_sources_are_read_and_a_failed_one_leaves_the_others_standing(
    evledger, sources: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    settings = {
        "EVLEDGER_SOURCES": str(sources),
        "EVLEDGER_FETCH_ALLOW_PRIVATE": "true",
        "EVLEDGER_FETCH_PACE": "0",
        "EVLEDGER_RETRY_SECONDS": "0",
    }
    done = evledger("run", "--source", "alive", "--source", "gone", data=data, **settings)
    assert done.returncode == 1, done.stderr
    assert "gone" in done.stdout and "404" in done.stdout
    documents, milestones, _, problems = rows(data / "evledger.duckdb")
    assert (len(documents), len(milestones)) == (11, 11)
    assert [(source, code) for source, _, code, _ in problems] == [("alive", "http_error"), ("gone", "http_error")]
    assert states(data) == {
        "daily": "Completed with problems",
        "fetch-alive": "Completed",
        "fetch-gone": "Failed",
        "read-1": "Completed",
        "load": "Completed",
        "publish": "Completed",
    }
    with duckdb.connect(str(data / "evledger.duckdb"), read_only=True) as con:
        assert con.execute("SELECT source, status FROM run_sources ORDER BY source").fetchall() == [
            ("alive", "done"),
            ("gone", "failed"),
        ]
        assert con.execute("SELECT status, count(*) FROM runs GROUP BY status").fetchall() == [("incomplete", 1)]

    again = evledger("run", "--source", "alive", data=data, **settings)
    assert again.returncode == 0, again.stderr
    assert rows(data / "evledger.duckdb")[:3] == [documents, milestones, []]
    # What was fetched is in the archive, and gives the same rows from there.
    pages = [(it, None) for it in warc.pages([data / "archive"]) if isinstance(it, Capture) and it.status == 200]
    copy = tmp_path / "copy.duckdb"
    store.load(Run("copy", datetime.now(UTC)), copy, read_batch(pages, sources), wait=0)
    store.publish(copy, wait=0)
    assert rows(copy)[:2] == [documents, milestones]


def test_a_load_that_cannot_be_written_fails_with_a_sentence(evledger, archive: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("", "utf-8")
    done = evledger("run", "--archive", archive, "--warehouse", blocked / "w.duckdb", data=tmp_path / "data")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("evledger: ")

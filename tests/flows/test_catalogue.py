"""`evledger sources`: the list, one source in full, and whether sources are alive, asked of a server of our own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from small_archive import story

from extractors.channels import warc

SOURCE = """
language = "en"
channel = "feed"
url = "http://127.0.0.1:{port}{path}"
timezone = "UTC"
enabled = {enabled}
reason = "a server of the tests"
sureness = "high"
evidence = "we wrote it"
"""
RECIPE = """
[[recipe]]
from = 2020-01-01
container = "article"
title = "h1"
published = "meta[property='article:published_time']"
body = "div.text"
"""
ITEM = "<item><title>{0}</title><link>/{0}</link><pubDate>Fri, 06 Mar 2026 0{0}:00:00 +0000</pubDate></item>"


class Site(BaseHTTPRequestHandler):
    """A news site with one good list, one whose robots.txt forbids it, and one that is gone."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answers = {
            "/robots.txt": b"User-agent: *\nDisallow: /private/\n",
            "/feed": f"<rss version='2.0'><channel>{ITEM.format(1)}{ITEM.format(2)}</channel></rss>".encode(),
            "/2": story(2),
        }
        body = answers.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(site: ThreadingHTTPServer, tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, path, enabled in (
        ("alive", "/feed", "true"),
        ("shut", "/private/feed", "false"),
        ("gone", "/no", "false"),
    ):
        text = SOURCE.format(port=site.server_address[1], path=path, enabled=enabled)
        (folder / f"{name}.toml").write_text(text, "utf-8")
    text = SOURCE.format(port=site.server_address[1], path="/feed", enabled="false") + RECIPE
    (folder / "changed.toml").write_text(text, "utf-8")
    return {
        "EVLEDGER_SOURCES": str(folder),
        "EVLEDGER_FETCH_ALLOW_PRIVATE": "true",
        "EVLEDGER_FETCH_PACE": "0",
        "EVLEDGER_FETCH_CONTACT": "mail@example.org",
    }


def lines(text: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}


def test_the_list_and_one_source_in_full(evledger, settings) -> None:
    listed = evledger("sources", **settings)
    assert listed.returncode == 0 and {"electrek", "alive", "shut"} <= lines(listed.stdout).keys()
    shown = evledger("sources", "show", "changed", **settings)
    assert shown.returncode == 0
    for part in ("we wrote it", "a server of the tests", "recipe from 2020-01-01", "div.text", "/feed"):
        assert part in shown.stdout
    unknown = evledger("sources", "show", "nobody", **settings)
    assert (unknown.returncode, unknown.stdout) == (2, "") and "no source nobody" in unknown.stderr


def test_what_is_alive_and_what_is_not(evledger, settings, site, tmp_path: Path) -> None:
    data = tmp_path / "data"
    found = evledger("sources", "check", "alive", data=data, **settings)
    assert found.returncode == 0, found.stderr
    assert lines(found.stdout)["alive"][1:] == ["allows", "answers", "2", "2026-03-06", "whole", "1"]
    assert site.asked == ["/robots.txt", "/.well-known/tdmrep.json", "/feed", "/2"]
    (archive,) = (data / "archive").iterdir()
    assert [page.final_url.rsplit("/", 1)[1] for page in warc.pages([archive])] == ["2"]

    found = evledger("sources", "check", "shut", "gone", "changed", data=data, **settings)
    assert found.returncode == 1 and "3 of 3 sources are not alive: shut, gone, changed" in found.stderr
    table = lines(found.stdout)
    assert table["shut"][1:4] == ["forbidden", "fails", "0"] and "robots_forbidden:" in table["shut"]
    assert table["gone"][1:4] == ["allows", "fails", "0"] and "http_error:" in table["gone"]
    assert table["changed"][1:4] == ["allows", "answers", "2"] and "recipe_mismatch:" in table["changed"]
    assert "/private/feed" not in site.asked

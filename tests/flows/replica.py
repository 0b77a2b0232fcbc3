"""A replica of news sites on loopback: each site has an address of its own (127.1.0.n), all one port and one thread."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from extractors.sources import sources as catalogue


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `hold` is waited for first; `promised` bytes more are announced than are sent."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    hold: threading.Event | None = None
    promised: int = 0


Answer = Callable[[str], Reply]
GONE = Reply(404, b"<html><body>Not found</body></html>")
NEVER = threading.Event()


@dataclass(slots=True)
class Replica:
    """`sites` by number; what they were asked is in `asked`, as "number/path"."""

    port: int
    sites: dict[int, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def address(self, number: int) -> str:
        """Where a site is."""
        return f"http://{host(number)}:{self.port}"


def host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def feed(stories: list[tuple[str, str, datetime]]) -> Reply:
    """An RSS feed of (address, title, time)."""
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{format_datetime(when)}</pubDate></item>"
        for link, title, when in stories
    )
    body = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()
    return Reply(200, body, "application/rss+xml; charset=utf-8")


def site(address: str, pages: dict[str, bytes], day: date = date(2026, 3, 6)) -> Answer:
    """A site with a feed of all its pages, by path."""

    def answer(path: str) -> Reply:
        if path == "/feed":
            when = datetime.combine(day, time(6), UTC)
            return feed([(f"{address}{it}", f"Report {it}", when) for it in pages])
        return Reply(200, pages[path]) if path in pages else GONE

    return answer


@contextmanager
def replica(count: int) -> Iterator[Replica]:
    """Serve `count` sites while the block runs; a site without an answer of its own gives 404 to everything."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = Replica(port)
    loop = asyncio.new_event_loop()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = _number(writer.get_extra_info("sockname")[0])
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                served.asked.append(f"{number}{path}")
                reply = served.sites.get(number, lambda _: GONE)(path)
                while reply.hold is not None and not reply.hold.is_set():
                    await asyncio.sleep(0.02)
                length = len(reply.body) + reply.promised
                lines = [f"HTTP/1.1 {reply.status} -", f"Content-Type: {reply.kind}", f"Content-Length: {length}"]
                lines += [f"{name}: {value}" for name, value in reply.headers]
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + reply.body)
                await writer.drain()
                if reply.promised:
                    break
        writer.close()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(handle, [host(number) for number in range(count)], port, backlog=200)

    server = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _number(address: str) -> int:
    _, _, high, low = map(int, address.split("."))
    return high * 250 + low - 1


SOURCE = """
language = "{language}"
channel = "feed"
url = "{url}"
timezone = "UTC"
enabled = {enabled}
reason = "for tests"
sureness = "high"
"""


def write_source(folder: Path, name: str, url: str, enabled: bool = True, more: str = "") -> None:
    """The file of a source that is a feed."""
    folder.mkdir(exist_ok=True)
    text = SOURCE.format(language="en", url=url, enabled=str(enabled).lower())
    (folder / f"{name}.toml").write_text(text + more, "utf-8")


def switch_off_packaged(folder: Path) -> None:
    """Files that replace every packaged source by one that is switched off: nothing of a test may leave loopback."""
    for name in catalogue():
        write_source(folder, name, "http://127.0.0.1:9/", enabled=False)


def settings(folder: Path, **more: str) -> dict[str, Any]:
    """Settings of the command for a replica's sources."""
    return {
        "EVLEDGER_SOURCES": str(folder),
        "EVLEDGER_FETCH_ALLOW_PRIVATE": "true",
        "EVLEDGER_FETCH_ASK_RIGHTS": "false",
        "EVLEDGER_FETCH_PACE": "0",
        "EVLEDGER_FETCH_BACKOFF": "0.05",
        "EVLEDGER_RETRY_SECONDS": "0",
    } | more

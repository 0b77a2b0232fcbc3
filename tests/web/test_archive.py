"""The archive: what is written is read again, by us and by others, whatever a kill or a bad disk left of it."""

import gzip
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from extractors.model import Capture, Problem
from extractors.web import archive
from extractors.web.members import members as gzip_members

DAY = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def page(number: int, body: bytes | None = None, **kind) -> Capture:
    body = os.urandom(3000) if body is None else body
    url = kind.pop("url", f"https://news.example/{number}")
    headers = kind.pop("headers", (("Content-Type", "text/html"), ("ETag", f'"{number}"')))
    return Capture("news", url, kind.pop("final_url", url), DAY, kind.pop("status", 200), headers, body, **kind)


def write(folder: Path, *captures: Capture) -> Path:
    with archive.Writer(folder) as writer:
        for capture in captures:
            writer.write(capture)
    return folder / "2026-11-20.warc.gz"


def members(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        spans = [(begin, end) for begin, end, _ in gzip_members(file)]
    data = path.read_bytes()
    return [data[begin:end] for begin, end in spans]


def test_what_is_written_is_read_again_unchanged(tmp_path: Path) -> None:
    captures = [
        page(1, "Größe 80萬".encode()),
        page(2, b"", status=404),
        page(3, final_url="https://www.news.example/three"),
        page(4, headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Set-Cookie", "a=b"))),
    ]
    assert list(archive.read(write(tmp_path, *captures))) == captures


def test_other_tools_read_it_and_find_its_digests_right(tmp_path: Path) -> None:
    path = write(tmp_path, page(1), page(2, headers=(("Content-Encoding", "gzip"),), body=b"plain by now"))
    with path.open("rb") as file:
        records = [
            (record.rec_headers["WARC-Target-URI"], record.content_stream().read(), record.digest_checker.passed)
            for record in ArchiveIterator(file, check_digests=True)
        ]
    assert [record[0] for record in records] == ["https://news.example/1", "https://news.example/2"]
    assert records[1][1] == b"plain by now"
    assert [record[2] for record in records] == [True, True]


@pytest.mark.parametrize("left", [1, 50, 400, 1500, -8, -1])
def test_a_torn_tail_is_a_problem_and_the_rest_is_kept(tmp_path: Path, left: int) -> None:
    captures = [page(1), page(2), page(3)]
    path = write(tmp_path, *captures)
    torn = members(path)
    path.write_bytes(b"".join(torn[:2]) + torn[2][:left])
    items = list(archive.read(path))
    assert items[:2] == captures[:2]
    # Of a member that lacks only its checksum the record is there in full: it is kept, and the damage told.
    assert [item for item in items[2:] if isinstance(item, Capture)] == (captures[2:] if left < 0 else [])
    assert [item.code for item in items[2:] if isinstance(item, Problem)] == ["truncated_record"]


def test_a_torn_record_names_its_address(tmp_path: Path) -> None:
    path = write(tmp_path, page(1))
    path.write_bytes(path.read_bytes()[:1500])
    (problem,) = archive.read(path)
    assert (problem.source, problem.url, problem.code) == ("news", "https://news.example/1", "truncated_record")


@pytest.mark.parametrize("left", [30, 700, 2000])
def test_reading_goes_on_behind_damage_in_the_middle(tmp_path: Path, left: int) -> None:
    captures = [page(number) for number in range(4)]
    path = write(tmp_path, *captures)
    parts = members(path)
    path.write_bytes(parts[0] + parts[1][:left] + parts[2] + parts[3])
    items = list(archive.read(path))
    assert [item for item in items if isinstance(item, Capture)] == [captures[0], captures[2], captures[3]]
    assert [item.code for item in items if isinstance(item, Problem)] == ["truncated_record"]


def test_opening_cuts_a_torn_tail_off_and_goes_on(tmp_path: Path) -> None:
    first, second, third = page(1), page(2), page(3)
    path = write(tmp_path, first, second)
    path.write_bytes(path.read_bytes()[:-100])
    write(tmp_path, third)
    assert list(archive.read(path)) == [first, third]
    assert [whole for _, _, whole in gzip_members(path.open("rb"))] == [True, True]


def test_opening_leaves_damage_with_whole_records_behind_it(tmp_path: Path) -> None:
    path = write(tmp_path, page(1), page(2), page(3))
    parts = members(path)
    path.write_bytes(parts[0] + parts[1][:300] + parts[2])
    before = path.read_bytes()
    write(tmp_path, page(4))
    assert path.read_bytes().startswith(before)
    urls = [item.url for item in archive.read(path) if isinstance(item, Capture)]
    assert urls == ["https://news.example/1", "https://news.example/3", "https://news.example/4"]


def test_a_kill_at_any_moment_loses_at_most_the_record_being_written(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/web')\n"
        "from pathlib import Path; from test_archive import page; from extractors.web import archive\n"
        f"writer = archive.Writer(Path({str(tmp_path)!r}))\n"
        "for number in range(100000):\n"
        "    writer.write(page(number)); print(number, flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    said += [int(line) for line in process.stdout.read().split("\n") if line]
    process.wait()
    path = write(tmp_path, page(999_999))
    kept = [item.url for item in archive.read(path) if isinstance(item, Capture)]
    assert kept[: len(said)] == [f"https://news.example/{number}" for number in said]
    assert kept[-1].endswith("/999999")


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    with archive.Writer(tmp_path) as one, archive.Writer(tmp_path) as two:
        one.write(page(1))
        two.write(page(2))
        one.write(page(3))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-20-1.warc.gz", "2026-11-20.warc.gz"]


def test_the_same_body_again_and_304_are_revisits_that_reading_skips(tmp_path: Path) -> None:
    first = page(1, b"the same")
    path = write(tmp_path, first)
    known = archive.seen([path])
    assert known[first.url].etag == '"1"'
    with archive.Writer(tmp_path, known) as writer:
        writer.write(first)
        writer.write(page(1, b"", status=304))
        writer.write(page(2, b"the same"))
    with path.open("rb") as file:
        kinds = [(record.rec_type, record.rec_headers["WARC-Profile"]) for record in ArchiveIterator(file)]
    assert [kind for kind, _ in kinds] == ["response", "revisit", "revisit", "response"]
    assert [profile.rsplit("/", 1)[1] for _, profile in kinds[1:3]] == [
        "identical-payload-digest",
        "server-not-modified",
    ]
    assert [item.url for item in archive.read(path)] == [first.url, "https://news.example/2"]


def test_roles_and_withheld_bodies(tmp_path: Path) -> None:
    with archive.Writer(tmp_path) as writer:
        writer.write(page(1, b"User-agent: *"), "robots")
        writer.write(page(2, b"a page that says noarchive"), "page", withhold=True)
    path = tmp_path / "2026-11-20.warc.gz"
    (withheld,) = archive.read(path)
    assert (withheld.url, withheld.body, withheld.truncated) == ("https://news.example/2", b"", True)
    assert [item.body for item in archive.read(path, roles=("robots",))] == [b"User-agent: *"]


def foreign(head: bytes, body: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-09-01T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://old.example/\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n" % len(block)
    )
    return gzip.compress(record + block + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Type: text/html", b"<p>x</p>"),
        (b"Content-Encoding: gzip", gzip.compress(b"<p>x</p>")),
        (b"Content-Encoding: gzip", b"<p>x</p>"),
        (b"Transfer-Encoding: chunked", b"8\r\n<p>x</p>\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked", b"<p>x</p>"),
        (b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked", b"1c\r\n" + gzip.compress(b"<p>x</p>", mtime=0)),
    ],
)
def test_foreign_archives_are_decoded_whatever_their_headers_still_say(tmp_path, head: bytes, body: bytes) -> None:
    if body.startswith(b"1c"):
        body = b"%x" % (len(body) - 4) + body[2:] + b"\r\n0\r\n\r\n"
    path = tmp_path / "foreign.warc.gz"
    path.write_bytes(foreign(head, body))
    (capture,) = archive.read(path)
    assert (capture.source, capture.body) == ("foreign", b"<p>x</p>")


def test_a_bomb_in_an_archive_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(foreign(b"Content-Encoding: gzip", gzip.compress(b"0" * 5_000_000)))
    assert [item.code for item in archive.read(path, max_body=100_000)] == ["bomb"]


def test_retention_by_age_then_by_size_and_never_today(tmp_path: Path) -> None:
    names = [f"2026-11-{day}.warc.gz" for day in ("17", "18", "18-1", "19", "20")]
    for name in [*names, "kept-by-hand.warc.gz"]:
        (tmp_path / name).write_bytes(b"x" * 100)

    def gone(**bounds: int) -> list[str]:
        return [path.name for path in archive.expired(tmp_path, DAY.date(), **bounds)]

    assert gone() == []
    assert gone(days=2) == names[:1]
    assert gone(days=0) == [names[0], names[2], names[1], names[3]]
    assert gone(max_bytes=300) == [names[0], names[2]]
    assert gone(days=2, max_bytes=300) == [names[0], names[2]]
    assert gone(max_bytes=0) == [names[0], names[2], names[1], names[3]]

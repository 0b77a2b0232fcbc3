"""The archive: every answer as a WARC/1.1 record, one gzip member each, in daily files; and reading any such file.

Records carry two fields of our own: `Evledger-Source` (which source asked) and `Evledger-Role` (page, list, robots,
rights, redirect); records of other archives have neither and are pages. `Evledger-Requested-URI` is there where the
answer came from another address than the one asked for.
"""

import base64
import fcntl
import hashlib
import io
import os
import re
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastwarc import warc
from fastwarc.stream_io import ChunkedReader

from extractors.model import Capture, Problem
from extractors.web.decoding import DecodingError, ExpandsTooFar, decode
from extractors.web.members import MAGIC, address, first_damaged, members, next_member

MAX_BODY = 50_000_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=(-\d+)?\.warc\.gz$)")
# The archive keeps bodies decoded; these headers would make other readers decode again.
_TRANSPORT = {"content-encoding", "transfer-encoding", "content-length"}
_ORIGINAL = "X-Archive-Orig-"
_SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def read(
    path: Path, source: str | None = None, roles: Iterable[str] = ("page",), max_body: int = MAX_BODY
) -> Iterator[Capture | Problem]:
    """Every stored answer of these roles, in order; a damaged record is a Problem and reading goes on behind it.

    `source` is the source of records that name none (default: the file's stem). Revisit records are skipped: they
    say that an address gave again what the archive already holds for it.
    """
    source, roles = source or path.name.removesuffix(".gz").removesuffix(".warc"), frozenset(roles)
    with path.open("rb") as file:
        start: int | None = 0
        while start is not None:
            file.seek(start)
            last = start
            try:
                for record in warc.ArchiveIterator(
                    file, record_types=warc.response, parse_http=False, fsspec_args=False
                ):
                    last = start + record.stream_pos
                    item = _item(record, source, roles, max_body)
                    if item is not None:
                        yield item
                    if isinstance(item, Problem) and item.code == "truncated_record":
                        break
                else:
                    torn = first_damaged(file, last)  # a tail too short to be a record ends the iteration silently
                    if torn is None:
                        return
                    raise OSError("torn")
            except (OSError, KeyError, ValueError):
                torn = first_damaged(file, last)
                last = last if torn is None else torn
                yield Problem(source, address(file, last), "truncated_record", f"record at byte {last} is damaged")
            start = next_member(file, last + 1)


def _item(record: warc.WarcRecord, source: str, roles: frozenset[str], max_body: int) -> Capture | Problem | None:
    headers = record.headers
    final_url = headers["WARC-Target-URI"].strip("<>")
    source = headers.get("Evledger-Source") or source
    block: bytes = record.reader.read(max_body)
    if len(block) < min(record.content_length, max_body):
        return Problem(
            source, final_url, "truncated_record", f"{len(block)} of {record.content_length} bytes are there"
        )
    stated = headers.get("WARC-Block-Digest") or ""
    in_base32 = stated.startswith("sha1:") and len(stated) == 37
    if in_base32 and record.content_length <= max_body and stated != body_digest(block):
        return Problem(source, final_url, "truncated_record", "the bytes are not those that the record's digest is of")
    if (headers.get("Evledger-Role") or "page") not in roles:
        return None
    head, separator, body = block.partition(b"\r\n\r\n")
    status, fields = _http_head(head)
    if status is None or not separator:
        return Problem(source, final_url, "protocol_error", "the record holds no HTTP answer")
    plain = {name.lower(): value for name, value in fields}
    try:
        if plain.get("transfer-encoding", "").lower() == "chunked" and _looks_chunked(body):
            body = ChunkedReader(io.BytesIO(body)).read()
        if "content-encoding" in plain and not _looks_decoded(body, plain["content-encoding"]):
            body = decode(body, plain["content-encoding"], max_body)
    except (DecodingError, OSError) as error:
        return Problem(source, final_url, "bad_encoding", str(error))
    except ExpandsTooFar as error:
        return Problem(source, final_url, "bomb", str(error))
    return Capture(
        source=source,
        url=headers.get("Evledger-Requested-URI") or final_url,
        final_url=final_url,
        fetched=datetime.fromisoformat(headers["WARC-Date"]).astimezone(UTC),
        status=status,
        headers=tuple((name.removeprefix(_ORIGINAL), value) for name, value in fields),
        body=body,
        truncated=headers.get("WARC-Truncated") is not None or record.content_length > max_body,
    )


def _http_head(head: bytes) -> tuple[int | None, list[tuple[str, str]]]:
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ", 2)
    if not words[0].startswith("HTTP/") or len(words) < 2 or not words[1].isdigit():
        return None, []
    pairs = (line.partition(":") for line in lines[1:])
    return int(words[1]), [(name.strip(), value.strip()) for name, colon, value in pairs if colon]


def _looks_chunked(body: bytes) -> bool:
    # Many archives keep the header of a body they have already put together.
    size = body.partition(b"\r\n")[0].partition(b";")[0].strip()
    return 0 < len(size) <= 8 and all(byte in b"0123456789abcdefABCDEF" for byte in size)


def _looks_decoded(body: bytes, encoding: str) -> bool:
    return encoding.strip().lower() in {"gzip", "x-gzip"} and not body.startswith(MAGIC[:2])


@dataclass(frozen=True, slots=True)
class Seen:
    """What the archive knows of an address: its first and newest good answer (UTC), where that lies, its validators.

    Also a page as a run hands it on: bodies wait on disk, not in memory.
    """

    source: str
    role: str
    first: datetime
    fetched: datetime
    path: Path
    offset: int
    digest: str | None
    etag: str | None
    last_modified: str | None

    def load(self) -> Capture | None:
        """The newest answer as it was stored; None where it is gone, damaged, or was kept without its body."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.offset)
                record = next(iter(warc.ArchiveIterator(file, parse_http=False, fsspec_args=False)))
                item = _item(record, self.source, frozenset({self.role}), MAX_BODY)
        except (OSError, KeyError, ValueError, StopIteration):
            return None
        return item if isinstance(item, Capture) and item.body and not item.truncated else None


def seen(paths: Iterable[Path]) -> dict[str, Seen]:
    """By address asked for, what these archive files know of its good answers; their tails may be torn."""
    known: dict[str, Seen] = {}
    for path in sorted(paths):
        try:
            for record in warc.ArchiveIterator(path, record_types=warc.response, parse_http=True, fsspec_args=False):
                http, headers = record.http_headers, record.headers
                if http is None or http.status_code != HTTPStatus.OK:
                    continue
                url = headers.get("Evledger-Requested-URI") or headers["WARC-Target-URI"]
                fetched = datetime.fromisoformat(headers["WARC-Date"])
                known[url] = Seen(
                    headers.get("Evledger-Source") or "",
                    headers.get("Evledger-Role") or "page",
                    known[url].first if url in known else fetched,
                    fetched,
                    path,
                    record.stream_pos,
                    headers.get("WARC-Payload-Digest"),
                    http.get("ETag"),
                    http.get("Last-Modified"),
                )
        except (OSError, KeyError, ValueError):
            continue
    return known


def recalled(known: Mapping[str, Seen]) -> Callable[[str], Capture | None]:
    """What the archive holds of an address, for a client that asks only for what it has not."""
    return lambda url: known[url].load() if url in known else None


def archived(folder: Path) -> list[Path]:
    """The daily files of an archive; files whose names are not ours are left out."""
    return sorted(path for path in folder.glob("*.warc.gz") if _DAY.match(path.name))


def day_of(path: Path) -> date:
    """Day (UTC) of the captures in a daily file. Raises ValueError for another's name."""
    found = _DAY.match(path.name)
    if found is None:
        raise ValueError(f"{path.name} is no daily file")
    return date.fromisoformat(found[0])


def expired(folder: Path, today: date, days: int | None = None, max_bytes: int | None = None) -> list[Path]:
    """The daily files that retention gives up, oldest first: older than `days`, then beyond `max_bytes` in all.

    Today's files are never among them; files whose names are not ours are left alone.
    """
    dated = {path: day_of(path) for path in archived(folder)}
    files = sorted((day, path) for path, day in dated.items() if day < today)
    gone = [path for day, path in files if days is not None and day < today - timedelta(days=days)]
    size = sum(path.stat().st_size for path in dated if path not in gone)
    for _, path in files[len(gone) :]:
        if max_bytes is None or size <= max_bytes:
            break
        size -= path.stat().st_size
        gone.append(path)
    return gone


class Writer:
    """Appends answers to `<folder>/<YYYY-MM-DD>.warc.gz`, each on disk before `write` returns; safe between threads.

    A file that another process writes to is left to it and a numbered one is taken (`<day>-1.warc.gz`). A tail torn
    by a kill is cut off at opening. With `known` (see `seen`, kept up to date here) an address that gives the same
    body again becomes a revisit record.
    """

    def __init__(self, folder: Path, known: dict[str, Seen] | None = None) -> None:
        self.folder = folder
        self._known = {} if known is None else known
        self._lock = threading.Lock()
        self._day: str | None = None
        self._file: BinaryIO | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file; a later write opens it again."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = self._day = None

    def write(self, capture: Capture, role: str = "page", withhold: bool = False) -> None:
        """Append one answer. `withhold` keeps its head but no body (noarchive, reserved rights)."""
        member = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        with self._lock:
            digest = body_digest(b"" if withhold else capture.body)
            known = self._known.get(capture.url)
            profile = _profile(capture, withhold, known, digest)
            data = member.compress(_record(capture, role, withhold, profile, known, digest)) + member.flush()
            file = self._open(capture.fetched.astimezone(UTC).date().isoformat())
            start = file.seek(0, os.SEEK_END)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if capture.status == HTTPStatus.OK and profile is None:
                fetched = capture.fetched.replace(microsecond=0)
                first, validators = known.first if known else fetched, map(capture.header, ("etag", "last-modified"))
                path = Path(file.name)
                self._known[capture.url] = Seen(capture.source, role, first, fetched, path, start, digest, *validators)

    def _open(self, day: str) -> BinaryIO:
        if self._file is not None and day == self._day:
            return self._file
        if self._file is not None:
            self._file.close()
        number = 0
        while True:
            path = self.folder / (f"{day}-{number}.warc.gz" if number else f"{day}.warc.gz")
            file = path.open("a+b")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                file.close()
                number += 1
        _cut_torn_tail(file)
        _fsync_folder(self.folder)
        self._file, self._day = file, day
        return file


def _profile(capture: Capture, withhold: bool, known: Seen | None, digest: str) -> str | None:
    """The WARC-Profile of an answer that gives again what the archive holds; None for what is new."""
    if capture.status == HTTPStatus.NOT_MODIFIED:
        return _NOT_MODIFIED
    again = known is not None and known.digest == digest and capture.status == HTTPStatus.OK
    return _SAME_BODY if again and capture.body and not withhold else None


def _record(capture: Capture, role: str, withhold: bool, profile: str | None, known: Seen | None, digest: str) -> bytes:
    record = warc.WarcRecord()
    record.init_headers(warc.revisit if profile else warc.response)
    headers = record.headers
    headers["WARC-Date"] = _stamp(capture.fetched)
    headers["WARC-Target-URI"] = capture.final_url
    headers["Evledger-Source"], headers["Evledger-Role"] = capture.source, role
    if capture.url != capture.final_url:
        headers["Evledger-Requested-URI"] = capture.url
    if capture.truncated or withhold:
        headers["WARC-Truncated"] = "length" if capture.truncated else "unspecified"
    if profile:
        headers["WARC-Profile"] = profile
        if known is not None:
            headers["WARC-Refers-To-Target-URI"] = capture.final_url
            headers["WARC-Refers-To-Date"] = _stamp(known.fetched)
    if profile != _NOT_MODIFIED:
        headers["WARC-Payload-Digest"] = digest
    record.is_http = True
    record.set_bytes_content(_head(capture) + (b"" if profile or withhold else capture.body))
    out = io.BytesIO()
    record.write(out, checksum_data=True)
    return out.getvalue()


def body_digest(data: bytes) -> str:
    """As WARC writes it: sha1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _head(capture: Capture) -> bytes:
    try:
        phrase = HTTPStatus(capture.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {capture.status} {phrase}"]
    lines += [
        f"{_ORIGINAL if name.lower() in _TRANSPORT else ''}{name}: {' '.join(value.splitlines())}"
        for name, value in capture.headers
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _cut_torn_tail(file: BinaryIO) -> None:
    end = 0
    for begin, stop, whole in members(file):
        end = stop if whole else begin
        if not whole and next_member(file, begin + 1) is not None:
            # Damage with whole records behind it is not a torn tail: leave it to the reader, lose nothing.
            return
    file.truncate(end)
    file.seek(0, os.SEEK_END)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

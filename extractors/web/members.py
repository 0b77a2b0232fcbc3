"""The gzip members of a WARC file, and how to find the next whole one behind damage."""

import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"


def beginning(file: BinaryIO, start: int, size: int = 4096) -> bytes:
    """The first decoded bytes of the gzip member at `start`; empty where there is none."""
    file.seek(start)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(size), size)
    except zlib.error:
        return b""


def next_member(file: BinaryIO, start: int) -> int | None:
    """Where the next record begins at or behind `start`."""
    overlap = b""
    while True:
        file.seek(start + len(overlap))
        chunk = file.read(1 << 20)
        if not chunk:
            return None
        data, position = overlap + chunk, -1
        while (position := data.find(MAGIC, position + 1)) >= 0:
            if beginning(file, start + position).startswith(b"WARC/1."):
                return start + position
        keep = min(len(MAGIC) - 1, len(data))
        start, overlap = start + len(data) - keep, data[len(data) - keep :]


def first_damaged(file: BinaryIO, start: int) -> int | None:
    """Where the first gzip member that does not end well begins, from `start` on."""
    file.seek(start)
    if file.read(len(MAGIC)) not in {MAGIC, b""}:
        return None
    return next((begin for begin, _, whole in members(file, start) if not whole), None)


def address(file: BinaryIO, start: int) -> str | None:
    """The WARC-Target-URI of the record at `start`, where so much of it is left."""
    for line in beginning(file, start, 65536).split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"warc-target-uri":
            return value.strip().decode("utf-8", "replace").strip("<>") or None
    return None


def members(file: BinaryIO, start: int = 0) -> Iterator[tuple[int, int, bool]]:
    """(begin, end, whole) of each gzip member, until one is not whole."""
    end = file.seek(0, os.SEEK_END)
    while start < end:
        stream, position = zlib.decompressobj(zlib.MAX_WBITS | 16), start
        file.seek(start)
        try:
            while not stream.eof and (chunk := file.read(1 << 16)):
                position += len(chunk)
                stream.decompress(chunk)
        except zlib.error:
            yield start, position, False
            return
        position -= len(stream.unused_data)
        yield start, position, stream.eof
        if not stream.eof:
            return
        start = position

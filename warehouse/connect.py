"""Which file is whose, one writer at a time, and how a file is opened.

PATH is the published file that analysts open; PATH.writer is the writer's own and never published itself;
PATH.lock is held while either is written. The lock, not the scheduler, keeps commands and deployments to one writer.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

# DuckDB 1.5 clients open files of this layout, and 2.0 keeps it when it writes to them.
STORAGE_VERSION = "v1.5.0"
# An unknown function fails at once instead of asking the network for an extension.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
WAIT = 60.0


class WarehouseError(Exception):
    """Something stands in the way of the warehouse; the message is one sentence that says what to do."""


def beside(path: Path, ending: str) -> Path:
    """The file that stands beside `path` with `ending` after its whole name."""
    return path.with_name(path.name + ending)


def writer_path(path: Path) -> Path:
    """The writer's own file."""
    return beside(path, ".writer")


def sync(path: Path) -> None:
    """Wait until a file, or a folder's entries, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def utc(moment: datetime) -> datetime:
    """Naive UTC, as the tables hold it; a naive time is taken as UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@contextmanager
def lock(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the right to write this warehouse, waiting up to `wait` seconds for it; a killed process holds nothing.

    Raises WarehouseError where another process keeps it longer or the folder cannot be written.
    """
    with _opened(path) as handle:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
                    raise WarehouseError(
                        f"another run (process {holder}) has been writing {path} for over {wait:g} s:"
                        " wait for its end and try again"
                    ) from None
                time.sleep(min(0.05, wait))
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(beside(path, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseError(
            f"{path.parent} cannot be written ({error.strerror}): name another place for the warehouse"
        ) from error
    try:
        yield handle
    finally:
        os.close(handle)


def connect_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the writer's file of the warehouse at `path`, made where it is missing. Hold `lock` around it."""
    writer = writer_path(path)
    try:
        if not writer.exists():
            _create(writer, path)
        return duckdb.connect(str(writer), config=CONFIG)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(f"{writer} cannot be opened for writing: {_first_line(error)}") from error


def _create(writer: Path, path: Path) -> None:
    # Made under another name, so that a run killed here leaves no half-made writer.
    fresh = beside(writer, ".new")
    for leftover in (fresh, beside(fresh, ".wal")):
        leftover.unlink(missing_ok=True)
    if path.exists():
        # A writer that was lost starts again from what was published, never from nothing.
        connect_reader(path).close()
        shutil.copyfile(path, fresh)
    else:
        name = str(fresh).replace("'", "''")
        with duckdb.connect(config=CONFIG) as con:
            con.execute(f"ATTACH '{name}' AS fresh (STORAGE_VERSION '{STORAGE_VERSION}')")
            con.execute("DETACH fresh")
    fresh.replace(writer)


def connect_reader(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file read-only. Raises WarehouseError with what to do where it is missing or no database."""
    if not path.exists():
        raise WarehouseError(f"there is no warehouse at {path}: `evledger run` makes one, --warehouse names another")
    try:
        return duckdb.connect(str(path), read_only=True, config=CONFIG)
    except duckdb.Error as error:
        raise WarehouseError(f"{path} cannot be opened: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]

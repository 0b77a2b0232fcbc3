"""The writer's side as whole steps under the lock, and the swap that gives analysts a new copy.

Analysts may hold the published file open all the while: a reader goes on with the file it opened, the next one sees
the new file, and none ever sees half a load.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import duckdb

from warehouse.batch import LoadBatch
from warehouse.check import CheckFailed, check
from warehouse.connect import WAIT, WarehouseError, beside, connect_writer, lock, sync, writer_path
from warehouse.load import load
from warehouse.migrate import migrate
from warehouse.runs import Loaded, Run, record

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """A swap that was made. `moved_aside` is where a foreign write-ahead log went that lay beside the target."""

    path: Path
    moved_aside: Path | None = None


@contextmanager
def writing(path: Path, wait: float = WAIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """The writer's file of the warehouse at `path`, locked, open and of the newest layout."""
    with lock(path, wait):
        con = connect_writer(path)
        try:
            migrate(con)
            yield con
        except duckdb.Error as error:
            raise WarehouseError(f"{writer_path(path)} could not be written, nothing was changed: {error}") from error
        finally:
            con.close()


def begin(path: Path, run: Run, wait: float = WAIT) -> None:
    """Record a run that begins, or that failed; runs that were killed before are marked so."""
    with writing(path, wait) as con:
        record(con, run)


def store(path: Path, batch: LoadBatch, wait: float = WAIT) -> Loaded:
    """Load a batch into the writer's file of the warehouse at `path`; analysts see it after `publish`."""
    with writing(path, wait) as con:
        return load(con, batch)


def publish(path: Path, wait: float = WAIT) -> Published:
    """Check the writer's file and put a read-only copy of it in the place of `path` in one step.

    Raises WarehouseError (CheckFailed where a check does) and leaves the published copy as it was.
    """
    with lock(path, wait):
        con = connect_writer(path)
        try:
            migrate(con)
            if failures := check(con):
                raise CheckFailed(failures)
            con.execute("CHECKPOINT")
        except duckdb.Error as error:
            raise WarehouseError(f"{writer_path(path)} could not be checked, nothing was published: {error}") from error
        finally:
            con.close()
        try:
            return Published(path, _swap(writer_path(path), path))
        except OSError as error:
            raise WarehouseError(f"{path} could not be published and is as it was: {error}") from error


def _swap(writer: Path, path: Path) -> Path | None:
    if beside(writer, ".wal").exists():
        raise WarehouseError(f"{writer} is still open in another program: close it and publish again")
    fresh = beside(path, ".new")
    # Left by a run that was killed here; under the lock it can be nobody else's.
    fresh.unlink(missing_ok=True)
    try:
        shutil.copyfile(writer, fresh)
        fresh.chmod(0o444)
        sync(fresh)
        moved = _move_aside(path)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    sync(path.parent)
    return moved


def _move_aside(path: Path) -> Path | None:
    # DuckDB 1.5 would replay a stale write-ahead log into the new file without a word.
    stale = beside(path, ".wal")
    if not stale.exists():
        return None
    aside = next(name for number in count(1) if not (name := beside(path, f".wal.foreign-{number}")).exists())
    stale.rename(aside)
    log.warning("%s is not ours and was moved to %s: a program opened the published copy to write", stale, aside)
    return aside

"""Copies of the warehouse to go back to, and its writer's file without the room that deleted rows left."""

import shutil
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import duckdb

from warehouse.connect import (
    CONFIG,
    STORAGE_VERSION,
    WAIT,
    WarehouseError,
    beside,
    connect_reader,
    lock,
    sync,
    utc,
    writer_path,
)
from warehouse.publish import writing


def give_up(path: Path, days: Iterable[date], now: datetime, wait: float = WAIT) -> None:
    """Note that captures of these days are kept no longer; view `provenance` says so of their facts once published."""
    with writing(path, wait) as con:
        for day in days:
            con.execute("INSERT OR REPLACE INTO archive_days_gone VALUES (?, ?)", [day, utc(now)])


def backup(path: Path, folder: Path, day: date, keep: int) -> Path | None:
    """Copy what is published to `<folder>/<name>-<day>.duckdb` and keep the newest `keep` such copies.

    None where none is to be kept. The published file is never written to, so the copy is whole; it replaces that of an
    earlier backup of the day in one step.
    """
    target = folder / f"{path.stem}-{day}.duckdb"
    if keep:
        connect_reader(path).close()
        folder.mkdir(parents=True, exist_ok=True)
        fresh = beside(target, ".new")
        fresh.unlink(missing_ok=True)
        shutil.copyfile(path, fresh)
        sync(fresh)
        fresh.replace(target)
    for old in sorted(folder.glob(f"{path.stem}-????-??-??.duckdb"), reverse=True)[keep:]:
        old.unlink()
    return target if keep else None


def compact(path: Path, wait: float = WAIT) -> int:
    """Write the writer's file of the warehouse at `path` anew, and give the bytes that freed."""
    with lock(path, wait):
        writer = writer_path(path)
        if not writer.exists():
            return 0
        fresh = beside(writer, ".compact")
        for leftover in (fresh, beside(fresh, ".wal")):
            leftover.unlink(missing_ok=True)
        old, new = (str(it).replace("'", "''") for it in (writer, fresh))
        try:
            with duckdb.connect(config=CONFIG) as con:
                # The writer's log, where a kill left one, is read into the file first.
                con.execute(f"ATTACH '{old}' AS old")
                con.execute("CHECKPOINT old")
                con.execute(f"ATTACH '{new}' AS fresh (STORAGE_VERSION '{STORAGE_VERSION}')")
                con.execute("COPY FROM DATABASE old TO fresh")
                con.execute("DETACH fresh")
                con.execute("DETACH old")
        except duckdb.Error as error:
            raise WarehouseError(f"{writer} could not be compacted and is as it was: {error}") from error
        before = writer.stat().st_size
        sync(fresh)
        fresh.replace(writer)
        return before - writer.stat().st_size

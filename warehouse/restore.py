"""Go back to a copy of the warehouse, and read a whole one through: does every row hold what it should?"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.batch import MILESTONE, STOCK_MOVE
from warehouse.check import CheckFailed, check
from warehouse.connect import (
    CONFIG,
    WAIT,
    WarehouseError,
    beside,
    connect_reader,
    connect_writer,
    lock,
    sync,
    writer_path,
)
from warehouse.load import fact_id
from warehouse.migrate import migrate, schema_version
from warehouse.publish import publish


@dataclass(frozen=True, slots=True)
class Verified:
    """A sound file: rows by table, all of them read."""

    path: Path
    rows: dict[str, int]


def restore(path: Path, copy: Path, wait: float = WAIT) -> Path | None:
    """Put `copy` in the place of the warehouse at `path` and publish it; gives where the writer's file from before is.

    Raises WarehouseError, with everything as it was, where the copy is no sound warehouse.
    """
    with lock(path, wait):
        writer = writer_path(path)
        fresh, before = beside(writer, ".new"), beside(writer, ".replaced")
        for leftover in (fresh, beside(fresh, ".wal")):
            leftover.unlink(missing_ok=True)
        try:
            _sound(copy)
            shutil.copyfile(copy, fresh)
            with duckdb.connect(str(fresh), config=CONFIG) as con:
                migrate(con)
                if failures := check(con):
                    raise CheckFailed(failures)
                con.execute("CHECKPOINT")
            sync(fresh)
        except (duckdb.Error, OSError, WarehouseError) as error:
            fresh.unlink(missing_ok=True)
            raise WarehouseError(f"{copy} was not restored, all is as it was: {error}") from error
        kept = before if writer.exists() else None
        if kept:
            # What the writer's log holds goes into its file, unless the file is the very damage.
            with suppress(WarehouseError, duckdb.Error), connect_writer(path) as con:
                con.execute("CHECKPOINT")
            for ending in ("", ".wal"):
                beside(before, ending).unlink(missing_ok=True)
                if beside(writer, ending).exists():
                    beside(writer, ending).rename(beside(before, ending))
        fresh.replace(writer)
        sync(path.parent)
    publish(path, wait)
    return kept


def verify(path: Path, wait: float = WAIT) -> list[Verified]:
    """Read the published copy at `path` and the writer's file whole: blocks, checks, and ids against what they name.

    Raises WarehouseError with the first thing that does not hold.
    """
    with lock(path, wait):
        files = [it for it in (path, writer_path(path)) if it.exists()]
        if not files:
            raise WarehouseError(
                f"there is no warehouse at {path}: `evledger run` makes one, --warehouse names another"
            )
        return [_sound(it) for it in files]


def _sound(path: Path) -> Verified:
    with connect_reader(path) as con:
        try:
            if not schema_version(con):
                raise WarehouseError(f"{path} is empty")
            names = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1").fetchall()
            rows = {}
            for (name,) in names:
                # A hash of every row reads every block, and DuckDB compares a block with its checksum as it reads it.
                sql = f'SELECT count(*), bit_xor(hash(t)) FROM "{name}" t'  # noqa: S608
                ((rows[name], _),) = con.execute(sql).fetchall()
            if failures := check(con):
                raise CheckFailed(failures)
            for kind, fields in (("milestones", MILESTONE), ("stock_moves", STOCK_MOVE)):
                _ids(con, path, kind, fields)
        except duckdb.Error as error:
            raise WarehouseError(f"{path} is damaged: {str(error).strip().partition(chr(10))[0]}") from error
    return Verified(path, rows)


def _ids(con: duckdb.DuckDBPyConnection, path: Path, kind: str, fields: tuple[str, ...]) -> None:
    said = f"""
        WITH m AS (
            SELECT f.*, d.text_sha256 FROM {kind} f
            JOIN documents d ON d.id = f.document_id AND d.version = f.document_version
        )
        SELECT id FROM m WHERE id <> {fact_id(kind, fields)} LIMIT 1
    """  # noqa: S608
    if wrong := con.execute(said).fetchone():
        raise WarehouseError(f"{path}: row {wrong[0]} of {kind} is not what its id was made of: restore a backup")

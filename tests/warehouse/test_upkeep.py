"""Export for other engines; going back to a copy; reading a whole file through."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from ledger_data import batch, day, plain, rows
from market import claim, closes, ledger

from warehouse import WarehouseError, connect_writer, publish, query, store, writer_path
from warehouse.export import PARTITIONS, export
from warehouse.restore import restore, verify
from warehouse.upkeep import backup


@pytest.fixture
def filled(path: Path) -> Iterator[Path]:
    store(path, batch((day(0), plain("a", 1, 2)), (day(0), plain("b", 3))))
    yield ledger(path, [claim("c", 8.0, "2024-11-14", window="day")], *closes("1810", {"2024-11-14": 8.0}))


def test_an_export_holds_every_row_in_every_form(filled: Path, tmp_path: Path) -> None:
    tables = [row[0] for row in query(filled, "SELECT table_name FROM duckdb_tables()").rows]
    expected = {name: query(filled, f'SELECT count(*) FROM "{name}"').rows[0][0] for name in tables}  # noqa: S608
    for form in ("parquet", "csv", "json"):
        folder = tmp_path / form
        counts = export(filled, folder, form)
        assert {name: counts[name] for name in tables} == expected
        assert {"milestone_events", "stock_move_checks"} <= counts.keys()
    with duckdb.connect() as con:
        for name in tables:
            # Another engine reads folders and files alike.
            where = f"{name}/**/*.parquet" if (tmp_path / "parquet" / name).is_dir() else f"{name}.parquet"
            found = con.execute(f"FROM read_parquet('{tmp_path}/parquet/{where}', hive_partitioning = true)").fetchall()
            assert len(found) == expected[name]
    assert {item.name for item in (tmp_path / "parquet").iterdir() if item.is_dir()} == set(PARTITIONS)
    assert [item.name for item in (tmp_path / "parquet" / "prices").iterdir()] == ["venue=HKEX"]
    with (tmp_path / "csv" / "milestones.csv").open() as file:
        assert sorted(int(row["value"]) for row in csv.DictReader(file)) == [1, 2, 3]
    lines = (tmp_path / "json" / "milestones.json").read_text().splitlines()
    assert sorted(json.loads(line)["value"] for line in lines) == [1, 2, 3]


def test_an_export_never_overwrites_and_leaves_no_half(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(WarehouseError, match="is there already"):
        export(filled, tmp_path / "mine", "csv")
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match="nothing is left of it"):
        export(filled, tmp_path / "file" / "x", "csv")
    assert list((tmp_path / "mine").iterdir()) == []


def test_going_back_to_a_copy(filled: Path, tmp_path: Path) -> None:
    before = rows(filled)
    copy = backup(filled, tmp_path / "backups", date(2024, 11, 21), 7)
    assert copy is not None
    store(filled, batch((day(95), plain("later", 9)), run="later", at=day(95)))
    publish(filled)
    after = rows(filled)
    kept = restore(filled, copy)
    assert rows(filled) == before
    assert kept is not None
    # And back again: nothing was lost.
    restore(filled, kept)
    assert rows(filled) == after
    assert all(it.rows["milestones"] == 4 for it in verify(filled))


def test_a_copy_that_is_damaged_or_something_else_is_not_restored(filled: Path, tmp_path: Path) -> None:
    before = rows(filled)
    other, torn = tmp_path / "other.duckdb", tmp_path / "torn.duckdb"
    with duckdb.connect(str(other)) as con:
        con.execute("CREATE TABLE mine AS SELECT 1 AS one")
    torn.write_bytes(filled.read_bytes()[: filled.stat().st_size // 2])
    for copy in (other, torn, tmp_path / "none.duckdb"):
        with pytest.raises(WarehouseError):
            restore(filled, copy)
        assert rows(filled) == before
    assert not list(filled.parent.glob("*.new*"))


def test_a_writer_s_file_that_is_damaged_gives_way_to_a_copy(filled: Path, tmp_path: Path) -> None:
    before = rows(filled)
    copy = backup(filled, tmp_path / "backups", date(2024, 11, 21), 7)
    assert copy is not None
    writer = writer_path(filled)
    writer.write_bytes(b"\0" * 5000)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        verify(filled)
    kept = restore(filled, copy)
    assert rows(filled) == before
    assert kept is not None and kept.read_bytes() == b"\0" * 5000


def test_verify_finds_what_a_load_would_not_look_at(filled: Path) -> None:
    assert [it.path for it in verify(filled)] == [filled, writer_path(filled)]
    with connect_writer(filled) as con:
        con.execute("UPDATE milestones SET value = 7 WHERE value = 1")
    with pytest.raises(WarehouseError, match="is not what its id was made of"):
        verify(filled)


def test_verify_finds_a_block_that_rotted(filled: Path) -> None:
    body = bytearray(filled.read_bytes())
    filled.chmod(0o644)
    # One bit in each block: DuckDB's header of 12 kB aside, whichever block is read holds one.
    for place in range(3 * 4096 + 5000, len(body), 4096):
        body[place] ^= 1
    filled.write_bytes(body)
    with pytest.raises(WarehouseError):
        verify(filled)

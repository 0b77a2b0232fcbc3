"""The lock, the swap, the checks before it, and what analysts see meanwhile."""

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from ledger_data import batch, day, plain, rows, writer_rows

from warehouse import (
    CheckFailed,
    Run,
    WarehouseError,
    begin,
    check,
    connect_writer,
    lock,
    migrate,
    publish,
    query,
    schema_version,
    store,
    writer_path,
    writing,
)

HERE = Path(__file__).parent


def child(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def told(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == word


def test_the_published_copy_is_read_only_and_stands_alone(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    assert not path.exists()
    assert publish(path).moved_aside is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert sorted(item.name for item in path.parent.iterdir()) == [
        "ledger.duckdb",
        "ledger.duckdb.lock",
        "ledger.duckdb.writer",
    ]
    with pytest.raises(WarehouseError, match="read-only"):
        query(path, "DELETE FROM milestones")
    assert query(path, "SELECT 1; SELECT 2 AS two").columns == ("two",)


def test_the_file_is_laid_out_for_older_clients(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    publish(path)
    for _ in range(2):
        tags = query(path, "SELECT tags FROM duckdb_databases() WHERE NOT internal").rows[0][0]
        assert isinstance(tags, dict)
        assert tags["storage_version"].startswith("v1.5.0")
        publish(path)


def test_everything_has_a_comment(path: Path) -> None:
    publish(path)
    for kind in ("tables", "columns", "views"):
        answer = query(path, f"FROM duckdb_{kind}() WHERE NOT internal AND coalesce(comment, '') = ''")
        assert not answer.rows
    macros = "FROM duckdb_functions() WHERE NOT internal AND function_type = 'table_macro'"
    assert not query(path, f"{macros} AND coalesce(comment, '') = ''").rows
    assert len(query(path, macros).rows) == 4
    assert len(query(path, "FROM duckdb_tables()").rows) >= 9


def test_nothing_asks_the_network_for_an_extension(path: Path) -> None:
    publish(path)
    with pytest.raises(WarehouseError, match="read_xlsx"):
        query(path, "SELECT * FROM read_xlsx('x.xlsx')")


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        ("UPDATE milestones SET document_version = 9", "orphans"),
        ("DELETE FROM companies WHERE slug = 'xiaomi'", "orphans"),
        ("INSERT INTO listings (company, venue, symbol) VALUES ('nobody', 'HKEX', '1')", "orphans"),
        ("INSERT INTO milestones FROM milestones", "duplicate_ids"),
        ("INSERT INTO documents FROM documents", "duplicate_ids"),
        ("UPDATE milestones SET quote_end = 999", "spans"),
        ("UPDATE documents SET text_length = 0", "spans"),
        ("UPDATE documents SET published = DATE '1492-10-12'", "dates"),
        ("UPDATE documents SET last_seen = first_seen - INTERVAL 1 DAY", "dates"),
        ("UPDATE milestones SET period_end = NULL", "dates"),
        ("UPDATE milestones SET superseded_at = first_seen - INTERVAL 1 DAY", "dates"),
        ("UPDATE documents SET superseded_at = last_seen", "versions"),
        ("UPDATE documents SET version = 2", "versions"),
    ],
)
def test_a_failed_check_publishes_nothing_and_says_why(path: Path, damage: str, name: str) -> None:
    store(path, batch((day(0), plain("a", 1))))
    publish(path)
    before = path.read_bytes()
    with connect_writer(path) as con:
        con.execute(damage)
    with pytest.raises(CheckFailed, match=f"{name} \\(") as raised:
        publish(path)
    assert "the published copy is as it was" in str(raised.value)
    assert path.read_bytes() == before


def test_words_outside_the_closed_sets_are_refused_by_tables_and_by_checks(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    with connect_writer(path) as con:
        for column in ("metric", "qualifier", "scope", "status", "powertrain"):
            with pytest.raises(duckdb.ConstraintException):
                con.execute(f"UPDATE milestones SET {column} = 'other'")  # noqa: S608
        con.execute("CREATE TEMP TABLE milestones AS SELECT * REPLACE ('other' AS metric) FROM milestones")
        assert [failure.name for failure in check(con)] == ["closed_sets"]


def test_a_foreign_write_ahead_log_is_moved_aside(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    publish(path)
    path.chmod(0o644)
    # Another program opens the published copy to write and dies: its log lies there, and belongs to the old file.
    script = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('DELETE FROM milestones'); os._exit(0)"
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    log = path.with_name("ledger.duckdb.wal")
    assert log.exists()
    store(path, batch((day(1), plain("b", 2)), run="run-2", at=day(1)))
    moved = publish(path).moved_aside
    assert moved is not None
    assert moved.exists()
    assert not log.exists()
    assert len(rows(path)["milestones"]) == 2
    log.write_bytes(moved.read_bytes())
    assert publish(path).moved_aside not in (None, moved)


def test_a_second_writer_waits_and_then_says_who_writes(path: Path) -> None:
    script = "import sys; from pathlib import Path; from warehouse import lock\n"
    script += "with lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    holder = child("-c", script, path)
    try:
        told(holder, "held")
        for step in (
            lambda: store(path, batch((day(0), plain("a", 1))), wait=0.1),
            lambda: publish(path, wait=0),
            lambda: begin(path, Run("run-0", day(0)), wait=0),
        ):
            with pytest.raises(WarehouseError, match=rf"process {holder.pid}\) .* try again"):
                step()
        assert holder.stdin is not None
        holder.stdin.close()
        assert store(path, batch((day(0), plain("a", 1))), wait=60).new_documents == 1
    finally:
        holder.kill()
        holder.wait()


def test_a_writer_s_file_that_is_open_elsewhere_is_a_clear_sentence(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    holder = child("-c", script, writer_path(path))
    try:
        told(holder, "held")
        with pytest.raises(WarehouseError, match="cannot be opened for writing"):
            publish(path)
    finally:
        holder.kill()
        holder.wait()


def test_readers_see_no_error_and_never_half_a_load(path: Path) -> None:
    def one(number: int) -> None:
        readings = [(day(number), plain(f"doc-{number}-{item}", 1, 2)) for item in range(10)]
        store(path, batch(*readings, run=f"run-{number}", at=day(number)))
        publish(path)

    one(0)
    readers = [child(HERE / "reader_child.py", path, mode) for mode in ("anew", "anew", "anew", "anew", "open")]
    try:
        for reader in readers:
            told(reader, "ready")
        for number in (1, 2, 3):
            one(number)
        answers = [reader.communicate("enough")[0].split() for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
    assert [reader.returncode for reader in readers] == [0] * 5
    assert all(answer[-1] == "4" for answer in answers[:4])
    assert answers[4] == ["1"]


def test_leftover_runs_are_marked_killed_and_a_living_one_corrects_it(path: Path) -> None:
    begin(path, Run("run-1", day(1)))
    begin(path, Run("run-2", day(2)))
    assert writer_rows(path, "SELECT run_id, status FROM runs ORDER BY ALL") == [
        ("run-1", "killed"),
        ("run-2", "running"),
    ]
    store(path, batch(run="run-1", at=day(1)))
    assert writer_rows(path, "SELECT status FROM runs ORDER BY run_id") == [("done",), ("running",)]
    begin(path, replace(batch(run="run-2", at=day(2)).run, status="failed", message="the disk is full"))
    assert writer_rows(path, "SELECT status, message FROM runs WHERE run_id = 'run-2'") == [
        ("failed", "the disk is full")
    ]


def test_a_lost_writer_starts_from_what_was_published(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    publish(path)
    writer_path(path).unlink()
    assert store(path, batch((day(1), plain("b", 2)), run="run-2", at=day(1))).new_documents == 1
    publish(path)
    assert len(rows(path)["documents"]) == 2


def test_a_file_that_is_something_else_is_left_alone(path: Path) -> None:
    path.write_text("not a database, but long enough to look into " * 100)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        publish(path)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        query(path, "SELECT 1")
    assert path.read_text().startswith("not a database")
    path.unlink()
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE mine AS SELECT 1 AS one")
    with pytest.raises(WarehouseError, match="no warehouse of evledger"):
        publish(path)
    assert query(path, "FROM mine").rows == [(1,)]


def test_a_newer_file_is_refused(path: Path) -> None:
    with connect_writer(path) as con:
        newest = migrate(con)
        assert migrate(con) == newest == schema_version(con)
        con.execute("INSERT INTO schema_version VALUES (99, 'from the future')")
    with pytest.raises(WarehouseError, match=r"layout 99.*update evledger"):
        store(path, batch((day(0), plain("a", 1))))


def test_a_missing_warehouse_and_a_bad_folder_are_clear_sentences(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"no warehouse at .*`evledger run` makes one"):
        query(tmp_path / "none.duckdb", "SELECT 1")
    (tmp_path / "file").touch()
    with pytest.raises(WarehouseError, match=r"cannot be written .* name another place"), lock(tmp_path / "file" / "x"):
        pass


def test_a_refused_statement_is_one_of_ours(path: Path) -> None:
    publish(path)
    with pytest.raises(WarehouseError, match="nonsense"):
        query(path, "SELECT nonsense FROM milestones")
    with pytest.raises(WarehouseError, match="nothing was changed"), writing(path) as con:
        con.execute("INSERT INTO milestones DEFAULT VALUES")

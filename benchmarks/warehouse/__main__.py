"""How fast the warehouse loads and answers: python -m benchmarks.warehouse. Needs about 4 GB of disk.

Prints one table. Processor seconds are what to compare on a machine that others use as well. dlt is set up in a folder
of its own that is thrown away; `--without-dlt` leaves it out.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.warehouse.data import ANY, RECENT, extractions, market, staged
from warehouse import LoadBatch, Run, connect_reader, connect_writer, load, load_prices, migrate, writer_path
from warehouse.connect import STORAGE_VERSION
from warehouse.load import load_tables

START = datetime(2026, 1, 1, tzinfo=UTC)
DLT = ("dlt[duckdb]==1.31.0", f"duckdb=={duckdb.__version__}", "pyarrow")
STEP = 500_000


def run(number: int) -> Run:
    return Run(f"run-{number}", START + timedelta(days=number), status="done")


def timed(what: str, work: Callable[[], object], against: float | None = None) -> float:
    """Do it, print wall and processor seconds, and how many times `against` that is; gives processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    cpu = time.process_time() - cpu
    tell(what, time.perf_counter() - wall, cpu, against)
    return cpu


def tell(what: str, wall: float, cpu: float, against: float | None = None) -> None:
    ratio = f"{cpu / against:8.2f}x" if against else ""
    print(f"{what:58} {wall:8.2f} s {cpu:8.2f} cpu s {ratio}", flush=True)


def raw(folder: Path, facts: int) -> float:
    rows = staged(0, facts, run(0))
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{folder / 'raw.duckdb'}' AS raw (STORAGE_VERSION '{STORAGE_VERSION}')")
        con.execute("USE raw")
        con.register("m", rows.milestones)
        con.register("d", rows.documents)
        con.register("s", rows.stock_moves)

        def work() -> None:
            con.execute("CREATE TABLE milestones AS SELECT * FROM m")
            con.execute("CREATE TABLE documents AS SELECT * FROM d")
            con.execute("CREATE TABLE stock_moves AS SELECT * FROM s")
            con.execute("CHECKPOINT raw")

        return timed(f"{facts:,} facts: raw INSERT ... SELECT from Arrow", work)


def ours(folder: Path, facts: int, against: float | None) -> float:
    path = folder / f"ours-{facts}.duckdb"
    rows = staged(0, facts, run(0))
    with connect_writer(path) as con:
        migrate(con)

        def work() -> None:
            load_tables(con, rows, run(0))
            con.execute("CHECKPOINT")

        return timed(f"{facts:,} facts: load with events and checks", work, against)


def objects(folder: Path, facts: int) -> float:
    rows = extractions(facts)
    batch = LoadBatch(run(0), "v1", rows, [START] * len(rows), companies=staged(0, 5, run(0)).companies.to_pylist())
    with connect_writer(folder / "objects.duckdb") as con:
        migrate(con)

        def work() -> None:
            load(con, batch)
            con.execute("CHECKPOINT")

        return timed(f"{facts:,} facts: load from Python objects", work)


def dlt(folder: Path, facts: int, kind: str, against: float) -> None:
    python = folder / "dlt" / "bin" / "python"
    if not python.exists():
        venv.create(folder / "dlt", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *DLT], check=True)
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{writer_path(folder / f'ours-{facts}.duckdb')}' AS w (READ_ONLY)")
        for table, left_out in (
            ("documents", "voice"),
            ("milestones", "event_key"),
            ("stock_moves", "document_version"),
        ):
            rows = f"SELECT * EXCLUDE ({left_out}) FROM w.{table}"  # noqa: S608
            con.execute(f"COPY ({rows}) TO '{folder / table}.parquet'")
    script = [python, Path(__file__).with_name("dlt_child.py"), folder, kind]
    wall, cpu = map(float, subprocess.run(script, check=True, stdout=subprocess.PIPE).stdout.split()[-2:])
    tell(f"{facts:,} facts: dlt merges {kind}", wall, cpu, against)


def views(folder: Path, facts: int) -> None:
    with connect_writer(folder / f"ours-{facts}.duckdb") as con:
        timed("closes of 90 shares in 19 months", lambda: load_prices(con, market(run(1))))
    with connect_reader(writer_path(folder / f"ours-{facts}.duckdb")) as con:
        names = [row[0] for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
        counted = "SELECT count(DISTINCT id) FROM milestones"
        con.execute(counted).fetchall()
        base = statistics.median(timed(counted, lambda: con.execute(counted).fetchall()) for _ in range(3))
        for name in sorted(names):
            # Every column of every row is worked out, and nothing of it is brought to Python.
            timed(name, lambda name=name: con.execute(f"SELECT bit_xor(hash(v)) FROM {name} v").fetchall(), base)  # type: ignore[misc]  # noqa: S608


def day(folder: Path, size: int, facts: int, back: int) -> None:
    def daily(name: str, path: Path, against: float | None) -> float:
        found = []
        for number in range(3):
            first = size + number * facts
            rows = staged(first, first + facts, run(100 + number), back)
            with connect_writer(path) as con:
                migrate(con)
                what = f"{facts:,} facts into {name}"
                found.append(timed(what, lambda con=con, rows=rows: load_tables(con, rows, run(100)), against))  # type: ignore[misc]
            if against is None:
                writer_path(path).unlink()
        return statistics.median(found)

    empty = daily("an empty warehouse", folder / "empty.duckdb", None)
    path = folder / f"grown-{back}.duckdb"
    for number, first in enumerate(range(0, size, STEP)):
        rows = staged(first, min(first + STEP, size), run(number), back)
        with connect_writer(path) as con:
            con.execute("SET memory_limit = '6GB'")
            migrate(con)
            what = f"growing to {first + STEP:,}"
            timed(what, lambda con=con, rows=rows, number=number: load_tables(con, rows, run(number)))  # type: ignore[misc]
    full = daily(f"{size:,}", path, empty)
    writer_path(path).unlink()
    told = f"a day's load into {size:,} facts that tell of the last {back} months"
    print(f"{told} costs {full / empty:.2f} times that into none")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warehouse")
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--ledger", type=int, default=5_000_000)
    parser.add_argument("--day", type=int, default=2_000)
    parser.add_argument("--without-dlt", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = raw(folder, given.facts)
        for part in (4, 2):
            ours(folder, given.facts // part // 5 * 5, base / part)
        whole = ours(folder, given.facts, base)
        views(folder, given.facts)
        small = objects(folder, given.objects)
        if not given.without_dlt:
            dlt(folder, given.facts, "arrow", whole)
            ours(folder, given.objects, None)
            dlt(folder, given.objects, "dicts", small)
        if given.ledger:
            for back in (RECENT, ANY):
                day(folder, given.ledger, given.day, back)


if __name__ == "__main__":
    sys.exit(main())

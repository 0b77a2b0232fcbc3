"""What Prefect costs beside the plain functions: `python benchmarks/operation/run.py [RUNS]`.

Sixty sources of five pages on loopback, read RUNS times each in three ways, each run a process of its own on an empty
warehouse: the plain functions, `evledger run` with its embedded API, and the same with a server that is running.
CPU seconds are those of a run's process and of all it started; of the running server what it used meanwhile and in the
ten seconds after. Also: how much the server's database grows a run.
"""

import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "flows")]

import replica  # noqa: E402
from small_archive import EVLEDGER, environment, story  # noqa: E402

SOURCES, PAGES = 60, 5
SETTLE_SECONDS = 10


def plain() -> None:
    """The steps of a run with nothing of Prefect in the process."""
    from concurrent.futures import ThreadPoolExecutor
    from datetime import UTC, datetime

    from extractors.sources import sources
    from extractors.sources.collect import Plan
    from extractors.web.archive import Writer, recalled, seen
    from extractors.web.client import Client
    from flows import pipeline, store
    from flows.settings import Settings
    from warehouse import Run

    settings, now = Settings(), datetime.now(UTC)
    run = Run("plain", now)
    store.begin(run, settings.warehouse, settings.lock_seconds)
    known = seen(settings.archive.glob("*.warc.gz"))
    with (
        Writer(settings.archive, known) as writer,
        Client(settings.fetch, keep=writer.write, recall=recalled(known)) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        chosen = [it for it in sources(settings.sources).values() if it.enabled]
        plan = Plan(now, known=known)
        fetched = list(pool.map(lambda it: pipeline.fetch_source(it, client, plan, 1800, time.monotonic), chosen))
        pages = [page for it in fetched for page in (*it.problems, *it.pages)]
        found = pipeline.together(
            [pipeline.read_batch(batch, settings.sources) for batch in pipeline.batches(pages, settings.batch_size)]
        )
    store.load(run, settings.warehouse, found, settings.lock_seconds)
    store.publish(settings.warehouse, settings.lock_seconds)
    assert "prefect" not in sys.modules


def cpu(command: list[str], env: dict[str, str]) -> float:
    """CPU seconds of a command and all it started and waited for."""
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
    assert process.stderr
    errors = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, errors.decode()
    return used.ru_utime + used.ru_stime


def cpu_of(session: int) -> float:
    """CPU seconds so far of the living processes of a session."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def database_bytes(path: Path) -> int:
    with sqlite3.connect(path) as con:
        (size,) = con.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()").fetchone()
    return int(size)


def main(runs: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, replica.replica(SOURCES) as sites:
        folder, own = Path(name), Path(name) / "own"
        own.mkdir()
        replica.switch_off_packaged(own)
        for number in range(SOURCES):
            address = sites.address(number)
            sites.sites[number] = replica.site(address, {f"/{it}": story(PAGES * number + it) for it in range(PAGES)})
            replica.write_source(own, f"s{number}", f"{address}/feed")
        settings = replica.settings(own)
        count = iter(range(1000))

        def fresh(**more: str) -> dict[str, str]:
            return environment(folder / f"run-{next(count)}", **settings, **more)

        itself, run = [sys.executable, __file__, "plain"], [str(EVLEDGER), "run"]
        functions = [cpu(itself, fresh(PYTHONPATH=str(ROOT))) for _ in range(runs)]
        # Prefect's database is made once a data folder: what is measured is every run but the first.
        warm, embedded = fresh(), []
        for _ in range(runs + 1):
            embedded.append(cpu(run, warm))
            for path in Path(warm["EVLEDGER_DATA"]).glob("evledger.duckdb*"):
                path.unlink()
            shutil.rmtree(Path(warm["EVLEDGER_DATA"]) / "archive")

        home = folder / "server"
        env = fresh(EVLEDGER_SERVER_PORT=str(sites.port + 1), PREFECT_LOGGING_LEVEL="CRITICAL")
        env |= {"EVLEDGER_DATA": str(home)}
        subprocess.run([str(EVLEDGER), "up"], env=env, check=True, stdout=subprocess.DEVNULL)
        try:
            session = json.loads((home / "server" / "operation.json").read_text("utf-8"))["children"]["server"]
            url = f"http://127.0.0.1:{sites.port + 1}/api"
            with_server, of_server, sizes = [], [], []
            for _ in range(runs + 1):
                before = cpu_of(session)
                with_server.append(cpu(run, fresh(EVLEDGER_PREFECT_API_URL=url, PREFECT_LOGGING_LEVEL="CRITICAL")))
                time.sleep(SETTLE_SECONDS)
                of_server.append(cpu_of(session) - before)
                sizes.append(database_bytes(home / "server" / "prefect.db"))
        finally:
            subprocess.run([str(EVLEDGER), "down"], env=env, check=True, stdout=subprocess.DEVNULL)
    base = statistics.median(functions)
    print(f"{SOURCES} sources, {SOURCES * PAGES} pages, median of {runs} runs, CPU seconds")
    print(f"plain functions              {base:6.1f}")
    own_api = statistics.median(embedded[1:])
    print(f"embedded API, first run      {embedded[0]:6.1f}")
    print(f"embedded API                 {own_api:6.1f}   added {own_api - base:5.1f}")
    # The first run on a server fills its caches.
    client, server = statistics.median(with_server[1:]), statistics.median(of_server[1:])
    print(f"running server, the run      {client:6.1f}   added {client - base:5.1f}")
    print(f"running server, the server   {server:6.1f}")
    print(f"server's database grows by   {(sizes[-1] - sizes[0]) / runs / 1e6:6.2f} MB a run")
    print(f"largest memory of a run      {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:6.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:] == ["plain"]:
        plain()
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 3)

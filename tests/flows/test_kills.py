"""A run that is killed, and readers during runs. Takes minutes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from small_archive import environment, rows

POINTS = 12
KILLED_RUN = Path(__file__).with_name("killed_run.py")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def start(point: int, archive: Path, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(KILLED_RUN), str(point), "run", "--archive", str(archive)]
    more = {"COUNT_FILE": str(data.parent / "count")}
    return subprocess.run(command, capture_output=True, text=True, env=environment(data, **more), timeout=120)


def servers(data: Path) -> list[int]:
    """Embedded servers that serve this data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, variables = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:
            continue
        if b"flows.embedded_server" in command and os.fsencode(data / "prefect") in variables:
            found.append(int(process.name))
    return found


def test_a_run_killed_anywhere_is_made_good_by_the_next(evledger, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = start(0, archive, tmp_path / "whole" / "data")
    assert whole.returncode == 0, whole.stderr
    undisturbed = rows(tmp_path / "whole" / "data" / "evledger.duckdb")
    calls = int((tmp_path / "whole" / "count").read_text("utf-8"))
    assert calls > 10 * POINTS
    reached = 0
    for number in range(POINTS):
        data = tmp_path / f"killed-{number}" / "data"
        data.parent.mkdir()
        killed = start(1 + (calls - 2) * number // (POINTS - 1), archive, data)
        reached += killed.returncode == -signal.SIGKILL
        warehouse = data / "evledger.duckdb"
        if warehouse.exists():
            assert rows(warehouse) == undisturbed, "what is published is whole"
        deadline = time.monotonic() + 60
        while servers(data) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert not servers(data), "a killed run leaves no server behind"
        again = evledger("run", "--archive", archive, data=data)
        assert again.returncode == 0, again.stderr
        assert rows(warehouse) == undisturbed
        with duckdb.connect(str(warehouse), read_only=True) as con:
            assert con.execute("SELECT count(*) FROM runs WHERE status = 'running'").fetchall() == [(0,)]
    assert reached >= 10


def read_on(warehouse: Path, stop: "multiprocessing.synchronize.Event", out: "multiprocessing.Queue[object]") -> None:
    """Ask until told to stop; give every error and how often an answer came."""
    answers, errors = 0, []
    while not stop.is_set():
        try:
            with duckdb.connect(str(warehouse), read_only=True) as con:
                for _ in range(20):
                    (count,) = con.execute(
                        "SELECT count(*) FROM milestones JOIN documents d ON d.id = document_id"
                    ).fetchone()
                    answers += 1
                    if count != 60:
                        errors.append(f"{count} facts")
        except Exception as error:
            errors.append(repr(error))
    out.put((answers, errors))


def test_readers_see_no_error_through_three_runs(evledger, archive: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert evledger("run", "--archive", archive, data=data).returncode == 0
    context = multiprocessing.get_context("spawn")
    stop, out = context.Event(), context.Queue()
    readers = [context.Process(target=read_on, args=(data / "evledger.duckdb", stop, out)) for _ in range(5)]
    for reader in readers:
        reader.start()
    try:
        # One more reader holds the first copy open all the while.
        with duckdb.connect(str(data / "evledger.duckdb"), read_only=True) as held:
            for _ in range(3):
                done = evledger("run", "--archive", archive, data=data)
                assert done.returncode == 0, done.stderr
            assert held.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    finally:
        stop.set()
        found = [out.get(timeout=60) for _ in readers]
        for reader in readers:
            reader.join(60)
    assert all(answers > 0 and not errors for answers, errors in found), found

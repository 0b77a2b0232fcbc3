"""Kills at random moments, a full disk, a folder that cannot be written, a reader that never lets go."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_data import batch, day, plain, rows

from warehouse import connect_reader, lock, publish, query, store

HERE = Path(__file__).parent
KILLS = 50
NOBODY = 65534


def loads_killed(path: Path, kills: int, random_: random.Random) -> list[str]:
    """Kill a process that loads and publishes at `kills` random moments, always going on where it was; what it did."""
    script = [sys.executable, str(HERE / "kill_any_moment_child.py"), str(path)]
    stages: list[str] = []
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin and child.stdout
        number, whole = 0, 0.0
        for turn in range(kills + 1):
            child.stdin.write(f"{number}\n")
            child.stdin.flush()
            _, process = child.stdout.readline().split()
            # The first one tells how long a load and its publication take here and now.
            began = time.monotonic()
            delay = random_.uniform(0, 1.5 * whole) if turn else 600.0
            timer = threading.Timer(delay, os.kill, (int(process), signal.SIGKILL))
            timer.start()
            told = {"begun": -1, "loaded": number - 1, "published": number - 1}
            while (line := child.stdout.readline().split()) != ["dead"]:
                stage, value = line
                told[stage] = int(value)
                stages.append(stage)
                if not turn and stage == "published":
                    whole = time.monotonic() - began
                    os.kill(int(process), signal.SIGKILL)
            timer.cancel()
            timer.join()
            # A load that was told is there; the one under way is there as a whole or not at all.
            assert len(query_rows(path)) in (told["published"] + 1, told["loaded"] + 1, told["begun"] + 1)
            store(path, batch(run="run-x", at=day(0)))
            publish(path)
            there = query_rows(path)
            assert there == [(f"run-{n}", 10, 20) for n in range(len(there))]
            assert len(there) in (told["loaded"] + 1, told["begun"] + 1)
            number = len(there)
    return stages


def query_rows(path: Path) -> list[tuple[object, ...]]:
    """Each load in the published copy, with its documents and milestones; no load there, no row."""
    if not path.exists():
        return []
    return query(
        path,
        """
        SELECT 'run-' || split_part(d.id, '-', 2), count(DISTINCT d.id), count(m.id)
        FROM documents d JOIN milestones m ON m.document_id = d.id
        GROUP BY ALL ORDER BY min(d.first_seen)
        """,
    ).rows


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fifty_kills_at_random_moments_lose_and_double_nothing(path: Path) -> None:
    publish(path)
    script = [sys.executable, str(HERE / "reader_child.py"), str(path), "tenfold"]
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin and reader.stdout
        reader.stdout.readline()
        stages = loads_killed(path, KILLS, random.Random(7))
        reader.communicate("enough")
    assert reader.returncode == 0
    # Some died before, some after their load, some while they published.
    assert stages.count("begun") > stages.count("loaded") > stages.count("published") > 0


def test_a_disk_that_is_full_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    script = f'mount -t tmpfs -o size=24m none "{tmp_path}" && exec "{sys.executable}" "$0" "{tmp_path}"'
    child = ["unshare", "--mount", "sh", "-c", script, str(HERE / "full_disk_child.py")]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 2


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: pytest's own are its user's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_nobody(work: str, path: Path) -> str:
    """What a process that is not root says when it does `work` to the warehouse at `path`."""
    script = f"""
import os, sys
from pathlib import Path
from ledger_data import batch, day, plain, rows
from warehouse import WarehouseError, begin, connect_reader, publish, query, store
if os.getuid() == 0:
    os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})
path = Path(sys.argv[1])
try:
    print({work})
except WarehouseError as error:
    print("refused:", error)
"""
    environment = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, env=environment, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "work", ["store(path, batch((day(1), plain('b', 2)), run='run-2', at=day(1)))", "publish(path)"]
)
def test_a_folder_that_cannot_be_written_is_read_and_left_as_it_is(open_folder: Path, work: str) -> None:
    path = open_folder / "ledger.duckdb"
    store(path, batch((day(0), plain("a", 1))))
    publish(path)
    before = {item.name: item.read_bytes() for item in open_folder.iterdir()}
    open_folder.chmod(0o555)
    try:
        told = as_nobody(work, path)
        asked = as_nobody("query(path, 'SELECT value FROM milestones').rows", path)
    finally:
        open_folder.chmod(0o755)
    assert told.startswith("refused: ") and told.count("\n") == 1
    assert "cannot be written (Permission denied): name another place" in told
    assert asked == "[(1,)]\n"
    assert {item.name: item.read_bytes() for item in open_folder.iterdir()} == before


def test_a_reader_that_never_lets_go_holds_up_nobody(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    publish(path)
    with connect_reader(path) as reader:
        reader.execute("BEGIN; FROM milestones")
        for number in range(1, 4):
            store(path, batch((day(number), plain(f"b{number}", 2)), run=f"run-{number}", at=day(number)), wait=0)
            publish(path, wait=0)
        with lock(path, wait=0):
            assert reader.execute("SELECT count(*) FROM milestones").fetchall() == [(1,)]
    assert len(rows(path)["milestones"]) == 4

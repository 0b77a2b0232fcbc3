"""Kill a load and publish at one line of the warehouse after the other: kill_child.py STATE OUT EVERY.

Copies the folder STATE for each point, runs there in a fork that kills itself, and prints one JSON list of
[line, folder]. A trace function ends the process, so the program itself knows nothing of the test.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from ledger_data import batch, day, plain

import warehouse
from warehouse import Run, begin, publish, store

ROOM = str(Path(warehouse.__file__).parent)
# Pure steps before any file is touched: a kill there is a kill before the run.
PURE = {"batch", "period"}

BEFORE = batch((day(0), plain("a", 1, 2)), (day(0), plain("b", 3)), (day(0), plain("gone", 4)))
READINGS = [(day(1), plain("a", 2, 5)), (day(1), plain("b", 3)), *((day(1), plain(f"n{n}", n)) for n in range(40))]


def run(path: Path, run_id: str, number: int) -> None:
    begin(path, Run(run_id, day(number)))
    store(path, batch(*READINGS, run=run_id, at=day(number)))
    publish(path)


def traced(path: Path, on_line: Callable[[str], None]) -> None:
    """Run with `on_line` called before each line of the warehouse, as module.function:line."""

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(ROOM) or Path(frame.f_code.co_filename).stem in PURE:
            return None
        if event == "line":
            on_line(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}:{frame.f_lineno}")
        return trace

    sys.settrace(trace)
    run(path, "run-2", 2)


def in_fork(work: Callable[[], None]) -> int:
    """Wait status of a fork that does the work."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def copied(state: Path, folder: Path) -> Path:
    shutil.copytree(state, folder)
    return folder / "ledger.duckdb"


def kill_at(point: str, path: Path) -> None:
    def on_line(line: str) -> None:
        if line == point:
            os.kill(os.getpid(), signal.SIGKILL)

    assert os.WTERMSIG(in_fork(lambda: traced(path, on_line))) == signal.SIGKILL, point


def main(state: Path, out: Path, every: int) -> None:
    seen = out / "lines"

    def survey() -> None:
        lines: dict[str, None] = {}
        traced(copied(state, out / "survey"), lambda line: lines.setdefault(line))
        sys.settrace(None)
        seen.write_text(json.dumps(list(lines)))

    in_fork(survey)
    points = json.loads(seen.read_text())[::every]
    folders = [out / str(number) for number, _ in enumerate(points)]
    for point, folder in zip(points, folders, strict=True):
        kill_at(point, copied(state, folder))
    print(json.dumps([[point, str(folder)] for point, folder in zip(points, folders, strict=True)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

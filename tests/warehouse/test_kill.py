"""SIGKILL at any line of load and publish, and the next run ends in the rows of an undisturbed one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from kill_child import BEFORE, run
from ledger_data import rows

from warehouse import publish, query, store

HERE = Path(__file__).parent


def killed_at_every(step: int, tmp_path: Path) -> int:
    """Kill a run at every `step`-th line of the warehouse; the copy is whole, the next run ends as if undisturbed."""
    state = tmp_path / "state"
    before = state / "ledger.duckdb"
    store(before, BEFORE)
    publish(before)
    undisturbed = tmp_path / "undisturbed" / "ledger.duckdb"
    store(undisturbed, BEFORE)
    run(undisturbed, "run-2", 2)
    whole = (rows(before), rows(undisturbed))
    out = tmp_path / "out"
    out.mkdir()
    script = [sys.executable, HERE / "kill_child.py", state, out, str(step)]
    points = json.loads(subprocess.run(script, check=True, stdout=subprocess.PIPE).stdout)
    for point, folder in points:
        path = Path(folder) / "ledger.duckdb"
        assert rows(path) in whole, point
        run(path, "run-3", 3)
        assert rows(path) == whole[1], point
        statuses = dict(query(path, "SELECT run_id, status FROM runs").rows)  # type: ignore[arg-type]
        assert statuses.pop("run-2", "killed") in ("killed", "done"), point
        assert statuses == {"run-1": "done", "run-3": "done"}, point
        left = {item.name for item in path.parent.iterdir()}
        assert left == {"ledger.duckdb", "ledger.duckdb.lock", "ledger.duckdb.writer"}, point
    return len(points)


def test_a_run_killed_at_any_point_is_made_good_by_the_next(tmp_path: Path) -> None:
    assert killed_at_every(12, tmp_path) >= 10


@pytest.mark.slow
def test_a_run_killed_at_every_line_is_made_good_by_the_next(tmp_path: Path) -> None:
    assert killed_at_every(1, tmp_path) >= 100

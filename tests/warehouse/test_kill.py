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


def killed_at_every(step: int, tmp_path: Path, grown: bool) -> int:
    """Kill a run at every `step`-th line of the warehouse; the copy is whole, the next run ends as if undisturbed.

    The run meets a published warehouse where `grown`, and else makes one.
    """
    state, out = tmp_path / "state", tmp_path / "out"
    undisturbed = tmp_path / "undisturbed" / "ledger.duckdb"
    for folder in (state, out):
        folder.mkdir()
    whole = []
    if grown:
        for path in (state / "ledger.duckdb", undisturbed):
            store(path, BEFORE)
            publish(path)
        whole.append(rows(undisturbed))
    run(undisturbed, "run-2", 2)
    whole.append(rows(undisturbed))
    script = [sys.executable, HERE / "kill_child.py", state, out, str(step)]
    points = json.loads(subprocess.run(script, check=True, stdout=subprocess.PIPE).stdout)
    for point, folder in points:
        path = Path(folder) / "ledger.duckdb"
        assert rows(path) in whole if path.exists() else not grown, point
        run(path, "run-3", 3)
        assert rows(path) == whole[-1], point
        statuses = dict(query(path, "SELECT run_id, status FROM runs WHERE run_id > 'run-1'").rows)  # type: ignore[arg-type]
        assert statuses.pop("run-2", "killed") in ("killed", "done"), point
        assert statuses == {"run-3": "done"}, point
        left = {item.name for item in path.parent.iterdir()}
        assert left == {"ledger.duckdb", "ledger.duckdb.lock", "ledger.duckdb.writer"}, point
    return len(points)


@pytest.mark.parametrize(("grown", "step", "points"), [(True, 16, 10), (False, 40, 4)])
def test_a_run_killed_at_any_point_is_made_good_by_the_next(
    tmp_path: Path, grown: bool, step: int, points: int
) -> None:
    assert killed_at_every(step, tmp_path, grown) >= points


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("grown", [True, False])
def test_a_run_killed_at_every_line_is_made_good_by_the_next(tmp_path: Path, grown: bool) -> None:
    assert killed_at_every(1, tmp_path, grown) >= 100

"""prefect.yaml on a real Prefect server and worker: deployed, scheduled, run by hand with parameters."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_archive import environment, rows

ROOT = Path(__file__).parents[2]
PREFECT = Path(sys.executable).with_name("prefect")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@contextmanager
def running(log: Path, env: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Prefect process with its children in a session of its own, ended with the block, by force after a while."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(PREFECT), *words], env=env, stdout=out, stderr=out, cwd=log.parent, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(what: Callable[[], Any], seconds: float) -> Any:
    """The first true answer, asked for a bounded time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := what():
                return found
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"nothing within {seconds} s")


def test_deployed_scheduled_and_triggered_with_parameters(archive: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    data, warehouse = tmp_path / "data", tmp_path / "asked-for.duckdb"
    env = environment(
        data, PREFECT_HOME=str(tmp_path / "prefect"), PREFECT_API_URL=api, PREFECT_SERVER_ANALYTICS_ENABLED="false",
        DO_NOT_TRACK="1",
    )  # fmt: skip
    server = ("server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui")

    def prefect(*words: str) -> str:
        done = subprocess.run(
            [str(PREFECT), "--no-prompt", *words], env=env, capture_output=True, text=True, cwd=ROOT, timeout=120,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def runs(state: str) -> list[dict[str, Any]]:
        wanted = {"flow_runs": {"state": {"type": {"any_": [state]}}}}
        return httpx.post(f"{api}/flow_runs/filter", json=wanted, trust_env=False).json()

    with running(tmp_path / "server.log", env, *server):
        until(lambda: httpx.get(f"{api}/health", trust_env=False).status_code == 200, 90)
        prefect("work-pool", "create", "evledger", "--type", "process", "--overwrite")
        prefect("deploy", "--all")
        prefect("deploy", "--all")
        deployment = httpx.get(f"{api}/deployments/name/daily/daily", trust_env=False).json()
        (schedule,) = deployment["schedules"]
        assert schedule["active"] and schedule["schedule"]["timezone"] == "Europe/Berlin"
        assert deployment["concurrency_limit"] == 1 or deployment["global_concurrency_limit"]["limit"] == 1
        assert {"source", "since", "archive", "warehouse"} <= deployment["parameter_openapi_schema"][
            "properties"
        ].keys()
        assert "daily/daily" in prefect("deployment", "ls")
        scheduled = until(lambda: runs("SCHEDULED"), 120)
        assert all(run["auto_scheduled"] for run in scheduled)
        assert len({run["expected_start_time"] for run in scheduled}) == len(scheduled)

        worker = ("worker", "start", "--pool", "evledger", "--type", "process", "--name", "test")
        with running(tmp_path / "worker.log", env, *worker):
            given = {"archive": [str(archive)], "warehouse": str(warehouse)}
            prefect("deployment", "run", "daily/daily", "--params", json.dumps(given))
            (done,) = until(lambda: runs("COMPLETED") or runs("FAILED") or runs("CRASHED"), 180)
            assert done["state_name"] == "Completed", (tmp_path / "worker.log").read_text("utf-8")
            assert done["parameters"] == given
        documents, milestones, _, problems = rows(warehouse)
        assert (len(documents), len(milestones), len(problems)) == (60, 60, 3)

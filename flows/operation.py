"""What `evledger up`, `down`, `status` and `trigger` do: start and stop the supervisor, ask Prefect's server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from flows.settings import Settings
from flows.supervisor import START_SECONDS, StartFailed, Supervisor, running

PAUSES = (0.5, 1, 2, 4)  # seconds between the tries of a request that met a busy server
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class NotUp(Exception):
    """No Prefect server answers; the message says what to do."""


def up_here(settings: Settings, ready: Callable[[], None]) -> None:
    """Supervise in this process until SIGTERM or SIGINT; raises StartFailed, BlockingIOError where one runs."""
    supervisor = Supervisor(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stop.set())
    supervisor.run(ready)


def up(settings: Settings) -> bool:
    """Start a supervisor that outlives this process and wait until all is up; False where one was running."""
    if (noted := running(settings.server_home)) and noted["ready"]:
        return False
    settings.server_home.mkdir(parents=True, exist_ok=True)
    path = settings.server_home / "supervisor.log"
    process = None
    if noted is None:
        with path.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "flows", "up", "--foreground"],
                env=os.environ | {"EVLEDGER_DATA": str(settings.data)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
    deadline = time.monotonic() + 3 * START_SECONDS
    while not ((noted := running(settings.server_home)) and noted["ready"]):
        if (process is not None and process.poll() is not None) or time.monotonic() > deadline:
            last = path.read_text("utf-8", "replace").strip().splitlines() if path.exists() else []
            raise StartFailed((last or [f"It did not start: {path} says why."])[-1].removeprefix("evledger: "))
        time.sleep(0.2)
    return True


def down(settings: Settings, seconds: float = 120.0) -> bool:
    """End the supervisor and all it started; False where none ran. Raises StartFailed where it does not go."""
    noted = running(settings.server_home)
    if noted is None:
        return False
    if noted["supervisor"]:
        with suppress(ProcessLookupError):
            os.kill(noted["supervisor"], signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while running(settings.server_home) is not None:
        if time.monotonic() > deadline:
            raise StartFailed(f"The supervisor (process {noted['supervisor']}) did not end within {seconds:.0f} s.")
        time.sleep(0.2)
    return True


def state(settings: Settings) -> list[tuple[str, str]]:
    """Server, workers and the last runs by flow, as lines of (what, how it is); empty where nothing runs."""
    noted = running(settings.server_home)
    if noted is None:
        return []
    lines = [("server", f"{'up' if noted['ready'] else 'starting'} at {noted.get('ui', settings.ui_url)}")]
    lines += [(name, f"process {pid}") for name, pid in sorted(noted["children"].items())]
    with suppress(httpx.HTTPError), client(settings.api_url) as api:
        for deployment in api.post("deployments/filter", json={}).raise_for_status().json():
            lines.append((deployment["name"], _last_and_next(api, deployment)))
    return lines


def _last_and_next(api: httpx.Client, deployment: Mapping[str, Any]) -> str:
    def first(states: tuple[str, ...], sort: str) -> dict[str, Any] | None:
        wanted = {
            "deployments": {"id": {"any_": [deployment["id"]]}},
            "flow_runs": {"state": {"type": {"any_": list(states)}}},
            "sort": sort,
            "limit": 1,
        }
        found = api.post("flow_runs/filter", json=wanted).raise_for_status().json()
        return found[0] if found else None

    def at(run: Mapping[str, Any] | None) -> str:
        return f"{datetime.fromisoformat(run['expected_start_time']):%Y-%m-%d %H:%M} UTC" if run else "never"

    last = first((*FINAL, "RUNNING", "PENDING"), "EXPECTED_START_TIME_DESC")
    name = f" ({last['state_name']})" if last else ""
    return f"last {at(last)}{name}, next {at(first(('SCHEDULED',), 'EXPECTED_START_TIME_ASC'))}"


def trigger(url: str, name: str, parameters: Mapping[str, object]) -> str:
    """Ask for one run of the deployment `name` and give its id.

    Raises NotUp without a server, KeyError for an unknown deployment, ValueError for parameters it does not take.
    """
    with client(url) as api:
        try:
            found = api.get(f"deployments/name/{name}/{name}")
            if found.status_code == 404:
                raise KeyError(name)
            deployment = found.raise_for_status().json()
            known = deployment["parameter_openapi_schema"].get("properties", {})
            if unknown := sorted(parameters.keys() - known.keys()):
                raise ValueError(f"{name} takes no {', '.join(unknown)}; it takes {', '.join(known) or 'nothing'}")
            # With the key, a request that is sent again is still one run.
            wanted = {"parameters": dict(parameters), "idempotency_key": str(uuid4())}
            answer = api.post(f"deployments/{deployment['id']}/create_flow_run", json=wanted)
        except httpx.TransportError as error:
            raise NotUp(f"No Prefect server answers at {url} ({error}): `evledger up` starts one.") from error
        if answer.status_code in {409, 422}:
            raise ValueError(f"{name} refuses these parameters: {answer.json().get('detail')}")
        return str(answer.raise_for_status().json()["id"])


def watch(url: str, run: str, pause: float = 1.0) -> Iterator[tuple[str, str | None]]:
    """Each new state of a run, as (name, message), up to its final one; a server that is gone is waited for."""
    last = None
    with client(url) as api:
        while True:
            try:
                state = api.get(f"flow_runs/{run}").raise_for_status().json()["state"]
            except httpx.TransportError:
                time.sleep(pause)
                continue
            if state["id"] != last:
                last = state["id"]
                yield state["name"], state["message"]
            # A crash is not its end: the supervisor takes the run up again.
            if state["type"] in FINAL and not (state["type"] == "CRASHED" and _fresh(state["timestamp"])):
                return
            time.sleep(pause)


def _fresh(timestamp: str) -> bool:
    return datetime.now(UTC) - datetime.fromisoformat(timestamp) < timedelta(seconds=60)


class Patient(httpx.HTTPTransport):
    """Asks again while the server answers 503, as Prefect's own client does: its SQLite file was locked just then."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The first answer that is no 503, else the last one."""
        for pause in PAUSES:
            answer = super().handle_request(request)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            answer.close()
            time.sleep(pause)
        return super().handle_request(request)


def client(url: str) -> httpx.Client:
    """A client of Prefect's API at `url`."""
    return httpx.Client(base_url=f"{url}/", timeout=30, trust_env=False, transport=Patient())

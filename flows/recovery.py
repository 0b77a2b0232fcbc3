"""What is to be done about runs that nobody works on: pure decisions, and Prefect's API to carry them out.

Prefect leaves a run whose process was killed in Running for ever, and submits every run that was missed while it was
down. Here a run without a process is marked Crashed, a crashed one is taken up again, and missed ones become one.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

# From being taken by a worker to having a process, on a machine that is busy.
SUBMITTING = timedelta(seconds=90)
# The worker tells of a crash again, on a busy machine many seconds later: a run taken up before would crash once more.
SETTLE = timedelta(seconds=30)
# A crash older than this is history: later runs have made it good.
RECENT = timedelta(days=1)
WORKED_ON = ("RUNNING", "PENDING", "CANCELLING")


@dataclass(frozen=True, slots=True)
class FlowRun:
    """A run as Prefect knows it.

    `work` is deployment and parameters, `due` when it was to start, `since` when its state began, `times` its starts.
    """

    id: str
    deployment: str
    work: str
    state: str
    name: str
    state_id: str
    since: datetime
    due: datetime
    scheduled: bool
    times: int


@dataclass(frozen=True, slots=True)
class Act:
    """A run that gets another state, and why."""

    run: FlowRun
    state: str
    name: str
    why: str


def lost(runs: Iterable[FlowRun], alive: Collection[str], suspects: Collection[str], now: datetime) -> list[Act]:
    """Runs that have no process, for the second look in a row; `suspects` are the `state_id`s of the first."""
    return [
        Act(run, "CANCELLED", "Cancelled", "its process is gone")
        if run.state == "CANCELLING"
        else Act(run, "CRASHED", "Crashed", "its process is gone")
        for run in runs
        if run.state_id in suspects and unattended(run, alive, now)
    ]


def unattended(run: FlowRun, alive: Collection[str], now: datetime) -> bool:
    """Whether nobody works on a run that says so."""
    patience = SUBMITTING if run.state == "PENDING" else timedelta()
    return run.state in WORKED_ON and run.id not in alive and now - run.since >= patience


def again(runs: Iterable[FlowRun], taken: Mapping[str, int], most: int, now: datetime) -> list[Act]:
    """Crashed runs to take up again: the last of its work, not long ago, and started less than `most` times.

    `taken` counts by id how often that was done; a run that crashes before it starts would have no count of its own.
    """
    newest: dict[str, FlowRun] = {}
    for run in runs:
        if run.state not in {"SCHEDULED", "CANCELLED"} and (run.work not in newest or run.due > newest[run.work].due):
            newest[run.work] = run
    return [
        Act(run, "SCHEDULED", "AwaitingRetry", "taken up again after a crash")
        for run in newest.values()
        if run.state == "CRASHED" and SETTLE <= now - run.since < RECENT and max(run.times, taken.get(run.id, 0)) < most
    ]


def missed(runs: Iterable[FlowRun], now: datetime) -> list[Act]:
    """Scheduled runs whose time is over, but for the newest of each deployment, which does the work of all."""
    late = sorted(
        (it for it in runs if it.state == "SCHEDULED" and it.scheduled and it.due < now), key=lambda it: it.due
    )
    newest = {run.deployment: run for run in late}
    return [
        Act(run, "CANCELLED", "Missed", f"the run of {newest[run.deployment].due:%Y-%m-%d %H:%M} UTC does its work too")
        for run in late
        # One that was started before waits for its second start, not for its time.
        if run is not newest[run.deployment] and not run.times
    ]


def working_on(processes: Path = Path("/proc")) -> set[str]:
    """The ids of runs that a process of this machine and user works on."""
    found = set()
    for variables in _environments(processes):
        if run := variables.get(b"PREFECT__FLOW_RUN_ID"):
            found.add(run.decode())
    return found


def processes_of(data: Path, processes: Path = Path("/proc")) -> list[int]:
    """Processes that work on a run of this data folder."""
    wanted = str(data).encode()
    return [
        int(folder.name)
        for folder in processes.glob("[0-9]*")
        if (variables := _environment(folder)).get(b"PREFECT__FLOW_RUN_ID")
        and variables.get(b"EVLEDGER_DATA") == wanted
    ]


def _environments(processes: Path) -> Iterator[Mapping[bytes, bytes]]:
    for folder in processes.glob("[0-9]*"):
        yield _environment(folder)


def _environment(folder: Path) -> Mapping[bytes, bytes]:
    try:
        pairs = (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    return dict(pair.split(b"=", 1) for pair in pairs if b"=" in pair)


def runs_of(api: httpx.Client, pool: str, states: Iterable[str], after: datetime | None = None) -> list[FlowRun]:
    """The runs of a work pool in these states (types), due after a time, newest first; raises httpx.HTTPError."""
    due = {"expected_start_time": {"after_": after.isoformat()}} if after else {}
    wanted = {
        "work_pools": {"name": {"any_": [pool]}},
        "flow_runs": {"state": {"type": {"any_": list(states)}}, **due},
        "sort": "EXPECTED_START_TIME_DESC",
    }
    found: list[FlowRun] = []
    while True:
        answer = api.post("flow_runs/filter", json=wanted | {"limit": 200, "offset": len(found)})
        rows = answer.raise_for_status().json()
        found += map(_run, rows)
        if len(rows) < 200:
            return found


def _run(row: dict[str, Any]) -> FlowRun:
    state = row["state"]
    return FlowRun(
        row["id"],
        row["deployment_id"],
        row["deployment_id"] + json.dumps(row["parameters"], sort_keys=True),
        state["type"],
        state["name"],
        state["id"],
        datetime.fromisoformat(state["timestamp"]),
        datetime.fromisoformat(row["expected_start_time"]),
        row["auto_scheduled"],
        row["run_count"],
    )


def carry_out(api: httpx.Client, act: Act, now: datetime) -> None:
    """Set the state whatever Prefect's own rules say: they would keep a run whose process is gone.

    A run that was deleted meanwhile needs none. Raises httpx.HTTPError.
    """
    state: dict[str, Any] = {"type": act.state, "name": act.name, "message": act.why[:1].upper() + act.why[1:] + "."}
    if act.state == "SCHEDULED":
        state["state_details"] = {"scheduled_time": now.isoformat()}
    answer = api.post(f"flow_runs/{act.run.id}/set_state", json={"state": state, "force": True})
    if answer.status_code != httpx.codes.NOT_FOUND:
        answer.raise_for_status()

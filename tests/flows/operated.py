"""`evledger up` as a user starts it, and what a test asks of it."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import replica
from small_archive import EVLEDGER, environment, story

from flows.operation import client
from flows.recovery import processes_of
from flows.supervisor import running


def until(what: Callable[[], Any], seconds: float = 600.0) -> Any:
    """The first true answer, asked for a bounded time; a server that is away is asked again."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(httpx.TransportError):
            if found := what():
                return found
        assert time.monotonic() < deadline, f"nothing within {seconds} s"
        time.sleep(0.2)


@dataclass(slots=True)
class Operated:
    """One data folder with its server and worker, on a replica of two sites: `alive` and `slow`."""

    data: Path
    env: dict[str, str]
    sites: replica.Replica

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.env['EVLEDGER_SERVER_PORT']}"

    @property
    def home(self) -> Path:
        return self.data / "server"

    def command(self, *words: object, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """`evledger …` to its end."""
        done = subprocess.run(
            [str(EVLEDGER), *map(str, words)], env=self.env, capture_output=True, text=True, timeout=400, cwd="/"
        )
        assert code is None or done.returncode == code, f"{done.stdout}{done.stderr}{self.logs()}"
        return done

    def logs(self) -> str:
        return "".join(f"\n== {it.name}\n{it.read_text('utf-8', 'replace')[-3000:]}" for it in self.home.glob("*.log"))

    def post(self, path: str, body: object) -> Any:
        with client(f"{self.url}/api") as api:
            return api.post(path, json=body).raise_for_status().json()

    def get(self, path: str) -> Any:
        with client(f"{self.url}/api") as api:
            return api.get(path).raise_for_status().json()

    def run(self, id: str) -> dict[str, Any]:
        return self.get(f"flow_runs/{id}")

    def runs(self, *states: str) -> list[dict[str, Any]]:
        return self.post("flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": list(states)}}}})

    def states(self, id: str) -> list[str]:
        """The names of all states a run had."""
        return [it["name"] for it in self.get(f"flow_run_states/?flow_run_id={id}")]

    def trigger(self, *words: object) -> str:
        """Start a run; gives its id."""
        return self.command("trigger", *words).stdout.split()[0].rsplit("/", 1)[1]

    def ended(self, id: str, seconds: float = 600.0) -> dict[str, Any]:
        """The run once it is Completed; a crash in between is for the supervisor to make good."""
        try:
            return until(lambda: run if (run := self.run(id))["state_type"] == "COMPLETED" else None, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.states(id)} {self.logs()}") from None

    def artifacts(self, id: str) -> dict[str, list[Any]]:
        """The data of a run's artifacts, by key."""
        found: dict[str, list[Any]] = {}
        for it in self.post("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [id]}}}):
            data = json.loads(it["data"]) if it["type"] == "table" else it["data"]
            found.setdefault(it["key"] or it["type"], []).append(data)
        return found

    @contextmanager
    def scheduled(self, name: str) -> Iterator[None]:
        """A further schedule of a deployment, with a run every three minutes, taken away with the block."""
        path = f"deployments/{self.get(f'deployments/name/{name}/{name}')['id']}/schedules"
        anchor = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 15))
        schedule = {"schedule": {"interval": 180, "anchor_date": anchor}, "active": True}
        (made,) = self.post(path, [schedule])
        try:
            yield
        finally:
            httpx.delete(f"{self.url}/api/{path}/{made['id']}", trust_env=False).raise_for_status()

    def pids(self) -> dict[str, int]:
        """Server, workers and the supervisor."""
        noted = running(self.home)
        assert noted is not None
        return noted["children"] | {"supervisor": noted["supervisor"]}

    def kill(self, name: str) -> int:
        """SIGKILL to one of them, or to the processes of runs (`flow`)."""
        if name == "flow":
            pids = processes_of(self.data)
            assert pids
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return pids[0]
        pid = self.pids()[name]
        # Prefect's server is two processes; a machine that fails takes both.
        (os.killpg if name == "server" else os.kill)(pid, signal.SIGKILL)
        return pid


@contextmanager
def operated(folder: Path, **more: str) -> Iterator[Operated]:
    """`evledger up` on a replica of two sites while the block runs; at its end nothing of it is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, own = folder / "data", folder / "sources"
    own.mkdir(parents=True)
    replica.switch_off_packaged(own)
    with replica.replica(2) as sites:
        for number, name in enumerate(("alive", "slow")):
            address = sites.address(number)
            replica.write_source(own, name, f"{address}/feed")
            pages = {f"/{name}-{it}": story(it + 20 * number) for it in range(8)}
            sites.sites[number] = replica.site(address, pages)
        # The server looks every minute for what a schedule wants next; a test need not wait so long.
        quick = {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3", "PREFECT_API_BLOCKS_REGISTER_ON_START": "false"}
        more = quick | more
        env = environment(data, **replica.settings(own), EVLEDGER_SERVER_PORT=str(port), **more)
        here = Operated(data, env, sites)
        try:
            here.command("up")
            yield here
        finally:
            here.command("down", code=None)
            assert running(here.home) is None
            assert not processes_of(data)


@contextmanager
def held(here: Operated, path: str = "/slow-3") -> Iterator[Callable[[], None]]:
    """Within the block the slow site keeps back one page; the given call waits until a run asks for it."""
    import threading

    usual, gate = here.sites.sites[1], threading.Event()
    here.sites.asked.clear()

    def answer(asked: str) -> replica.Reply:
        reply = usual(asked)
        return replica.Reply(reply.status, reply.body, reply.kind, hold=gate) if asked == path else reply

    here.sites.sites[1] = answer
    try:
        yield lambda: until(lambda: f"1{path}" in here.sites.asked)
    finally:
        here.sites.sites[1] = usual
        gate.set()

"""Keeps Prefect's server and workers alive on one machine, and looks after runs that nobody works on.

`evledger up` starts it; a file lock in the data folder keeps it the only one. What it starts is ended with it, by force
after a while: Prefect's workers often do not go when asked.
"""

import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import httpx

from flows import recovery
from flows.prefect_home import server_environment, worker_environment
from flows.settings import Settings

log = logging.getLogger(__name__)

POOL = "evledger"
PREFECT_YAML = Path(__file__).with_name("prefect.yaml")
LOOK_SECONDS = 5.0
START_SECONDS = 180.0
STOP_SECONDS = 15.0
LONGEST_PAUSE = 60.0
LOG_BYTES = 20_000_000
STATE = "operation.json"


class StartFailed(Exception):
    """The server, or what is deployed to it, did not come up; the message says where the reason is written."""


def prefect(*words: str) -> list[str]:
    """Prefect's own command, of this environment."""
    return [sys.executable, "-m", "prefect", *words]


@dataclass(slots=True)
class Child:
    """A process that is started again when it ends, later each time it ends soon after its start."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0

    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.poll() is None

    def keep(self, clock: float) -> bool:
        """Start it where it is not running and its pause is over; gives whether it was started now."""
        if self.alive():
            return False
        if self.process is not None:
            if clock - self.started > LONGEST_PAUSE:
                self.failures = 0
            if clock < self.started + min(2.0**self.failures, LONGEST_PAUSE):
                return False
            log.warning("%s ended with code %s and is started again", self.name, self.process.returncode)
            self.end()
        self.failures, self.started = self.failures + 1, clock
        with _log(self.folder / f"{self.name}.log") as out:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                start_new_session=True,
            )
        return True

    def ask_to_end(self) -> None:
        """SIGTERM to it and what it started in its session."""
        if self.alive():
            self._signal(signal.SIGTERM)

    def end(self, seconds: float = 0.0) -> None:
        """Wait so long for its end, then kill what is left of its session, also where it itself is gone."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: int) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@dataclass(slots=True)
class Supervisor:
    """One machine's server and workers."""

    settings: Settings
    stop: threading.Event = field(default_factory=threading.Event)
    suspects: set[str] = field(default_factory=set)
    taken: Counter[str] = field(default_factory=Counter)

    def run(self, ready: Callable[[], None]) -> None:
        """Until `stop` is set; `ready` is called once all is up. Raises StartFailed, BlockingIOError (one runs)."""
        settings, folder = self.settings, self.settings.server_home
        folder.mkdir(parents=True, exist_ok=True)
        with only_one(folder) as state, ExitStack() as stack:
            _end_leftovers(state)
            server_env, env = server_environment(settings), worker_environment(settings)
            where = ("--host", settings.server_host, "--port", str(settings.server_port))
            server = Child("server", prefect("server", "start", *where), server_env, folder)
            workers = [
                Child(
                    f"worker-{number}",
                    prefect("worker", "start", "--pool", POOL, "--type", "process", "--name", f"evledger-{number}"),
                    env,
                    folder,
                )
                for number in range(1, settings.workers + 1)
            ]
            stack.callback(self._end, server, workers)
            api = stack.enter_context(httpx.Client(base_url=f"{settings.api_url}/", timeout=30, trust_env=False))
            server.keep(time.monotonic())
            self._note(state, server, workers, False)
            self._wait_for(api, server)
            if not self.stop.is_set():
                _deploy(api, env, folder)
            announced = False
            while not self.stop.is_set():
                changed = server.keep(time.monotonic())
                # Before any worker asks for work what was missed becomes one run, so none starts where that failed.
                if _healthy(api) and self._look(api):
                    for worker in workers:
                        changed |= worker.keep(time.monotonic())
                    if not announced:
                        announced = changed = True
                        ready()
                if changed:
                    self._note(state, server, workers, announced)
                self.stop.wait(LOOK_SECONDS)

    def _wait_for(self, api: httpx.Client, server: Child) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.stop.is_set() and not _healthy(api):
            if not server.alive() or time.monotonic() > deadline:
                raise StartFailed(f"Prefect's server did not start: {server.folder / 'server.log'} says why.")
            self.stop.wait(0.2)
        if not server.alive():
            raise StartFailed(f"Another program answers at {self.settings.api_url}: set EVLEDGER_SERVER_PORT.")

    def _look(self, api: httpx.Client) -> bool:
        """Mark lost runs, take crashed ones up again, make missed ones one; whether the server let that be done."""
        now = datetime.now(UTC)
        try:
            open_runs = recovery.runs_of(api, POOL, (*recovery.WORKED_ON, "SCHEDULED"), None)
            ended = recovery.runs_of(api, POOL, ("CRASHED", "COMPLETED", "FAILED"), now - 2 * recovery.RECENT)
            alive = recovery.working_on()
            acts = recovery.lost(open_runs, alive, self.suspects, now)
            self.suspects = {run.state_id for run in open_runs if recovery.unattended(run, alive, now)}
            acts += recovery.missed(open_runs, now)
            acts += recovery.again([*open_runs, *ended], self.taken, self.settings.starts, now)
            for act in acts:
                log.warning("run %s becomes %s: %s", act.run.id, act.name, act.why)
                recovery.carry_out(api, act, now)
                self.taken[act.run.id] += act.state == "SCHEDULED"
        except httpx.HTTPError as error:
            log.warning("the server could not be asked for its runs: %s", error)
            return False
        return True

    def _note(self, state: IO[str], server: Child, workers: list[Child], ready: bool) -> None:
        """Tell `evledger status` and `down` who is who."""
        children = {it.name: it.process.pid for it in (server, *workers) if it.process is not None}
        noted = {"supervisor": os.getpid(), "ready": ready, "ui": self.settings.ui_url, "children": children}
        state.seek(0)
        state.truncate()
        state.write(json.dumps(noted))
        state.flush()

    def _end(self, server: Child, workers: list[Child]) -> None:
        for worker in workers:
            worker.ask_to_end()
        for pid in recovery.processes_of(self.settings.data):
            _kill(pid, signal.SIGTERM)
        for worker in workers:
            worker.end(STOP_SECONDS)
        for pid in recovery.processes_of(self.settings.data):
            _kill(pid, signal.SIGKILL)
        server.ask_to_end()
        server.end(STOP_SECONDS)


def _healthy(api: httpx.Client) -> bool:
    try:
        return api.get("health").status_code == 200
    except httpx.HTTPError:
        return False


def _deploy(api: httpx.Client, env: Mapping[str, str], folder: Path) -> None:
    """The work pool, where there is none, and every deployment; again changes nothing."""
    steps: list[tuple[str, ...]] = [("deploy", "--all", "--prefect-file", str(PREFECT_YAML))]
    if api.get(f"work_pools/{POOL}").status_code == 404:
        steps.insert(0, ("work-pool", "create", POOL, "--type", "process"))
    for words in steps:
        done = subprocess.run(
            prefect("--no-prompt", *words), env=dict(env), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=START_SECONDS,
        )  # fmt: skip
        with _log(folder / "deploy.log") as out:
            out.write((done.stdout + done.stderr).encode())
        if done.returncode != 0:
            raise StartFailed(f"`prefect {words[0]}` failed: {folder / 'deploy.log'} says why.")


@contextmanager
def only_one(folder: Path, wait: float = 5.0) -> Iterator[IO[str]]:
    """The state file, locked for as long as the block runs; raises BlockingIOError where another holds it."""
    descriptor = os.open(folder / STATE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "r+") as file:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                # `running` holds it for a moment.
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.05)
        yield file


def running(folder: Path) -> dict[str, Any] | None:
    """What the supervisor of this folder noted of itself; None where none runs."""
    if not (folder / STATE).exists():
        return None
    try:
        with only_one(folder, wait=0):
            return None
    except BlockingIOError:
        text = (folder / STATE).read_text("utf-8")
        noted: dict[str, Any] = {"supervisor": None, "ready": False, "children": {}} | json.loads(text or "{}")
        return noted


def _end_leftovers(state: IO[str]) -> None:
    """End what a supervisor that was killed left behind: a second server could not have the port."""
    text = state.read()
    for pid in json.loads(text)["children"].values() if text else ():
        if b"prefect" in _command(pid):
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


@contextmanager
def _log(path: Path) -> Iterator[IO[bytes]]:
    """A log to write on; one that has grown is put aside first."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    with path.open("ab") as out:
        yield out

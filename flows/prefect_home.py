"""Where Prefect lives: in our data folder, with an API of its own for `evledger run`, with a server for `evledger up`.

A user's Prefect profile, `PREFECT_API_URL` and database are neither used nor touched. `prefect_api` changes the
environment of the process, so it is for the command line only; a worker's runs have theirs from the worker.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.settings import Settings

STARTUP_SECONDS = 60.0
DRAIN_SECONDS = 5.0
_ASKED_FOR = ("PREFECT_LOGGING_",)
_QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
# One write for many task runs: with Prefect's own batch of one it lags behind by half a minute.
_IN_BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
}
# Of the events of one run nobody keeps, watches or acts on any but those that the recorder makes task runs of.
_NOBODY_WATCHES = {
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    "PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED": "false",
}


def environment(inherited: Mapping[str, str], home: Path) -> dict[str, str]:
    """The inherited variables with every Prefect setting of the user's replaced by what an embedded API needs."""
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.startswith("PREFECT_") or name.startswith(_ASKED_FOR)
    }
    return {
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        **kept,
        **_QUIET,
        **_IN_BATCHES,
        **_NOBODY_WATCHES,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home}/prefect.db",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        # Blocks are for deployments; registering them is most of a first start.
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    }


# Whose server it is, and where it keeps its rows, is not the user's Prefect profile to say.
_OURS = (
    "PREFECT_HOME",
    "PREFECT_PROFILE",
    "PREFECT_API_URL",
    "PREFECT_API_KEY",
    "PREFECT_SERVER_DATABASE_",
    "PREFECT__",
)
LOGGERS = "flows,extractors,warehouse"


def worker_environment(settings: "Settings", inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """For workers and their runs: all settings of ours, and our server; Prefect settings of the user's go before ours.

    The server's database is not among them: its address may hold a password, and runs have no need of it.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.startswith(_OURS) and name != "EVLEDGER_PREFECT_DATABASE"
    }
    return {
        "PREFECT_WORKER_QUERY_SECONDS": "5",
        "PREFECT_LOGGING_EXTRA_LOGGERS": LOGGERS,
        **_QUIET,
        **kept,
        "EVLEDGER_DATA": str(settings.data),
        "PREFECT_HOME": str(settings.server_home),
        "PREFECT_API_URL": settings.api_url,
    }


def server_environment(settings: "Settings", inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """For the server: SQLite beside its logs, or the database of the settings; history kept for a bounded time."""
    seconds = str(settings.history_days * 86400)
    ours = _IN_BATCHES | {
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "60",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": seconds,
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{min(settings.history_days, 7)}D",
    }
    if settings.prefect_database is not None:
        ours["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = settings.prefect_database.get_secret_value()
    return ours | worker_environment(settings, inherited)


@contextmanager
def prefect_api(home: Path, api_url: str | None = None) -> Iterator[None]:
    """A Prefect API for this process: the one at `api_url`, else one of our own that ends with the block.

    Enter it before Prefect is imported: Prefect reads its environment then. Raises OSError where no API comes up.
    """
    if api_url:
        os.environ.update(_QUIET | {"PREFECT_API_URL": api_url})
        yield
        return
    home.mkdir(parents=True, exist_ok=True)
    wanted = environment(os.environ, home)
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    os.environ.update(wanted)
    with (home / "server.log").open("ab") as log:
        command = [sys.executable, "-m", "flows.embedded_server"]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=home)
    assert server.stdin and server.stdout
    try:
        port = server.stdout.readline().strip().decode()
        if not port:
            raise OSError(f"Prefect's embedded API did not start; {home}/server.log says why.")
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        _wait(f"http://127.0.0.1:{port}/api/health")
        yield
    finally:
        server.stdin.close()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        server.stdout.close()


def call(flow: Callable[..., Any], **parameters: object) -> Any:
    """Run a flow in this process and give its result; raises what the flow raised. The API has then been told all."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    try:
        # The heartbeat is for flows that a server watches, and joining its thread costs a second.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return flow(**parameters)
    finally:
        EventsWorker.drain_all(timeout=DRAIN_SECONDS)
        APILogWorker.drain_all(timeout=DRAIN_SECONDS)


def _wait(url: str) -> None:
    import httpx

    # The port listens before the application is up: one request waits for its first answer.
    try:
        httpx.get(url, timeout=STARTUP_SECONDS, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        raise OSError(f"Prefect's embedded API did not answer within {STARTUP_SECONDS:.0f} s: {error}") from error

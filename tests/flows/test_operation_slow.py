"""`evledger up` through a bad day: kills of every part, triggers at once, missed schedules, secrets, upgrades."""

import asyncio
import gzip
import json
import os
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
import replica
import yaml
from operated import Operated, held, operated, until
from small_archive import EVLEDGER, page, rows

from flows.recovery import processes_of
from flows.supervisor import PREFECT_YAML, running
from warehouse.migrate import scripts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

ROOT = Path(__file__).parents[2]
PREFECT = Path(sys.executable).with_name("prefect")
SECRET = "hooks-secret-4711"
NAMES = {it["name"] for it in yaml.safe_load(PREFECT_YAML.read_text("utf-8"))["deployments"]}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    more = {
        "EVLEDGER_WEBHOOK": f"http://127.0.0.1:9/{SECRET}",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "3",
    }
    with operated(tmp_path_factory.mktemp("operation"), **more) as up:
        yield up


@pytest.fixture(scope="module")
def undisturbed(here: Operated) -> list[list[tuple[object, ...]]]:
    """What the warehouse holds after a run that nothing disturbed."""
    run = here.ended(here.trigger("daily"))
    assert run["state_name"] == "Completed"
    found = rows(here.data / "evledger.duckdb")
    assert [len(it) for it in found] == [16, 16, 0, 0]
    return found


def test_all_is_deployed_with_forms_and_limits(here: Operated) -> None:
    deployments = {it["name"]: it for it in here.post("deployments/filter", {})}
    assert deployments.keys() == NAMES
    for name, it in deployments.items():
        assert it["version"] and it["description"] and "evledger" in it["tags"]
        assert (it["concurrency_limit"] or it["global_concurrency_limit"]["limit"]) == 1
        fields = it["parameter_openapi_schema"]["properties"]
        assert all(field.get("description") for field in fields.values()), f"{name}: a form that says nothing"
        assert all(schedule["schedule"]["timezone"] != "UTC" for schedule in it["schedules"])
    for name in ("daily", "announcements"):
        fields = deployments[name]["parameter_openapi_schema"]["properties"]
        assert {"type": "array", "items": {"type": "string"}} in fields["source"]["anyOf"]
        assert {"type": "string", "format": "date"} in fields["since"]["anyOf"]
        assert deployments[name]["concurrency_options"]["collision_strategy"] == "ENQUEUE"
    assert deployments["health"]["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_next_runs_keep_to_the_clock_on_the_wall_over_a_change_of_time(here: Operated) -> None:
    from prefect.server.schemas.schedules import CronSchedule

    async def dates(schedule: dict[str, object], start: datetime) -> list[datetime]:
        return await CronSchedule.model_validate(schedule).get_dates(3, start)

    (morning,) = here.get("deployments/name/daily/daily")["schedules"]
    for start, hours in (
        (datetime(2027, 3, 26, tzinfo=UTC), (5, 5, 4)),
        (datetime(2027, 10, 29, tzinfo=UTC), (4, 4, 5)),
    ):
        found = asyncio.run(dates(morning["schedule"], start))
        assert [it.astimezone(UTC).hour for it in found] == list(hours)
        assert {it.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") for it in found} == {"06:30"}
    scheduled = until(lambda: here.runs("SCHEDULED"))
    assert len({(it["deployment_id"], it["expected_start_time"]) for it in scheduled}) == len(scheduled)


def test_a_trigger_shows_its_artifacts_and_logs(here: Operated, undisturbed: object) -> None:
    story = "Tesla delivered 77,777 vehicles in March 2025, the company said."
    address = here.sites.address(0)
    usual = here.sites.sites[0]
    pages = {"/new": page("A new [report](javascript:x)", story, "2025-04-01")}
    here.sites.sites[0] = replica.site(address, pages)
    try:
        run = here.ended(here.trigger("announcements", "--source", "alive", "--source", "slow"))
    finally:
        here.sites.sites[0] = usual
    shown = here.artifacts(run["id"])
    (table,) = shown["sources"]
    assert {row["source"]: row["new"] for row in table} == {"alive": 1, "slow": 0}
    (digest,) = shown["digest"]
    assert "77,777" in digest and story[:30] in digest and f"{address}/new" in digest
    assert "\\[report\\](javascript" in digest
    (link,) = shown["markdown"]
    assert link == f"[A new \\[report\\](javascript:x)]({address}/new)"
    logs = here.post("logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}, "limit": 200})
    assert any(it["name"].startswith("flows") and "alive" in it["message"] for it in logs)
    with duckdb.connect(str(here.data / "evledger.duckdb"), read_only=True) as con:
        assert con.execute("SELECT flow FROM runs WHERE run_id = ?", [run["id"]]).fetchall() == [("announcements",)]


def test_prefects_own_command_triggers_with_the_same_parameters(here: Operated, undisturbed: object) -> None:
    env = here.env | {"PREFECT_API_URL": f"{here.url}/api", "PREFECT_HOME": str(here.data / "other-home")}
    words = ["deployment", "run", "daily/daily", "-p", 'source=["alive"]', "-p", "since=2026-01-01"]
    done = subprocess.run([str(PREFECT), *words], env=env, capture_output=True, text=True, cwd="/", timeout=120)
    assert done.returncode == 0, done.stderr
    (run,) = [
        it
        for it in here.runs("SCHEDULED", "PENDING", "RUNNING", "COMPLETED")
        if it["parameters"] and not it["auto_scheduled"] and it["parameters"].get("since")
    ]
    assert here.ended(run["id"])["parameters"] == {"source": ["alive"], "since": "2026-01-01"}


def test_two_triggers_at_once_run_one_after_the_other(here: Operated, undisturbed: object) -> None:
    with held(here) as in_the_middle:
        first = here.trigger("daily")
        in_the_middle()
        second = here.trigger("daily", "--source", "slow")
        until(lambda: "AwaitingConcurrencySlot" in here.states(second))
        assert here.run(first)["state_name"] == "Running"
    ended, begun = here.ended(first), here.ended(second)
    assert ended["end_time"] <= begun["start_time"]


@pytest.mark.parametrize("victim", ["flow", "worker-1", "server"])
def test_a_kill_in_the_middle_ends_in_the_same_rows(here: Operated, undisturbed: object, victim: str) -> None:
    with held(here) as in_the_middle:
        run = here.trigger("daily")
        in_the_middle()
        killed = here.kill(victim)
        if victim != "flow":
            until(lambda: here.pids().get(victim, killed) != killed)
    assert here.ended(run)["state_name"] == "Completed"
    until(lambda: not here.runs("RUNNING", "PENDING"), 60)
    # The site's new page of another test is one more document, so only what one run over these sites gives is compared.
    assert [it for it in rows(here.data / "evledger.duckdb")[1] if it in undisturbed[1]] == undisturbed[1]
    again = here.ended(here.trigger("daily", "--source", "alive"))
    assert again["state_name"] == "Completed", "no slot is left taken"


def test_a_machine_that_fails_goes_on_where_it_was(here: Operated, undisturbed: object) -> None:
    with held(here) as in_the_middle:
        run = here.trigger("daily")
        in_the_middle()
        here.kill("supervisor")
        for name in ("worker-1", "server"):
            noted = json.loads((here.home / "operation.json").read_text("utf-8"))
            os.killpg(noted["children"][name], signal.SIGKILL)
        for pid in processes_of(here.data):
            os.kill(pid, signal.SIGKILL)
        # A killed process lets go of its lock a moment later.
        until(lambda: running(here.home) is None, 30)
        here.command("up")
    assert here.ended(run)["state_name"] == "Completed"
    states = here.states(run)
    assert states.index("Crashed") < states.index("AwaitingRetry")


def test_missed_schedules_run_once(here: Operated, undisturbed: object) -> None:
    until(lambda: [it for it in here.runs("SCHEDULED") if it["auto_scheduled"]])
    here.command("down")
    deployment = ""
    with sqlite3.connect(here.home / "prefect.db") as con:
        (deployment,) = con.execute("SELECT id FROM deployment WHERE name = 'daily'").fetchone()
        wanted = "deployment_id = ? AND state_type = 'SCHEDULED' AND auto_scheduled"
        later = f"SELECT id, expected_start_time FROM flow_run WHERE {wanted} ORDER BY expected_start_time"  # noqa: S608
        due = con.execute(later, [deployment]).fetchall()
        # As if the machine had been away: all that was planned lies in the past, a day apart, the last one a moment.
        for number, (run, _) in enumerate(due):
            when = datetime.fromtimestamp(datetime.now(UTC).timestamp() - 86_400 * number, UTC)
            stamp = when.strftime("%Y-%m-%d %H:%M:%S.000000")
            con.execute(
                "UPDATE flow_run SET expected_start_time = ?, next_scheduled_start_time = ? WHERE id = ?",
                [stamp, stamp, run],
            )
            # The engine goes by the time that its state tells, and would wait for tomorrow.
            con.execute(
                """UPDATE flow_run_state SET state_details = json_set(state_details, '$.scheduled_time', ?)
                WHERE flow_run_id = ? AND type = 'SCHEDULED'""",
                [when.isoformat(), run],
            )
    assert len(due) >= 3
    here.command("up")
    ids = [run for run, _ in due]
    try:
        names = until(lambda: _ended(here, ids))
    except AssertionError as error:
        raise AssertionError(f"{error}: {[here.states(it) for it in ids]} {here.logs()}") from None
    assert sorted(names) == ["Completed"] + ["Missed"] * (len(due) - 1)


def _ended(here: Operated, ids: list[str]) -> list[str] | None:
    found = here.post("flow_runs/filter", {"flow_runs": {"id": {"any_": ids}}})
    done = [it["state_name"] for it in found if it["state_type"] in {"COMPLETED", "CANCELLED"}]
    return done if len(done) == len(ids) else None


def test_health_and_maintenance_run(here: Operated, undisturbed: object) -> None:
    run = here.ended(here.trigger("health"))
    assert run["state_name"] == "Completed", run["state"]
    (table,) = here.artifacts(run["id"])["source-health"]
    assert {row["source"]: row["state"] for row in table} == {"alive": "well", "slow": "well"}
    run = here.ended(here.trigger("maintenance"))
    assert len(list((here.data / "backups").glob("*.duckdb"))) == 1
    assert here.artifacts(run["id"])["maintenance"]


def plain(path: Path) -> bytes:
    """What a file says; one of the archive unpacked, as a search of the packed bytes would find nothing."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_a_secret_is_written_nowhere(here: Operated, undisturbed: object) -> None:
    here.command("down")
    files = [path for path in here.data.rglob("*") if path.is_file()]
    assert any(path.name == "prefect.db" for path in files)
    archived = [path for path in files if path.name.endswith(".warc.gz")]
    assert archived and all(b"WARC/1.1" in plain(path) for path in archived)
    assert not [path for path in files if SECRET.encode() in plain(path)]
    assert "could not be sent to the webhook" in "".join(it.read_text("utf-8") for it in here.home.glob("worker*.log"))
    here.command("up")


def test_an_upgrade_migrates_publishes_and_starts_anew(here: Operated, undisturbed: object) -> None:
    old = here.data / "old.duckdb"
    with duckdb.connect(str(old)) as con:
        for number, (_, sql) in enumerate(scripts("migrations")[:1], 1):
            con.execute(sql)
            con.execute("INSERT INTO schema_version VALUES (?, 'old')", [number])
    before = here.pids()["supervisor"]
    mine = Operated(here.data, here.env | {"EVLEDGER_WAREHOUSE": str(old)}, here.sites)
    assert "is of this version" in mine.command("upgrade").stdout
    with duckdb.connect(str(old), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM source_health").fetchone() == (0,)
        assert con.execute("SELECT max(version) FROM schema_version").fetchone() == (len(scripts("migrations")),)
    assert here.pids()["supervisor"] != before
    here.command("down")
    here.command("up")


def test_every_command_of_the_units_runs(here: Operated) -> None:
    lines = [
        line.partition("=")[2]
        for unit in sorted((ROOT / "deploy").glob("*.service"))
        for line in unit.read_text("utf-8").splitlines()
        if line.startswith("Exec")
    ]
    assert len(lines) == 2
    here.command("down")
    for line in lines:
        program, *words = shlex.split(line)
        assert Path(program).name == "evledger"
        if "--foreground" not in words:
            here.command(*words)
            continue
        process = subprocess.Popen([str(EVLEDGER), *words], env=here.env, cwd="/")
        until(lambda: (noted := running(here.home)) and noted["ready"])
        process.terminate()
        assert process.wait(90) == 0
        # A killed process lets go of its lock a moment later.
        until(lambda: running(here.home) is None, 30)
    here.command("up")


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    """The address of a database of its own; skipped where PostgreSQL is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("needs PostgreSQL")
    who = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if who:
        shutil.chown(folder, who)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def pg(program: str, *words: str) -> None:
        subprocess.run([str(programs[-1] / program), *words], user=who, check=True, cwd=folder, capture_output=True)

    pg("initdb", "-D", str(folder / "db"), "-U", "prefect", "-A", "trust")
    started = ("-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1", "-l", str(folder / "log"), "-w")
    pg("pg_ctl", "-D", str(folder / "db"), *started, "start")
    try:
        yield f"postgresql+asyncpg://prefect:{SECRET}@127.0.0.1:{port}/postgres"
    finally:
        pg("pg_ctl", "-D", str(folder / "db"), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_one_setting_moves_the_server_to_postgres(tmp_path: Path, postgres: str) -> None:
    with operated(tmp_path, EVLEDGER_PREFECT_DATABASE=postgres) as mine:
        run = mine.ended(mine.trigger("daily"))
        assert run["state_name"] == "Completed"
        assert not (mine.home / "prefect.db").exists()
        assert not [it for it in mine.data.rglob("*") if it.is_file() and SECRET.encode() in plain(it)]
    assert len(rows(mine.data / "evledger.duckdb")[0]) == 16

"""Settings, and where Prefect's home goes."""

import asyncio
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from pkgutil import resolve_name

import pytest
import yaml
from prefect.server.schemas.schedules import CronSchedule
from pydantic import ValidationError
from small_archive import environment as users_environment

from flows.prefect_home import environment, server_environment, worker_environment
from flows.settings import Settings, secret
from flows.supervisor import PREFECT_YAML

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("EVLEDGER_DATA", "EVLEDGER_WAREHOUSE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_lies_in_the_data_folder_and_paths_are_absolute(here: Path) -> None:
    settings = Settings()
    assert settings.data == here / "data"
    assert settings.warehouse == here / "data" / "evledger.duckdb"
    assert settings.prefect_home == here / "data" / "prefect"
    assert settings.archive == here / "data" / "archive"


def test_a_later_change_of_directory_moves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVLEDGER_DATA", "elsewhere")
    settings = Settings()
    monkeypatch.chdir("/")
    assert settings.data == here / "elsewhere"


def test_a_warehouse_that_is_named_counts_from_the_current_directory(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVLEDGER_DATA", "elsewhere")
    monkeypatch.setenv("EVLEDGER_WAREHOUSE", "mine.duckdb")
    assert Settings().warehouse == here / "mine.duckdb"


def test_manners_of_the_client_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVLEDGER_FETCH_CONTACT", "mail@example.org")
    monkeypatch.setenv("EVLEDGER_FETCH_PACE", "7.5")
    fetch = Settings().fetch
    assert (fetch.contact, fetch.pace) == ("mail@example.org", 7.5)


def test_a_batch_below_fifty_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVLEDGER_BATCH_SIZE", "1")
    with pytest.raises(ValidationError):
        Settings()


def test_the_package_holds_the_deployments() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert PREFECT_YAML.parent.joinpath("__init__.py").exists()
    assert "*.yaml" in project["tool"]["setuptools"]["package-data"]["*"]
    assert PREFECT_YAML.samefile(ROOT / "prefect.yaml"), "what Prefect's own command finds in a checkout"
    deployments = yaml.safe_load(PREFECT_YAML.read_text("utf-8"))["deployments"]
    assert {it["version"] for it in deployments} == {project["project"]["version"]}
    for it in deployments:
        flow = resolve_name(it["entrypoint"])
        assert flow.name == it["name"] == it["entrypoint"].rpartition(".")[2]


def test_no_two_schedules_of_a_deployment_ever_meet() -> None:
    """In winter ten in the evening in Hong Kong is nine in the morning in New York: two runs for the work of one."""
    start, most = datetime(2027, 1, 1, tzinfo=UTC), 1000  # more than a half-year of the busiest
    for it in yaml.safe_load(PREFECT_YAML.read_text("utf-8"))["deployments"]:
        due: list[datetime] = []
        for schedule in it["schedules"]:
            own = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
            due += asyncio.run(own.get_dates(most, start))
        due = [time for time in due if time < start + timedelta(days=182)]
        assert len(due) == len(set(due)) > 100, it["name"]


def test_a_file_holds_settings_too_and_the_environment_goes_before_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = here / "evledger.toml"
    file.write_text('data = "/srv/evledger"\nwebhook = "https://hooks.example/secret"\n[fetch]\ncontact = "a@b"\n')
    monkeypatch.setenv("EVLEDGER_SETTINGS", str(file))
    settings = Settings()
    assert (str(settings.data), settings.fetch.contact) == ("/srv/evledger", "a@b")
    assert secret(settings.webhook) == "https://hooks.example/secret" and "secret" not in repr(settings)
    monkeypatch.setenv("EVLEDGER_DATA", "/elsewhere")
    assert str(Settings().data) == "/elsewhere"


SECRETS = {"webhook": "EVLEDGER_WEBHOOK", "prices.tiingo_key": "EVLEDGER_PRICES_TIINGO_KEY"}
DATABASE = {"prefect_database": "EVLEDGER_PREFECT_DATABASE"}
ASK_BLOCKS = """
import os
from pathlib import Path
from flows.prefect_home import prefect_api
with prefect_api(Path("prefect").absolute()):
    from operator import attrgetter
    from prefect.blocks.system import Secret
    from flows.settings import Settings, secret
    Secret(value="hidden-4711").save("mine")
    for name in {names}:
        assert secret(attrgetter(name)(Settings())) == "hidden-4711", name
"""


@pytest.mark.parametrize(("field", "variable"), (SECRETS | DATABASE).items())
def test_a_secret_comes_from_the_environment_or_the_file_and_is_not_shown(
    here: Path, monkeypatch: pytest.MonkeyPatch, field: str, variable: str
) -> None:
    file = here / "evledger.toml"
    file.write_text(f'{field} = "from-file"\n')
    monkeypatch.setenv("EVLEDGER_SETTINGS", str(file))
    assert secret(attrgetter(field)(Settings())) == "from-file"
    monkeypatch.setenv(variable, "from-environment")
    settings = Settings()
    assert secret(attrgetter(field)(settings)) == "from-environment"
    assert "from-" not in repr(settings) + str(settings.model_dump()) + settings.model_dump_json()


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_a_secret_comes_from_a_block(here: Path) -> None:
    given = users_environment(here / "data", **dict.fromkeys(SECRETS.values(), "block:mine"))
    given["PYTHONPATH"] = str(ROOT)
    words = [sys.executable, "-c", ASK_BLOCKS.format(names=list(SECRETS))]
    done = subprocess.run(words, env=given, cwd=here, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    kept = [path for path in here.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"hidden-4711" in path.read_bytes()], "Prefect keeps blocks encrypted"


def test_the_servers_database_is_no_block() -> None:
    with pytest.raises(ValidationError, match="look up in itself"):
        Settings(prefect_database="block:mine")


def test_the_servers_database_is_the_servers_secret(here: Path) -> None:
    settings = Settings(prefect_database="postgresql+asyncpg://u:secret@h/db")
    given = {"EVLEDGER_PREFECT_DATABASE": "postgresql+asyncpg://u:secret@h/db", "PREFECT_API_URL": "https://mine/api"}
    server, worker = server_environment(settings, given), worker_environment(settings, given)
    assert server["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://u:secret@h/db"
    assert "secret" not in str(worker) and worker["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert worker["EVLEDGER_DATA"] == str(settings.data)


def test_a_users_own_prefect_is_left_alone(here: Path) -> None:
    users = {
        "PATH": "/bin",
        "PREFECT_API_URL": "https://prefect.example/api",
        "PREFECT_API_KEY": "secret",
        "PREFECT_PROFILE": "work",
        "PREFECT_HOME": "/home/user/.prefect",
        "PREFECT_LOGGING_LEVEL": "DEBUG",
    }
    ours = environment(users, here)
    assert ours["PREFECT_HOME"] == str(here)
    assert str(here) in ours["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
    assert not {"PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE"} & ours.keys()
    assert (ours["PATH"], ours["PREFECT_LOGGING_LEVEL"]) == ("/bin", "DEBUG")
    assert (ours["PREFECT_SERVER_ANALYTICS_ENABLED"], ours["DO_NOT_TRACK"]) == ("false", "1")

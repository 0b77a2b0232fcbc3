"""Settings, and where Prefect's home goes."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.prefect_home import environment
from flows.settings import Settings


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

"""The command as a user starts it, and a small web archive of our own."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_archive import EVLEDGER, Command, FirstRun, environment, story

from extractors.model import Capture
from extractors.web.archive import Writer


@pytest.fixture(scope="session")
def evledger(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run the command to its end: `evledger("sql", "…", data=folder)`."""

    def run(*words: object, data: Path | None = None, given: str | None = None, **more: str) -> Command:
        data = data or tmp_path_factory.mktemp("data")
        command: Sequence[str] = [str(EVLEDGER), *map(str, words)]
        return subprocess.run(
            command, input=given, capture_output=True, text=True, env=environment(data, **more), timeout=280, cwd="/"
        )

    return run


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty articles, one of them under a second address, and a 404, an empty answer and a damaged tail."""
    folder = tmp_path_factory.mktemp("archive")
    seen = datetime(2026, 3, 6, 5, tzinfo=UTC)

    def capture(path: str, body: bytes, status: int = 200) -> Capture:
        url = f"https://news.example/{path}"
        return Capture("example", url, url, seen, status, (("Content-Type", "text/html; charset=utf-8"),), body)

    with Writer(folder) as writer:
        for number in range(60):
            writer.write(capture(f"story-{number}", story(number)))
        writer.write(capture("story-7?utm_source=mail", story(7)))
        writer.write(capture("gone", b"<html><body><h1>Not found</h1></body></html>", 404))
        writer.write(capture("empty", b""))
        writer.write(capture("torn", story(99)))
    (path,) = folder.glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-200])
    return path


@pytest.fixture(scope="session")
def first_run(evledger: Command, archive: Path, tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """The data folder after the archive was run once, by a user with a Prefect of their own, and what was printed."""
    data = tmp_path_factory.mktemp("home") / "data"
    own = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_PROFILE": "mine"}
    done = evledger("run", "--archive", archive, data=data, **own)
    assert done.returncode == 0, done.stderr
    return data, done

"""Facts outlive their captures: they say that the page is gone, and stay as they were read."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from small_archive import story

from extractors.model import Capture
from extractors.web import archive
from extractors.web.archive import Writer
from flows import store
from flows.maintenance import upkeep
from flows.pipeline import Page, read_batch
from flows.settings import Settings
from warehouse import Run, publish

OLD, NEW, NOW = (datetime(2026, month, 5, 9, tzinfo=UTC) for month in (7, 10, 11))
LATER = datetime(2026, 11, 6, 9, tzinfo=UTC)
SOURCE = "electrek"


def capture(number: int, fetched: datetime) -> Capture:
    url = f"https://electrek.example/{number}"
    return Capture(SOURCE, url, url, fetched, 200, (("Content-Type", "text/html; charset=utf-8"),), story(number))


def archived(settings: Settings, *captures: Capture) -> None:
    known = archive.seen(archive.archived(settings.archive))
    for one in captures:
        with Writer(settings.archive, known) as writer:
            writer.write(one)


def run_over_the_archive(settings: Settings, run_id: str, at: datetime) -> None:
    pages: list[Page] = [
        item if not isinstance(item, Capture) else (item, None)
        for path in archive.archived(settings.archive)
        for item in archive.read(path)
    ]
    store.load(Run(run_id, at, status="done", finished_at=at), settings.warehouse, read_batch(pages), 10)
    publish(settings.warehouse, 10)


def provenance(settings: Settings) -> dict[str, tuple[bool, str]]:
    query = "SELECT url, capture_gone, quote FROM provenance WHERE superseded_at IS NULL"
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return {url: (gone, quote) for url, gone, quote in con.execute(query).fetchall()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, archive_days=60, backups=0)


def test_a_fact_whose_capture_is_gone_says_so_and_is_not_read_again(settings: Settings) -> None:
    archived(settings, capture(1, OLD), capture(2, NEW))
    run_over_the_archive(settings, "first", NOW)
    before = provenance(settings)
    assert [gone for gone, _ in before.values()] == [False, False]

    assert upkeep(settings, NOW)["archives given up"] == 1
    after = provenance(settings)
    assert {url: gone for url, (gone, _) in after.items()} == {
        "https://electrek.example/1": True,
        "https://electrek.example/2": False,
    }
    run_over_the_archive(settings, "again", LATER)
    assert provenance(settings) == after
    assert {url: quote for url, (_, quote) in after.items()} == {url: quote for url, (_, quote) in before.items()}


def test_a_page_that_is_captured_again_is_kept_again(settings: Settings) -> None:
    archived(settings, capture(1, OLD))
    run_over_the_archive(settings, "first", NOW)
    upkeep(settings, NOW)
    archived(settings, capture(1, LATER))
    run_over_the_archive(settings, "again", LATER)
    assert [gone for gone, _ in provenance(settings).values()] == [False]

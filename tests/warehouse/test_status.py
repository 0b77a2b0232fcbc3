"""What `status` tells of runs, sources, freshness and open problems."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from ledger_data import batch, day, plain

from extractors.model import Problem
from warehouse import Run, SourceOutcome, WarehouseError, begin, lock, publish, status, store, utc, writer_path


def problem(source: str | None, code: str) -> Problem:
    return Problem(source, f"https://{source}.example/{code}", code, "said so")


def test_status_tells_last_runs_sources_freshness_and_open_problems(path: Path) -> None:
    both = (SourceOutcome("feed", pages=2), SourceOutcome("wires", pages=1))
    met = [problem("feed", "consent_wall"), problem("wires", "http_error"), problem(None, "internal_error")]
    store(path, batch((day(0), plain("a", 1)), (day(0), plain("b", source="wires")), problems=met, sources=both))
    failed = (SourceOutcome("feed", pages=1), SourceOutcome("other", "failed", message="answers 500"))
    later = plain("c", 2, published=date(2024, 11, 21))
    store(path, batch((day(1), later), run="run-2", at=day(1), problems=[problem("feed", "challenge")], sources=failed))
    begin(path, Run("run-3", day(2)))
    publish(path)
    found = status(path)
    assert [(row[0], row[3]) for row in found.runs.rows] == [("run-3", "running"), ("run-2", "done"), ("run-1", "done")]
    assert found.runs.rows[1][2] == utc(day(1) + timedelta(minutes=1))
    assert [row[:1] + row[2:] for row in found.sources.rows] == [
        ("feed", "done", 1, None),
        ("other", "failed", 0, "answers 500"),
        ("wires", "done", 1, None),
    ]
    assert found.freshness.rows == [
        ("feed", 2, date(2024, 11, 21), utc(day(1))),
        ("wires", 1, date(2024, 11, 14), utc(day(0))),
    ]
    # The feed's wall was not met again by its last run; nobody has asked the wires again.
    assert [row[:3] for row in found.problems.rows] == [("feed", "challenge", 1), ("wires", "http_error", 1)]


def test_status_of_an_empty_warehouse_is_empty(path: Path) -> None:
    publish(path)
    found = status(path)
    assert not (found.runs.rows or found.sources.rows or found.freshness.rows or found.problems.rows)


def test_status_tells_of_runs_that_did_not_publish_unless_one_writes(path: Path) -> None:
    with pytest.raises(WarehouseError, match="no warehouse at"):
        status(path)
    assert not path.parent.joinpath("ledger.duckdb.lock").exists()
    publish(path)
    begin(path, Run("run-1", day(1), status="failed", finished_at=day(1), message="a check failed"))
    assert [row[0] for row in status(path).runs.rows] == ["run-1"]
    with lock(path):
        assert not status(path).runs.rows
    writer_path(path).write_bytes(b"")
    assert not status(path).runs.rows

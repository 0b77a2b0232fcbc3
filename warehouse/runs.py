"""What is kept of a run: that it began, how its sources fared, how it ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import duckdb

from warehouse.connect import utc

RunStatus = Literal["running", "done", "incomplete", "failed", "killed"]


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How one source, or one archive, of a run fared; `message` says why it failed, `seconds` are those of fetching."""

    source: str
    status: Literal["done", "failed"] = "done"
    pages: int = 0
    message: str | None = None
    articles: int = 0
    facts: int = 0
    problems: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run. Times are UTC; `pages` counts all that were looked at, Problems among them."""

    run_id: str
    started_at: datetime
    trigger: str = "command"
    parameters: Mapping[str, object] = field(default_factory=dict)
    status: RunStatus = "running"
    finished_at: datetime | None = None
    message: str | None = None
    pages: int = 0
    sources: tuple[SourceOutcome, ...] = ()
    flow: str = "daily"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load found in its batch and, from `new_documents` on, how many rows of it were not there before.

    `milestone_ids` are those of the new milestones.
    """

    documents: int = 0
    milestones: int = 0
    stock_moves: int = 0
    problems: int = 0
    new_documents: int = 0
    new_milestones: int = 0
    new_stock_moves: int = 0
    milestone_ids: tuple[str, ...] = field(default=(), repr=False)


def record(con: duckdb.DuckDBPyConnection, run: Run, loaded: Loaded | None = None) -> None:
    """Write or overwrite the run's row; counts that were there stay where `loaded` is not given.

    Runs that began earlier and still say running are marked killed: a run that lives on corrects this when it ends.
    """
    con.execute(
        "UPDATE runs SET status = 'killed' WHERE status = 'running' AND run_id <> ? AND started_at < ?",
        [run.run_id, utc(run.started_at)],
    )
    con.execute(
        "INSERT OR IGNORE INTO runs VALUES (?, ?, NULL, 'running', ?, ?, NULL, 0, 0, 0, 0, 0, 0, 0, 0, ?)",
        [
            *(run.run_id, utc(run.started_at), run.trigger),
            *(json.dumps(run.parameters, default=str, ensure_ascii=False), run.flow),
        ],
    )
    con.execute(
        "UPDATE runs SET status = ?, finished_at = ?, message = ?, pages = ? WHERE run_id = ?",
        [run.status, run.finished_at and utc(run.finished_at), run.message, run.pages, run.run_id],
    )
    if loaded is not None:
        con.execute(
            "UPDATE runs SET documents = ?, milestones = ?, stock_moves = ?, problems = ?, new_documents = ?,"
            " new_milestones = ?, new_stock_moves = ? WHERE run_id = ?",
            [
                *(loaded.documents, loaded.milestones, loaded.stock_moves, loaded.problems),
                *(loaded.new_documents, loaded.new_milestones, loaded.new_stock_moves),
                run.run_id,
            ],
        )
    for source in run.sources:
        con.execute(
            "INSERT OR REPLACE INTO run_sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(run.run_id, source.source, source.status, source.pages, source.message),
                *(source.articles, source.facts, source.problems, source.seconds),
            ],
        )

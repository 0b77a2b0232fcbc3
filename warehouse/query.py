"""What analysts and `status` ask: read-only, against the published copy."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.connect import WarehouseError, connect_reader, lock, writer_path
from warehouse.migrate import schema_version


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: column names and rows of Python values, times naive UTC."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Status:
    """State of the warehouse: newest runs first; the last run of each source; newest data; open problems by kind."""

    runs: Result
    sources: Result
    freshness: Result
    problems: Result


_RUNS = """
SELECT run_id, started_at, finished_at, status, trigger, pages, documents, milestones, stock_moves, problems,
    new_documents, new_milestones, new_stock_moves, message
FROM runs ORDER BY started_at DESC, run_id DESC LIMIT 10
"""
_SOURCES = """
SELECT source, r.started_at AS last_run, s.status, s.pages, s.message
FROM run_sources s JOIN runs r USING (run_id)
QUALIFY row_number() OVER (PARTITION BY source ORDER BY r.started_at DESC, run_id DESC) = 1
ORDER BY source
"""
_FRESHNESS = """
SELECT coalesce(d.source, '(by hand)') AS source, count(DISTINCT d.id) AS documents,
    max(d.published) AS newest_published, max(d.last_seen) AS last_seen
FROM documents d GROUP BY ALL ORDER BY source
"""
# A problem is open while no later run of its source, or no later run at all for a page by hand, went by without it.
_PROBLEMS = """
WITH last_runs AS (
    SELECT source, max(started_at) AS last_run FROM run_sources JOIN runs USING (run_id) GROUP BY source
)
SELECT p.source, p.code, count(*) AS pages, max(p.seen_at) AS last_seen, arg_max(p.url, p.seen_at) AS example
FROM problems p LEFT JOIN last_runs l ON l.source = p.source
WHERE p.seen_at >= coalesce(l.last_run, (SELECT max(started_at) FROM runs))
GROUP BY ALL ORDER BY pages DESC, p.source, p.code
"""


def query(path: Path, sql: str, values: Sequence[object] = ()) -> Result:
    """Run statements against the published copy and give the last one's answer; `values` stand for its `?`.

    Raises WarehouseError where the file is missing or the statement is refused, with DuckDB's own reason.
    """
    with connect_reader(path) as con:
        return _ask(con, sql, values)


def last_success(path: Path, flow: str = "daily") -> datetime | None:
    """When a run of this flow last ended with its facts published, naive UTC; None where none did."""
    sql = "SELECT max(finished_at) FROM runs WHERE status IN ('done', 'incomplete') AND flow = ?"
    with ExitStack() as stack:
        con = _writer(path, stack) or stack.enter_context(connect_reader(path))
        ((moment,),) = _ask(con, sql, [flow]).rows
        return moment if isinstance(moment, datetime) else None


def status(path: Path) -> Status:
    """State of the warehouse at `path`, unpublished runs among them; while one writes, of what is published."""
    with ExitStack() as stack:
        con = _writer(path, stack) or stack.enter_context(connect_reader(path))
        return Status(_ask(con, _RUNS), _ask(con, _SOURCES), _ask(con, _FRESHNESS), _ask(con, _PROBLEMS))


def _writer(path: Path, stack: ExitStack) -> duckdb.DuckDBPyConnection | None:
    """The writer's file under its lock, or None where it is missing, busy, empty or not ours to open."""
    if not writer_path(path).exists():
        return None
    try:
        stack.enter_context(lock(path, wait=0))
        con = stack.enter_context(connect_reader(writer_path(path)))
        return con if schema_version(con) else None
    except WarehouseError:
        return None


def _ask(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> Result:
    try:
        answer = con.execute(sql, list(values))
        return Result(tuple(column[0] for column in answer.description or ()), answer.fetchall())
    except duckdb.Error as error:
        raise WarehouseError(str(error)) from error

"""The daily run: sources or archives → pages → facts → warehouse → published copy; what went wrong is made visible."""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import as_completed
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task, exponential_backoff
from prefect.utilities.annotations import quote

from extractors.channels import warc
from extractors.model import Problem
from extractors.sources import Source, sources
from extractors.sources.collect import ListFailed, Plan
from extractors.web.archive import Writer, recalled, seen
from extractors.web.client import Client
from flows import pipeline, store
from flows.pipeline import Batch, Fetched, Page
from flows.settings import Settings
from flows.summary import report
from warehouse.runs import Run, SourceOutcome

T = TypeVar("T")
log = logging.getLogger(__name__)

# Sources are fetched side by side; the client never asks one host twice at once.
SIDE_BY_SIDE: Any = ThreadPoolTaskRunner(max_workers=8)
WITH_PROBLEMS = "Completed with problems"


def as_is(value: T) -> T:
    """For a task's argument: Prefect neither looks inside nor copies it, which costs more than reading a page."""
    return cast(T, quote(value))


def _can_help(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    return pipeline.can_help(state.result(raise_on_failure=False))


@task(task_run_name="fetch-{source.name}", cache_policy=NO_CACHE, retry_condition_fn=_can_help, retry_jitter_factor=0.5)
def fetch(source: Source, client: Client, plan: Plan) -> Fetched:
    """One source, list and pages; the answers are in the archive before this returns."""
    return pipeline.fetch_source(source, client, plan)


@task(task_run_name="read-{number}", cache_policy=NO_CACHE)
def read(pages: list[Page], number: int, folder: Path | None) -> Batch:
    """One batch of pages: deterministic, so never tried again."""
    return pipeline.read_batch(pages, folder)


load = task(name="load", task_run_name="load", cache_policy=NO_CACHE)(store.load)
publish = task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)(store.publish)


@flow(name="daily", description=__doc__, task_runner=SIDE_BY_SIDE)
def daily(
    source: list[str] | None = None,
    since: date | None = None,
    archive: list[Path] | None = None,
    warehouse: Path | None = None,
) -> Any:
    """Read the live sources, or web archives in their place, and publish what they say.

    Args:
        source: Names of the sources to read; by default every one that is switched on.
        since: Only what was published (from an archive: captured) on this day or later.
        archive: WARC files or folders of them to read instead of the live sources.
        warehouse: The published file; by default the one in the settings.
    """
    settings = Settings()
    store.refuse_a_lost_folder(settings, warehouse, bool(runtime.deployment.id))
    target, started = warehouse or settings.warehouse, time.monotonic()
    run = Run(
        str(runtime.flow_run.id or uuid4()),
        datetime.now(UTC),
        "schedule" if runtime.deployment.id else "command",
        {"source": source, "since": since, "archive": archive},
    )
    store.begin(run, target, settings.lock_seconds)
    try:
        outcomes: list[SourceOutcome] = []
        with ExitStack() as stack:
            pages = _archived(archive, since, outcomes) if archive else _live(source, since, settings, outcomes, stack)
            found = _read_all(pages, settings, outcomes)
        bad = [it for it in outcomes if it.status == "failed"]
        run = replace(
            run,
            status="incomplete" if bad else "done",
            finished_at=datetime.now(UTC),
            message="; ".join(f"{it.source}: {it.message}" for it in bad) or None,
            pages=found.pages,
            sources=tuple(outcomes),
        )
        loaded = load(as_is(run), target, as_is(found), settings.lock_seconds)
        publish(target, settings.lock_seconds)
    except Exception as error:
        failed = replace(run, status="failed", finished_at=datetime.now(UTC), message=str(error))
        store.give_up(failed, target, settings.lock_seconds, error)
        raise
    result = report(run, target, found, loaded, time.monotonic() - started)
    return Completed(name=WITH_PROBLEMS, message=run.message, data=result) if bad else result


def _read_all(pages: Iterator[Page], settings: Settings, outcomes: list[SourceOutcome]) -> Batch:
    """Read pages batch by batch; a batch that is lost leaves the others standing."""
    results: list[Batch] = []
    for number, batch in enumerate(pipeline.batches(pages, settings.batch_size), 1):
        state = read(as_is(batch), number, settings.sources, return_state=True)
        if state.is_completed():
            results.append(state.result())
        else:
            outcomes.append(SourceOutcome(f"batch {number}", "failed", len(batch), state.message))
        pages_read, articles = sum(it.pages for it in results), sum(len(it.extractions) for it in results)
        log.info("%d pages read, %d of them articles", pages_read, articles)
    return pipeline.together(results)


def _archived(paths: list[Path], since: date | None, outcomes: list[SourceOutcome]) -> Iterator[Page]:
    """Pages of web archives; one that cannot be read at all leaves the others standing."""
    moment = datetime.combine(since, datetime.min.time(), UTC) if since else None
    for path in paths:
        pages = 0
        try:
            for item in warc.pages([path], since=moment):
                pages += 1
                yield item if isinstance(item, Problem) else (item, None)
            outcomes.append(SourceOutcome(str(path), "done", pages))
        except OSError as error:
            outcomes.append(SourceOutcome(str(path), "failed", pages, str(error)))


def _live(
    names: list[str] | None, since: date | None, settings: Settings, outcomes: list[SourceOutcome], stack: ExitStack
) -> Iterator[Page]:
    """Pages of the sources, as each of them is done; a failed one leaves the others standing."""
    catalogue = sources(settings.sources)
    chosen = [catalogue[name] for name in names] if names else [it for it in catalogue.values() if it.enabled]
    known = seen(settings.archive.glob("*.warc.gz"))
    plan = Plan(datetime.now(UTC), since, timedelta(days=settings.window_days), settings.pages, known=known)
    writer = stack.enter_context(Writer(settings.archive, known))
    client = stack.enter_context(Client(settings.fetch, keep=writer.write, recall=recalled(known)))
    patient = fetch.with_options(
        retries=settings.retries, retry_delay_seconds=exponential_backoff(settings.retry_seconds)
    )
    futures = {patient.submit(it, as_is(client), as_is(plan)): it.name for it in chosen}
    for future in as_completed(list(futures)):
        fetched, name = future.result(raise_on_failure=False), futures[future]
        if isinstance(fetched, Fetched):
            outcomes.append(SourceOutcome(name, "done", len(fetched.pages) + len(fetched.problems)))
            yield from fetched.problems
            yield from fetched.pages
        else:
            outcomes.append(SourceOutcome(name, "failed", 0, str(fetched)))
            known_problem = fetched.problem if isinstance(fetched, ListFailed) else None
            yield known_problem or Problem(name, None, "internal_error", str(fetched))

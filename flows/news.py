"""A run over sources or archives: pages → facts → warehouse → published copy; what went wrong is made visible."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

from prefect import runtime, task
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
from flows import artifacts, pipeline, store, webhook
from flows.catalogue import utc_now
from flows.digest import digest
from flows.pipeline import Batch, Fetched, Page
from flows.settings import Settings
from flows.summary import Report, report
from warehouse.runs import Run, SourceOutcome

T = TypeVar("T")
Now = Callable[[], datetime]
log = logging.getLogger(__name__)

# Sources are fetched side by side; the client never asks one host twice at once.
SIDE_BY_SIDE: Any = ThreadPoolTaskRunner(max_workers=8)
WITH_PROBLEMS = "Completed with problems"
# Closes come after the news that tells of them, and a weekend later.
RECENT = timedelta(days=3)


class TooManyFailed(Exception):
    """More sources failed than the settings allow; what the others gave is published, as `report` tells."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to read: live sources, or archives in their place; `warehouse` goes before the settings'."""

    flow: str
    sources: tuple[Source, ...] = ()
    since: date | None = None
    archive: tuple[Path, ...] = ()
    warehouse: Path | None = None


def as_is(value: T) -> T:
    """For a task's argument: Prefect neither looks inside nor copies it, which costs more than reading a page."""
    return cast(T, quote(value))


def chosen(settings: Settings, names: Sequence[str] | None, of_kind: Callable[[Source], bool]) -> tuple[Source, ...]:
    """The sources named, else those of a kind that are switched on; raises ValueError for a name there is not."""
    catalogue = sources(settings.sources)
    if names and (unknown := sorted(set(names) - catalogue.keys())):
        raise ValueError(
            f"There is no source {', '.join(unknown)}; `evledger sources` lists the {len(catalogue)} there are."
        )
    wanted = [catalogue[it] for it in dict.fromkeys(names)] if names else catalogue.values()
    return tuple(it for it in wanted if names or (it.enabled and of_kind(it)))


def _can_help(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    return pipeline.can_help(state.result(raise_on_failure=False))


@task(task_run_name="fetch-{source.name}", cache_policy=NO_CACHE, retry_condition_fn=_can_help, retry_jitter_factor=0.5)
def fetch(source: Source, client: Client, plan: Plan, seconds: float) -> Fetched:
    """One source, list and pages; the answers are in the archive before this returns."""
    return pipeline.fetch_source(source, client, plan, seconds, time.monotonic)


@task(task_run_name="read-{number}", cache_policy=NO_CACHE)
def read(pages: list[Page], number: int, folder: Path | None) -> Batch:
    """One batch of pages: deterministic, so never tried again."""
    return pipeline.read_batch(pages, folder)


load = task(name="load", task_run_name="load", cache_policy=NO_CACHE)(store.load)
publish = task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)(store.publish)


def read_and_publish(order: Order, settings: Settings, now: Now = utc_now) -> Any:
    """What every run does, inside a flow: gives its Report, as the data of a state of its own where sources failed.

    Raises TooManyFailed, after publishing, where the share of failed sources passes `settings.failed_share`.
    """
    store.refuse_a_lost_folder(settings, order.warehouse, bool(runtime.deployment.id))
    target, started = order.warehouse or settings.warehouse, time.monotonic()
    run = Run(
        str(runtime.flow_run.id or uuid4()),
        now(),
        trigger(),
        {"source": [it.name for it in order.sources], "since": order.since, "archive": order.archive or None},
        flow=order.flow,
    )
    store.begin(run, target, settings.lock_seconds)
    try:
        outcomes: list[SourceOutcome] = []
        with ExitStack() as stack:
            pages = _archived(order, outcomes) if order.archive else _live(order, settings, now, outcomes, stack)
            found = _read_all(pages, settings, outcomes)
        bad = [it for it in outcomes if it.status == "failed"]
        too_many = len(bad) > settings.failed_share * len(outcomes)
        run = replace(
            run,
            status="failed" if too_many else "incomplete" if bad else "done",
            finished_at=now(),
            message="; ".join(f"{it.source}: {it.message}" for it in bad) or None,
            pages=found.pages,
            sources=_with_counts(outcomes, found),
        )
        loaded = load(as_is(run), target, as_is(found), settings.lock_seconds)
        publish(target, settings.lock_seconds)
    except Exception as error:
        failed = replace(run, status="failed", finished_at=now(), message=str(error))
        store.give_up(failed, target, settings.lock_seconds, error)
        raise
    since_when = store.failing_since(target) if bad else {}
    result = report(run, target, found, loaded, since_when, time.monotonic() - started)
    _tell(result, settings, run, loaded.milestone_ids)
    if not bad:
        return result
    message = f"{len(bad)} of {len(outcomes)} sources failed: {'; '.join(result.failed)}"
    if too_many:
        raise TooManyFailed(message, result)
    return Completed(name=WITH_PROBLEMS, message=message, data=result)


def _tell(result: Report, settings: Settings, run: Run, new: tuple[str, ...]) -> None:
    """Artifacts and webhook. What is published is published: nothing here fails the run."""
    try:
        recent = (run.started_at - RECENT).date()
        told = digest(result, store.news(result.warehouse, new), store.contradictions(result.warehouse, recent))
        artifacts.publish(told)
        webhook.send(told, settings)
    except Exception:
        log.exception("the run is published, but could not be told of")


def trigger() -> str:
    """What started this run: command, schedule or trigger (by hand, on a server)."""
    if not runtime.deployment.id:
        return "command"
    return "schedule" if "auto-scheduled" in runtime.flow_run.tags else "trigger"


def _with_counts(outcomes: list[SourceOutcome], found: Batch) -> tuple[SourceOutcome, ...]:
    """The outcomes with what was read of each source."""
    articles = Counter(it.document.source for it in found.extractions)
    facts: Counter[str | None] = Counter()
    problems = Counter(it.source for it in found.problems)
    for it in found.extractions:
        facts[it.document.source] += len(it.milestones) + len(it.stock_moves)
        problems.update(problem.source for problem in it.problems)
    return tuple(
        replace(it, articles=articles[it.source], facts=facts[it.source], problems=problems[it.source])
        for it in outcomes
    )


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


def _archived(order: Order, outcomes: list[SourceOutcome]) -> Iterator[Page]:
    """Pages of web archives; one that cannot be read at all leaves the others standing."""
    moment = datetime.combine(order.since, datetime.min.time(), UTC) if order.since else None
    for path in order.archive:
        pages = 0
        try:
            for item in warc.pages([path], since=moment):
                pages += 1
                yield item if isinstance(item, Problem) else (item, None)
            outcomes.append(SourceOutcome(str(path), "done", pages))
        except OSError as error:
            outcomes.append(SourceOutcome(str(path), "failed", pages, str(error)))


def _live(
    order: Order, settings: Settings, now: Now, outcomes: list[SourceOutcome], stack: ExitStack
) -> Iterator[Page]:
    """Pages of the sources, as each of them is done; a failed one leaves the others standing."""
    known = seen(settings.archive.glob("*.warc.gz"))
    plan = Plan(now(), order.since, settings.window, settings.pages, known=known)
    writer = stack.enter_context(Writer(settings.archive, known))
    client = stack.enter_context(Client(settings.fetch, keep=writer.write, recall=recalled(known), now=now))
    patient = fetch.with_options(
        retries=settings.retries, retry_delay_seconds=exponential_backoff(settings.retry_seconds)
    )
    futures = {patient.submit(it, as_is(client), as_is(plan), settings.source_seconds): it.name for it in order.sources}
    for future in as_completed(list(futures)):
        fetched, name = future.result(raise_on_failure=False), futures[future]
        if isinstance(fetched, Fetched):
            pages = len(fetched.pages) + len(fetched.problems)
            outcomes.append(SourceOutcome(name, "done", pages, seconds=fetched.seconds))
            yield from fetched.problems
            yield from fetched.pages
        else:
            outcomes.append(SourceOutcome(name, "failed", 0, str(fetched)))
            known_problem = fetched.problem if isinstance(fetched, ListFailed) else None
            yield known_problem or Problem(name, None, "internal_error", str(fetched))

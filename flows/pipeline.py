"""The steps of a run as plain functions: no Prefect, no clock, no database. Flows give them order and retries."""

import logging
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import extractors.sources
from extractors.facts import extract
from extractors.model import Capture, Extraction, Problem, Ref
from extractors.readers import Recipe, read, recipes
from extractors.sources import Source, sources
from extractors.sources.collect import ListFailed, Plan, collect
from extractors.web.archive import Seen
from extractors.web.client import TRANSIENT, Client
from flows.apart import SECONDS, Apart

log = logging.getLogger(__name__)

PACKAGED = Path(extractors.sources.__file__).parent
# Where companies and authorities speak for themselves.
OFFICIAL = {"edgar", "hkex", "cninfo"}
AGAIN_LATER = TRANSIENT | {"rate_limited", "circuit_open", "robots_unreachable"}
# A page of a live source waits in the archive until it is read.
Page = tuple[Capture | Seen, Ref | None] | Problem
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one source gave: its pages as they came with the list's hints, what could not be had, how long it took."""

    pages: tuple[tuple[Capture | Seen, Ref], ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What some pages said. `captured[i]` is when the page of `extractions[i]` was; `pages` counts Problems too."""

    pages: int = 0
    extractions: tuple[Extraction, ...] = ()
    captured: tuple[datetime, ...] = ()
    problems: tuple[Problem, ...] = ()


def together(parts: Sequence[Batch]) -> Batch:
    """Several batches as one."""
    return Batch(
        sum(it.pages for it in parts),
        tuple(it for part in parts for it in part.extractions),
        tuple(it for part in parts for it in part.captured),
        tuple(it for part in parts for it in part.problems),
    )


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def fetch_source(source: Source, client: Client, plan: Plan, seconds: float, clock: Callable[[], float]) -> Fetched:
    """Read a source's list and every page of it that the plan wants; raises ListFailed where the list itself fails.

    After `seconds` of `clock` it is cut off with the Problem source_timeout, and what came is kept. The exchange under
    way is not broken off: it ends at the client's own bounds.
    """
    started, problems, pages = clock(), list[Problem](), list[tuple[Capture | Seen, Ref]]()
    for item in collect(source, client, plan):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            pages.append(item)
        if clock() - started > seconds:
            text = f"cut off after {seconds:g} s and {len(pages)} pages; the rest comes with the next run"
            problems.append(Problem(source.name, source.url, "source_timeout", text))
            break
    log.info("%s: %d pages, %d problems", source.name, len(pages), len(problems))
    return Fetched(tuple(pages), tuple(problems), clock() - started)


def can_help(error: object) -> bool:
    """Whether fetching a source again later can help: not with a 404, robots.txt or a page that is no list."""
    return isinstance(error, ListFailed) and error.problem.code in AGAIN_LATER


def is_announcement(source: Source) -> bool:
    """Whether it gives what companies say themselves, which comes at hours of their own."""
    return source.company is not None or source.channel in OFFICIAL


@cache
def layouts(name: str, folder: Path | None = None) -> tuple[Recipe, ...]:
    """The recipes in a source's file, oldest first; none for a source that has no file."""
    paths = [folder / f"{name}.toml"] if folder else []
    path = next((it for it in [*paths, PACKAGED / f"{name}.toml"] if it.is_file()), None)
    return recipes(tomllib.loads(path.read_text("utf-8")).get("recipe", ())) if path else ()


def read_page(capture: Capture, ref: Ref | None = None, folder: Path | None = None) -> Extraction | Problem:
    """Bytes to facts. Whatever happens inside one page stays with that page, as a Problem."""
    try:
        source = sources(folder).get(capture.source)
        document = read(
            capture,
            ref.published if ref else None,
            ref.title if ref else None,
            layouts(source.name, folder) if source else (),
            zone=ZoneInfo(source.timezone) if source else None,
        )
        return document if isinstance(document, Problem) else extract(document)
    except Exception as error:
        log.exception("reading %s failed", capture.final_url)
        return Problem(capture.source, capture.final_url, "internal_error", f"{type(error).__name__}: {error}")


def _read_kept(reader: Apart, page: Capture | Seen, ref: Ref | None) -> Extraction | Problem:
    if isinstance(page, Capture):
        return reader.read(page, ref)
    capture = page.load()
    if capture is None:
        return Problem(page.source, ref.url if ref else None, "truncated_record", f"{page.path} no longer holds it")
    return reader.read(capture, ref)


def read_batch(items: Iterable[Page], folder: Path | None = None, seconds: float = SECONDS) -> Batch:
    """Read pages one after the other, in a process of their own; Problems among the items pass through.

    `folder` holds the user's own sources; `seconds` of the processor's time bound one page.
    """
    extractions: list[Extraction] = []
    captured: list[datetime] = []
    problems: list[Problem] = []
    pages = 0
    with Apart(folder, seconds) as reader:
        for item in items:
            pages += 1
            result = item if isinstance(item, Problem) else _read_kept(reader, *item)
            if isinstance(result, Problem):
                problems.append(result)
            elif not isinstance(item, Problem):
                extractions.append(result)
                # Archives keep whole seconds, and the same page must give the same row from there.
                captured.append(item[0].fetched.replace(microsecond=0))
    return Batch(pages, tuple(extractions), tuple(captured), tuple(problems))

"""What the catalogue says of a source, and whether the source is alive."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from extractors.channels.filings import ENDING
from extractors.model import Extraction, Problem
from extractors.sources import Source
from extractors.sources.check import Check, check
from extractors.web.archive import Writer, seen
from extractors.web.client import UNREACHED, Client
from flows import pipeline
from flows.apart import Apart
from flows.settings import Settings

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 8
ROBOTS = {"robots_forbidden", "robots_unreachable"}
UNASKED = (UNREACHED | ENDING) - ROBOTS
COLUMNS = ("source", "robots", "list", "items", "newest", "page", "facts", "problem")


@dataclass(frozen=True, slots=True)
class Checked:
    """A source's check, and what its newest page says, None where there is no page."""

    check: Check
    read: Extraction | Problem | None

    @property
    def problem(self) -> Problem | None:
        """The first thing that is wrong."""
        read = (self.read,) if isinstance(self.read, Problem) else ()
        return next(iter((*self.check.problems, *read)), None)

    @property
    def alive(self) -> bool:
        """Whether the list answers and its newest page is read whole; a list may name nothing for a while."""
        return self.problem is None and (self.check.page is None or self.whole)

    @property
    def whole(self) -> bool:
        """Whether the newest page gave a title, a day and text."""
        return isinstance(self.read, Extraction) and bool(self.read.document.title and self.read.document.published)


def described(source: Source, folder: Path | None) -> list[tuple[str, object]]:
    """Field by field what the catalogue says of a source, and the recipes of its pages; `folder` is the user's own."""
    told = [(it.name, getattr(source, it.name)) for it in fields(source) if it.name != "options"]
    told += [(f"options.{name}", value) for name, value in source.options]
    recipes = pipeline.layouts(source.name, folder)
    told += [(f"recipe from {it.start}", f"{it.container} › {it.title}, {it.published}, {it.body}") for it in recipes]
    return [(name, value) for name, value in told if value is not None]


def utc_now() -> datetime:
    """The clock of runs."""
    return datetime.now(UTC)


def checked(chosen: list[Source], settings: Settings, now: Callable[[], datetime] = utc_now) -> list[Checked]:
    """Each source's check, hosts side by side; what they answer is archived like every answer."""
    known = seen(settings.archive.glob("*.warc.gz"))
    with Writer(settings.archive, known) as writer, Client(settings.fetch, keep=writer.write, now=now) as client:

        def one(source: Source) -> Check:
            found = check(source, client, now())
            log.info("%s is checked", source.name)
            return found

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            answers = list(pool.map(one, chosen))
    with Apart(settings.sources) as reader:
        return [Checked(it, reader.read(*it.page) if it.page else None) for it in answers]


def row(found: Checked) -> tuple[object, ...]:
    """One line of the table, in the order of COLUMNS."""
    robots = next((it.code.removeprefix("robots_") for it in found.check.problems if it.code in ROBOTS), None)
    document = found.read.document if isinstance(found.read, Extraction) else None
    facts = len(found.read.milestones) + len(found.read.stock_moves) if isinstance(found.read, Extraction) else None
    newest = (found.check.newest and found.check.newest.date()) or (document and document.published)
    problem = found.problem and f"{found.problem.code}: {found.problem.message}"
    return (
        found.check.source.name,
        robots or (None if found.problem and found.problem.code in UNASKED else "allows"),
        "answers" if found.check.reached else "fails",
        found.check.items,
        newest,
        None if found.check.page is None else "whole" if found.whole else "not whole",
        facts,
        problem,
    )

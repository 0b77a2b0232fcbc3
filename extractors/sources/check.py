"""Is a source alive? What `evledger sources check` asks: its list, and the newest page that the list names."""

from dataclasses import dataclass
from datetime import UTC, datetime

from extractors.model import Capture, Problem, Ref
from extractors.sources import Source
from extractors.sources.collect import ListFailed, Plan, listed
from extractors.web.client import Client


@dataclass(frozen=True, slots=True)
class Check:
    """What was found. `items` counts the pages named that the source wants, `newest` (UTC) is the youngest's day.

    `reached` tells whether its list answered; `problems` are those of list and page; `page` is the newest page as it
    came, for the readers to judge, with the ref that named it.
    """

    source: Source
    reached: bool = False
    items: int = 0
    newest: datetime | None = None
    page: tuple[Capture, Ref] | None = None
    problems: tuple[Problem, ...] = ()


def check(source: Source, client: Client, now: datetime) -> Check:
    """A few requests at most; also for sources that are switched off."""
    try:
        found = list(listed(source, client, Plan(now, lists=1, walk=4)))
    except ListFailed as failed:
        return Check(source, problems=(failed.problem,))
    problems = [item for item in found if isinstance(item, Problem) and item.code != "page_limit"]
    refs = [item for item in found if isinstance(item, Ref)]
    if not refs:
        return Check(source, True, problems=tuple(problems))
    newest = max(refs, key=lambda ref: ref.published or datetime.min.replace(tzinfo=UTC))
    page = client.get(newest.url, source.name, pace=source.pace)
    if isinstance(page, Capture) and page.status != 200:
        page = Problem(source.name, newest.url, "http_error", f"its newest page answers {page.status}")
    if isinstance(page, Problem):
        return Check(source, True, len(refs), newest.published, None, (*problems, page))
    return Check(source, True, len(refs), newest.published, (page, newest), tuple(problems))

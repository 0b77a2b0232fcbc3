"""One source, from its list to its pages: only what is new, what changed, and what an interrupted run left behind.

There is no state but the archive (`archive.seen`): validators come from there, and what a host calls unchanged (304)
is taken from there, so a run that was killed between fetching and loading loses nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from extractors.channels import Further, Listed, feed, listing, sitemap
from extractors.model import Capture, Problem, Ref
from extractors.sources import Source
from extractors.web.archive import Seen
from extractors.web.client import Client

CHANNELS: dict[str, Callable[[Capture, Listed], Iterator[Ref | Further | Problem]]] = {
    "feed": feed.entries,
    "sitemap": sitemap.entries,
    "listing": listing.entries,
}


class ListFailed(Exception):
    """A source's list could not be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"source {problem.source}: {problem.message} ({problem.code})")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run wants of a source.

    `window`: how long after its first fetch a page is looked at again, so that corrections are seen. `since`: nothing
    that the list dates before this day. `pages`: bound on pages fetched, `lists` on further lists (parts of a sitemap).
    """

    now: datetime
    since: date | None = None
    window: timedelta = timedelta(days=3)
    pages: int = 200
    lists: int = 3
    known: Mapping[str, Seen] = field(default_factory=dict)


def collect(source: Source, client: Client, plan: Plan) -> Iterator[tuple[Capture, Ref] | Problem]:
    """The source's pages as they come, unchanged ones of the window from the archive; raises ListFailed."""
    refs: dict[str, Ref] = {}
    for item in _listed(source, client, plan):
        if isinstance(item, Problem):
            yield item
        else:
            refs.setdefault(item.url, item)
    # A page that has left the list may still be corrected.
    for url, seen in plan.known.items():
        if seen.source == source.name and seen.role == "page" and plan.now - seen.first <= plan.window:
            refs.setdefault(url, Ref(source.name, url))
    fetched = 0
    for ref in refs.values():
        known = plan.known.get(ref.url)
        if known is not None and plan.now - known.first > plan.window:
            continue
        if fetched >= plan.pages:
            yield Problem(source.name, source.url, "page_limit", f"{len(refs)} pages named, {plan.pages} fetched")
            return
        fetched += 1
        answer = _get(ref.url, source, client, known)
        yield answer if isinstance(answer, Problem) else (answer, ref)


def _listed(source: Source, client: Client, plan: Plan) -> Iterator[Ref | Problem]:
    if source.channel not in CHANNELS:
        raise ListFailed(Problem(source.name, source.url, "no_channel", f"nothing reads a {source.channel} yet"))
    waiting, lists = [source.url], 0
    while waiting:
        url = waiting.pop(0)
        answer = _get(url, source, client, plan.known.get(url), "list")
        if isinstance(answer, Capture) and answer.status != 200:
            answer = Problem(source.name, url, "http_error", f"its list answers {answer.status}")
        if isinstance(answer, Problem):
            if lists == 0:
                raise ListFailed(answer)
            yield answer
            continue
        found = list(CHANNELS[source.channel](answer, source))
        problems = [item for item in found if isinstance(item, Problem)]
        if lists == 0 and problems and len(problems) == len(found):
            raise ListFailed(problems[0])
        yield from problems
        further = [it for it in found if isinstance(it, Further) and not _before(it.changed, plan.since)]
        # Newest parts first: a source's whole past is the backfill's matter, not the daily run's.
        further.sort(key=lambda it: it.changed or datetime.max.replace(tzinfo=UTC), reverse=True)
        waiting += [it.url for it in further][: max(0, plan.lists - lists - len(waiting))]
        lists += 1
        for item in found:
            if isinstance(item, Ref) and source.wants(item.url) and not _before(item.published, plan.since):
                yield item


def _get(url: str, source: Source, client: Client, known: Seen | None, role: str = "page") -> Capture | Problem:
    """Ask on condition where the archive can stand in for the answer 304."""
    stored = known.load() if known is not None and (known.etag or known.last_modified) else None
    if stored is None or known is None:
        return client.get(url, source.name, role, pace=source.pace)
    answer = client.get(url, source.name, role, known.etag, known.last_modified, pace=source.pace)
    return stored if isinstance(answer, Capture) and answer.status == 304 else answer


def _before(moment: datetime | None, day: date | None) -> bool:
    return moment is not None and day is not None and moment.date() < day

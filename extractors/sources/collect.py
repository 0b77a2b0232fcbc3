"""One source, from its list to its pages: only what is new, what changed, and what an interrupted run left behind.

There is no state but the archive (`archive.seen`): validators come from there, and what a host calls unchanged (304)
is taken from there, so a run that was killed between fetching and loading loses nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from extractors.channels import Further, Listed, cninfo, edgar, feed, hkex, listing, sitemap
from extractors.model import Capture, Problem, Ref
from extractors.sources import Source
from extractors.web.archive import Seen, body_digest
from extractors.web.client import Client

CHANNELS: dict[str, Callable[[Capture, Listed], Iterator[Ref | Further | Problem]]] = {
    "feed": feed.entries,
    "sitemap": sitemap.entries,
    "listing": listing.entries,
}

# Regulators and exchanges: many lists that lead to each other.
WALKS = {"edgar": edgar.pages, "hkex": hkex.pages, "cninfo": cninfo.pages}


class ListFailed(Exception):
    """A source's list could not be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"source {problem.source}: {problem.message} ({problem.code})")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run wants of a source.

    `window`: how long after its first fetch a page is looked at again, so that corrections are seen. `since`: nothing
    that the list dates before this day. Bounds: `pages` on pages, `lists` on the parts of a sitemap, `walk` on the
    lists of an exchange; a source's options `pages` and `lists` go before them. `known` is what the archive knows,
    kept up to date by its Writer.
    """

    now: datetime
    since: date | None = None
    window: timedelta = timedelta(days=3)
    pages: int = 200
    lists: int = 3
    walk: int = 500
    known: Mapping[str, Seen] = field(default_factory=dict)


def collect(source: Source, client: Client, plan: Plan) -> Iterator[tuple[Capture | Seen, Ref] | Problem]:
    """The source's pages as they come, those that lie in the archive by their place there; raises ListFailed."""
    refs: dict[str, Ref] = {}
    for item in listed(source, client, plan):
        if isinstance(item, Problem):
            yield item
        else:
            refs.setdefault(item.url, item)
    # A page that has left the list may still be corrected.
    for url, seen in list(plan.known.items()):
        if seen.source == source.name and seen.role == "page" and plan.now - seen.first <= plan.window:
            refs.setdefault(url, Ref(source.name, url))
    fetched, limit = 0, source.option("pages", plan.pages)
    for ref in refs.values():
        known = plan.known.get(ref.url)
        if known is not None and plan.now - known.first > plan.window:
            continue
        if fetched >= limit:
            yield Problem(source.name, source.url, "page_limit", f"{len(refs)} pages named, {limit} fetched")
            return
        fetched += 1
        answer = _get(ref.url, source, client, known)
        yield answer if isinstance(answer, Problem) else (_placed(answer, ref.url, plan), ref)


def _placed(answer: Capture, url: str, plan: Plan) -> Capture | Seen:
    """The answer's place in the archive where it has one, so that hundreds of bodies do not wait in memory."""
    seen = plan.known.get(url)
    return seen if seen is not None and answer.body and seen.digest == body_digest(answer.body) else answer


def listed(source: Source, client: Client, plan: Plan) -> Iterator[Ref | Problem]:
    """What the source's lists name; raises ListFailed where none of them could be read."""
    if source.channel in WALKS:
        yield from (it for it in _walked(source, client, plan) if isinstance(it, Problem) or source.wants(it.url))
        return
    if source.channel not in CHANNELS:
        raise ListFailed(Problem(source.name, source.url, "no_channel", f"nothing reads a {source.channel} yet"))
    found = _read_list(source.url, source, client, plan)
    problems = [item for item in found if isinstance(item, Problem)]
    if problems and len(problems) == len(found):
        raise ListFailed(problems[0])
    further = [it for it in found if isinstance(it, Further) and not _before(it.changed, plan.since)]
    # Newest parts first: a source's whole past is the backfill's matter, not the daily run's.
    further.sort(key=lambda it: it.changed or datetime.max.replace(tzinfo=UTC), reverse=True)
    parts = (_read_list(it.url, source, client, plan) for it in further[: source.option("lists", plan.lists)])
    for item in chain(found, chain.from_iterable(parts)):
        if isinstance(item, Problem) or (
            isinstance(item, Ref) and source.wants(item.url) and not _before(item.published, plan.since)
        ):
            yield item


def _read_list(url: str, source: Source, client: Client, plan: Plan) -> list[Ref | Further | Problem]:
    answer = _get(url, source, client, plan.known.get(url), "list")
    if isinstance(answer, Capture) and answer.status != 200:
        answer = Problem(source.name, url, "http_error", f"its list answers {answer.status}")
    return [answer] if isinstance(answer, Problem) else list(CHANNELS[source.channel](answer, source))


def _walked(source: Source, client: Client, plan: Plan) -> list[Ref | Problem]:
    read: set[str] = set()

    def fetch(url: str) -> Capture | Problem:
        known = plan.known.get(url)
        stored = known.load() if known is not None and edgar.fixed(url) else None
        answer = stored or _get(url, source, client, known, "list")
        if isinstance(answer, Capture) and answer.status == 200:
            read.add(url)
        return answer

    found = list(WALKS[source.channel](source, fetch, plan.since, source.option("lists", plan.walk)))
    if not read and found and isinstance(found[0], Problem):
        raise ListFailed(found[0])
    return found


def _get(url: str, source: Source, client: Client, known: Seen | None, role: str = "page") -> Capture | Problem:
    """Ask on condition where the archive can stand in for the answer 304."""
    stored = known.load() if known is not None and (known.etag or known.last_modified) else None
    if stored is None or known is None:
        post = cninfo.form(url) if source.channel == "cninfo" else None
        return client.get(url, source.name, role, pace=source.pace, post=post)
    answer = client.get(url, source.name, role, known.etag, known.last_modified, pace=source.pace)
    return stored if isinstance(answer, Capture) and answer.status == 304 else answer


def _before(moment: datetime | None, day: date | None) -> bool:
    return moment is not None and day is not None and moment.date() < day

"""What the channels of regulators and exchanges share: lists that are JSON, and the walk from list to list."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from extractors.channels import Further, Listed
from extractors.model import Capture, Problem, Ref

Item = Ref | Further | Problem
Entries = Callable[[Capture, Listed], Iterator[Item]]
Fetch = Callable[[str], Capture | Problem]
T = TypeVar("T")

# After these a host gives nothing more in this run, so asking for the rest would only repeat the Problem.
ENDING = {"no_contact", "host_stopped", "circuit_open", "robots_unreachable", "dns_error", "private_address"}


class Unlike(Exception):
    """An answer that is not of the documented shape; becomes a Problem with this code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def told(read: Entries) -> Entries:
    """The reader, with its Unlike told as a Problem after what could be read."""

    @wraps(read)
    def entries(answer: Capture, source: Listed) -> Iterator[Item]:
        try:
            yield from read(answer, source)
        except Unlike as error:
            yield Problem(source.name, answer.url, error.code, str(error))

    return entries


def parsed(answer: Capture) -> Any:
    """The answer's JSON; raises Unlike."""
    if not answer.body.strip():
        raise Unlike("empty_body", "an empty answer in place of JSON")
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unlike("not_json", f"starts with {answer.body.lstrip()[:60]!r}") from error


def take(record: Any, name: str, kind: type[T]) -> T:
    """A field that must be there and of this kind; raises Unlike."""
    value = record.get(name) if isinstance(record, dict) else None
    if not isinstance(value, kind):
        raise Unlike("changed_fields", f"{name}: {kind.__name__} expected, found {str(value)[:60]!r}")
    return value


def each(rows: list[Any], read: Callable[[Any], T | None]) -> Iterator[T]:
    """What `read` makes of the rows; those it cannot read are told at the end, together, as one Unlike."""
    faults: list[Unlike] = []
    for row in rows:
        try:
            item = read(row)
        except Unlike as error:
            faults.append(error)
        else:
            if item is not None:
                yield item
    if faults:
        raise Unlike(faults[0].code, f"{len(faults)} of {len(rows)} rows, the first: {faults[0]}")


def numbers(rows: list[Any], code: str, number: str, kind: type[T]) -> dict[str, T]:
    """Of a list of stocks the exchange's own number by code, from these two fields; raises Unlike where it has none."""
    if not rows:
        raise Unlike("no_items", "an empty list of stocks")
    pairs = ((row.get(code), row.get(number)) for row in rows if isinstance(row, dict))
    found = {one: other for one, other in pairs if isinstance(one, str) and isinstance(other, kind)}
    if not found:
        raise Unlike("changed_fields", f"a list of stocks without {code} and {number}: {str(rows[0])[:60]!r}")
    return found


def local_day(answer: Capture, source: Listed) -> date:
    """The day at the source when it answered."""
    return answer.fetched.astimezone(ZoneInfo(source.timezone)).date()


def first_day(answer: Capture, source: Listed) -> date:
    """The oldest day of interest: option `days` (35, a month and some) before the answer; a backfill sets it higher."""
    return local_day(answer, source) - timedelta(days=int(source.option("days", 35)))


def wanted(source: Listed, slug: str) -> bool:
    """Whether the option `companies` (slugs; all without it) names this one."""
    chosen = source.option("companies")
    return chosen is None or slug in chosen


def walk(
    starts: Iterable[str],
    entries: Entries,
    source: Listed,
    fetch: Fetch,
    since: date | None = None,
    key: Callable[[str], str] = str,
    limit: int = 500,
) -> Iterator[Ref | Problem]:
    """Every page reached from these lists, each once; lists with the same `key` are one, `limit` bounds their number.

    `fetch` may answer from an archive. A list that fails is a Problem and the others go on, unless its host is done.
    """
    waiting, known, read = deque(starts), set[str](), 0
    while waiting:
        url = waiting.popleft()
        if key(url) in known:
            continue
        if read >= limit:
            yield Problem(source.name, url, "page_limit", f"{len(waiting) + 1} lists are left after {limit}")
            return
        known.add(key(url))
        read += 1
        answer = fetch(url)
        if isinstance(answer, Capture) and answer.status != 200:
            answer = Problem(source.name, url, "http_error", f"a list answers {answer.status}")
        if isinstance(answer, Problem):
            yield answer
            if answer.code in ENDING:
                return
            continue
        for item in entries(answer, source):
            if isinstance(item, Problem):
                yield item
            elif isinstance(item, Further):
                if not _before(item.changed, since):
                    waiting.append(item.url)
            elif item.url not in known and not _before(item.published, since):
                known.add(item.url)
                yield item


def _before(moment: datetime | None, day: date | None) -> bool:
    return moment is not None and day is not None and moment.date() < day

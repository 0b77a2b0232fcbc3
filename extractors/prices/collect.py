"""What holds for every provider: the days asked for, finished sessions, one close a day, and who is asked first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from extractors.model import Capture, Price, Problem, Split
from extractors.prices.sessions import finished
from extractors.prices.share import Share, venues

Quote = Price | Split | Problem
# An address and the headers it needs; a key is in the headers, never in the address, which is logged and archived.
Fetch = Callable[[str, Mapping[str, str]], Capture | Problem]


class Provider(Protocol):
    """Where closes come from."""

    @property
    def name(self) -> str:
        """As in Price.provider."""

    def quotes(self, share: Share, first: date, last: date) -> Iterator[Quote]:
        """Closes and splits of these days, and perhaps of others; nothing where it has no symbol for the share."""


def closes(provider: Provider, share: Share, first: date, last: date, now: datetime) -> Iterator[Quote]:
    """The provider's closes and splits from `first` to `last`, of sessions that have ended at `now` (aware)."""
    if share.venue not in venues():
        yield Problem(provider.name, None, "unknown_venue", f"{share.venue} is not in venues.toml")
        return
    known: dict[date, float] = {}
    for item in provider.quotes(share, first, last):
        if isinstance(item, Problem):
            yield replace(item, source=provider.name)
        elif not first <= item.date <= last:
            continue
        elif isinstance(item, Split):
            yield item
        elif finished(share.venue, item.date, now):
            before = known.get(item.date)
            if before is None:
                known[item.date] = item.close
                yield item
            elif before != item.close:
                text = f"{share.venue}:{share.symbol} {item.date}: {before} and {item.close}"
                yield Problem(provider.name, None, "two_closes", text)


def first_answer(
    providers: Iterable[Provider], share: Share, first: date, last: date, now: datetime
) -> Iterator[Quote]:
    """The closes of the first provider, in this order, that has any; the Problems of those before it as well."""
    for provider in providers:
        found = list(closes(provider, share, first, last, now))
        yield from found
        if any(isinstance(item, Price) for item in found):
            return

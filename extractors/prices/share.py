"""What has a price: the listings of the registry, and benchmark indices that settings name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.registry import Registry, registry


@dataclass(frozen=True, slots=True)
class Venue:
    """An exchange: names of its calendar and zone, the currency of its quotes, how many quoted units make one of it."""

    calendar: str
    timezone: str
    currency: str
    per: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """A listing or an index; `yahoo` and `stooq` are those providers' symbols, `currency` None for an index."""

    symbol: str
    venue: str
    currency: str | None = None
    yahoo: str | None = None
    stooq: str | None = None
    company: str | None = None
    per: int = 1


@cache
def venues() -> Mapping[str, Venue]:
    """Every exchange, from venues.toml."""
    data = tomllib.loads(Path(__file__).with_name("venues.toml").read_text("utf-8"))
    return {name: Venue(**row) for name, row in data.items()}


def shares(makers: Registry | None = None) -> tuple[Share, ...]:
    """Every running listing that some provider has a symbol for, in the registry's order."""
    return tuple(
        Share(
            listing.ticker,
            listing.venue,
            venues()[listing.venue].currency,
            listing.yahoo,
            listing.stooq,
            company.slug,
            venues()[listing.venue].per,
        )
        for company in (makers or registry()).companies
        for listing in company.listings
        if listing.until is None and (listing.yahoo or listing.stooq)
    )


def benchmarks(symbols: Mapping[str, str]) -> tuple[Share, ...]:
    """An index for each venue: {"HKEX": "^HSI"}. Raises ValueError for an exchange that is not in venues.toml."""
    if unknown := sorted(symbols.keys() - venues().keys()):
        raise ValueError(f"unknown venue {', '.join(unknown)}; known are {', '.join(venues())}")
    return tuple(Share(symbol, venue, None, symbol, symbol.lower()) for venue, symbol in symbols.items())

"""The steps of a run over prices as plain functions: what is asked, of whom, from which day on."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from extractors.model import Capture, FxRate, Price, Problem, Session, Split
from extractors.prices import Provider, Share, benchmarks, first_answer, shares
from extractors.prices.ecb import Ecb, read
from extractors.prices.sessions import sessions
from flows.settings import Prices
from warehouse import PriceBatch, Run, SourceOutcome
from warehouse.batch import Row

log = logging.getLogger(__name__)

# Asked for again, so that a close that a provider corrects is corrected here.
OVERLAP = timedelta(days=10)
RATES = "eurofxref-hist"


@dataclass(frozen=True, slots=True)
class Quotes:
    """What providers gave for some shares, or for exchange rates."""

    prices: tuple[Price, ...] = ()
    splits: tuple[Split, ...] = ()
    rates: tuple[FxRate, ...] = ()
    problems: tuple[Problem, ...] = ()


def together(items: Iterable[object]) -> Quotes:
    """Closes, splits, rates and problems, sorted out."""
    given = list(items)
    return Quotes(
        tuple(it for it in given if isinstance(it, Price)),
        tuple(it for it in given if isinstance(it, Split)),
        tuple(it for it in given if isinstance(it, FxRate)),
        tuple(it for it in given if isinstance(it, Problem)),
    )


def wanted(settings: Prices, companies: Sequence[str] = ()) -> tuple[Share, ...]:
    """The shares of these companies, of all without any, and the benchmark indices of their venues."""
    chosen = [it for it in shares() if not companies or it.company in companies]
    venues = {it.venue for it in chosen}
    return (*chosen, *benchmarks({venue: it for venue, it in settings.benchmarks.items() if venue in venues}))


def ask(
    asked: Sequence[Share],
    providers: Sequence[Provider],
    known: Mapping[tuple[str, str], date],
    since: date | None,
    now: datetime,
    settings: Prices,
) -> Quotes:
    """Closes of every share, from `since` or a little before its latest known one, of the first provider that has any.

    A share that has several carmakers is asked for once.
    """
    found: list[object] = []
    for share in {(it.venue, it.symbol): it for it in asked}.values():
        latest = known.get((share.venue, share.symbol))
        first = since or (latest - OVERLAP if latest else settings.since)
        # A venue's day may be ahead of ours; sessions that have not ended are left out anyway.
        found += first_answer(providers, share, first, (now + timedelta(days=1)).date(), now)
    return together(found)


def rates(bank: Ecb, files: Path | None, first: date, now: datetime) -> Quotes:
    """The European Central Bank's rates since `first`: out of a file of its in the folder `files`, else asked for."""
    if files is None:
        return together(bank.rates(first, now.date(), now.date()))
    path = next((it for it in sorted(files.glob(f"{RATES}*")) if it.is_file()), None)
    if path is None:
        return Quotes()
    answer = Capture(files.name, path.name, path.name, now, 200, (), path.read_bytes())
    return together(it for it in read(answer, files.name) if isinstance(it, Problem) or it.date >= first)


def calendar(venues: Iterable[str], first: date, now: datetime) -> list[Session]:
    """The sessions of these venues from `first` to today."""
    return [it for venue in sorted(venues) for it in sessions(venue, first, now.date())]


def share_rows(asked: Sequence[Share]) -> list[Row]:
    """Rows of the table `shares`: a carmaker's in the registry's order, then the indices."""
    places: dict[str | None, int] = {}
    rows: list[Row] = []
    for it in asked:
        if it.company is not None:
            places[it.company] = places.get(it.company, 0) + 1
        place = places[it.company] if it.company is not None else None
        rows.append(
            {
                "venue": it.venue,
                "symbol": it.symbol,
                "company": it.company,
                "place": place,
                "currency": it.currency,
            }
        )
    return rows


def outcomes(found: Quotes) -> tuple[SourceOutcome, ...]:
    """How each provider fared: one that gave nothing but problems has failed."""
    given: dict[str, int] = {}
    for name in (*(it.provider for it in found.prices), *(it.provider for it in found.rates)):
        given[name] = given.get(name, 0) + 1
    why = {it.source: f"{it.code}: {it.message}" for it in reversed(found.problems) if it.source}
    done = [SourceOutcome(name, "done", count) for name, count in given.items()]
    return (*done, *(SourceOutcome(name, "failed", 0, text) for name, text in why.items() if name not in given))


def batch(run: Run, found: Quotes, known: Iterable[tuple[str, str]], now: datetime, settings: Prices) -> PriceBatch:
    """All of it for the warehouse, with the sessions of every venue that has closes."""
    venues = {it.venue for it in found.prices} | {venue for venue, _ in known}
    first = min([settings.sessions_since, *(it.date for it in found.prices)])
    return PriceBatch(
        run,
        found.prices,
        found.splits,
        found.rates,
        calendar(venues, first, now),
        share_rows(wanted(settings)),
        found.problems,
    )

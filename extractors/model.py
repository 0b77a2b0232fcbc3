"""The types that flow: Source → Ref → Capture → Document → Milestone | StockMove, and Problem.

Frozen, typed, printable; this module imports nothing of ours. Field meanings of the two facts are those of the
contract in docs/facts.md; enumerations are closed and checked again by the warehouse.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

Metric = Literal["production", "deliveries", "sales", "registrations", "orders", "exports", "capacity"]
Qualifier = Literal["exact", "about", "over", "under"]
Scope = Literal["cumulative", "period", "rate"]
Status = Literal["actual", "target", "forecast"]
Powertrain = Literal["bev", "phev", "nev", "ev", "all"]
Direction = Literal["up", "down", "flat"]
Adjustment = Literal["none", "splits"]
Window = Literal["day", "premarket", "afterhours", "week", "month", "ytd", "year", "since", "unknown"]
Lang = str

METRICS: tuple[str, ...] = get_args(Metric)
QUALIFIERS: tuple[str, ...] = get_args(Qualifier)
SCOPES: tuple[str, ...] = get_args(Scope)
STATUSES: tuple[str, ...] = get_args(Status)
POWERTRAINS: tuple[str, ...] = get_args(Powertrain)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
WINDOWS: tuple[str, ...] = get_args(Window)

# Codes of Problem.code: docs/problems.md is the whole list.
ProblemCode = str

# A field called `date` hides the type of that name inside its class.
Day = date


@dataclass(frozen=True, slots=True)
class Ref:
    """A page that a channel names. `published` is the channel's hint, in UTC."""

    source: str
    url: str
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One HTTP answer as it came. `body` is after content decoding, `fetched` is UTC, `headers` keep their order."""

    source: str
    url: str
    final_url: str
    fetched: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    truncated: bool = False

    @property
    def sha256(self) -> str:
        """Hex digest of the body: two captures with the same digest are the same page."""
        return hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        """First header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one page, or could not be told: a row of ours, never an exception past the page."""

    source: str | None
    url: str | None
    code: ProblemCode
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """What an article says, its headline apart. Blank lines part blocks of `text`; a table is one of `| a | b |` rows.

    `id` is derived from what the article is (its canonical address), never from fetch time or the raw URL.
    `published_from` tells how the date is known: json-ld, meta, time, url, feed, text, argument. `published_at` is the
    moment (aware) where it is stated too.
    """

    id: str
    url: str
    source: str | None
    publisher: str | None
    lang: Lang
    title: str | None
    published: date | None
    text: str = field(repr=False)
    published_from: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A count of vehicles that one document states. `text[quote_start:quote_end] == quote`."""

    company: str
    metric: Metric
    value: int
    qualifier: Qualifier
    scope: Scope
    status: Status
    quote: str
    quote_start: int
    quote_end: int
    brand: str | None = None
    model: str | None = None
    powertrain: Powertrain | None = None
    region: str | None = None
    period: str | None = None
    elapsed_days: int | None = None
    yoy_pct: float | None = None
    seq_pct: float | None = None


@dataclass(frozen=True, slots=True)
class StockMove:
    """How a carmaker's share moved, or where it stood, as one document states it. `pct` is signed, in percent."""

    company: str
    direction: Direction
    quote: str
    quote_start: int
    quote_end: int
    pct: float | None = None
    qualifier: Qualifier = "exact"
    window: Window = "unknown"
    since: str | None = None
    price: float | None = None
    currency: str | None = None
    venue: str | None = None
    date: Day | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A share's or index's close on one finished session, in units of `currency` (ISO 4217; None for an index).

    `adjustment` tells what `close` was changed for: none (as traded), splits. `adjusted_close` is for splits and
    dividends, None where the provider has none. `symbol` and `venue` are those of the registry's listing.
    """

    symbol: str
    venue: str
    date: Day
    close: float
    adjusted_close: float | None
    currency: str | None
    volume: int | None
    provider: str
    adjustment: Adjustment = "splits"


@dataclass(frozen=True, slots=True)
class Split:
    """From `date` on, one share of before is `ratio` shares: 3.0 for three for one, 0.1 for one for ten."""

    symbol: str
    venue: str
    date: Day
    ratio: float
    provider: str


@dataclass(frozen=True, slots=True)
class Session:
    """A trading session of a venue: its day there, and when it opens and closes (aware)."""

    venue: str
    date: Day
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class FxRate:
    """What one unit of `base` costs in `currency` (both ISO 4217) on a day."""

    base: str
    currency: str
    date: Day
    rate: float
    provider: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything the reader found in one document."""

    document: Document
    milestones: tuple[Milestone, ...] = ()
    stock_moves: tuple[StockMove, ...] = ()
    problems: tuple[Problem, ...] = ()


def content_id(parts: Iterable[object], length: int = 16) -> str:
    """Hex id of what the parts mean: the same parts give the same id on every machine and run."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:length]

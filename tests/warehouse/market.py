"""Hand-made sessions and closes: an exchange in New York and one in Hong Kong, open on weekdays but for holidays."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ledger_data import article, batch, day, move

from extractors.model import Extraction, Price, Session
from warehouse import PriceBatch, Run, publish, store, store_prices

HOURS = {"NYSE": (time(14, 30), time(21)), "HKEX": (time(1, 30), time(8))}
HOLIDAY = date(2024, 11, 28)
SHARES = [
    {"venue": "HKEX", "symbol": "1810", "company": "xiaomi", "place": 1, "currency": "HKD"},
    {"venue": "NYSE", "symbol": "NIO", "company": "nio", "place": 1, "currency": "USD"},
    {"venue": "HKEX", "symbol": "9866", "company": "nio", "place": 2, "currency": "HKD"},
    {"venue": "HKEX", "symbol": "^HSI", "company": None, "place": None, "currency": None},
]


def sessions(venue: str, first: date = date(2023, 12, 1), last: date = date(2024, 12, 20)) -> list[Session]:
    opens, closes = HOURS[venue]
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return [
        Session(venue, it, datetime.combine(it, opens, UTC), datetime.combine(it, closes, UTC))
        for it in days
        if it.weekday() < 5 and (venue, it) != ("NYSE", HOLIDAY)
    ]


def closes(symbol: str, given: Mapping[str, float], venue: str = "HKEX", **fields: Any) -> list[Price]:
    return [
        Price(symbol, venue, date.fromisoformat(it), close, None, "HKD", None, "given", **fields)
        for it, close in given.items()
    ]


def prices(
    path: Path, *given: Price, run: str = "prices", at: datetime = datetime(2025, 1, 1, tzinfo=UTC), **fields: Any
) -> Any:
    both = [*sessions("HKEX"), *sessions("NYSE")]
    whole = PriceBatch(Run(run, at, status="done"), given, sessions=both, shares=SHARES, **fields)
    return store_prices(path, whole)


def claim(name: str, pct: float, published: str, at: str | None = None, **fields: Any) -> Extraction:
    """An article that claims one move; `at` is its hour of publication, UTC."""
    told = datetime.fromisoformat(f"{published}T{at}+00:00") if at else None
    text = f"up or down by {pct} percent"
    return article(name, text, move(pct, text, **fields), published=date.fromisoformat(published), published_at=told)


def ledger(path: Path, articles: Sequence[Extraction], *given: Price, **fields: Any) -> Path:
    store(path, batch(*((day(90), it) for it in articles), at=day(90)))
    prices(path, *given, **fields)
    publish(path)
    return path

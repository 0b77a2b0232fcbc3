"""Yahoo's chart: closes adjusted for splits, adjusted for dividends too, and splits. No contract, so off by default."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.channels.filings import Unlike, parsed, take
from extractors.model import Capture, Problem, Split
from extractors.prices.bar import bar, number
from extractors.prices.collect import Fetch, Quote
from extractors.prices.share import Share

URL = "https://query1.finance.yahoo.com/v8/finance/chart/"
# Quoted in hundredths of the currency.
MINOR = {"GBp": "GBP", "ZAc": "ZAR", "ILA": "ILS"}
MOST = 1e6  # shares in a split


@dataclass(frozen=True, slots=True)
class Yahoo:
    """The provider."""

    fetch: Fetch = field(repr=False)
    url: str = URL
    name: str = "yahoo"

    def quotes(self, share: Share, first: date, last: date) -> Iterator[Quote]:
        """What Yahoo has of these days."""
        if not share.yahoo:
            return
        # Days of the exchange lie up to half a day beside those of UTC.
        start, end = (datetime.combine(day, time(), UTC) for day in (first - timedelta(1), last + timedelta(2)))
        query = {
            "period1": int(start.timestamp()),
            "period2": int(end.timestamp()),
            "interval": "1d",
            "events": "div,splits",
            "includeAdjustedClose": "true",
        }
        answer = self.fetch(f"{self.url}{quote(share.yahoo, safe='')}?{urlencode(query)}", {})
        yield from [answer] if isinstance(answer, Problem) else read(answer, share, self.name)


def read(answer: Capture, share: Share, provider: str = "yahoo") -> Iterator[Quote]:
    """Every day of an answer; days without a trade (null) are left out."""
    if answer.status == 429:
        yield Problem(provider, answer.url, "rate_limited", "status 429")
        return
    try:
        chart = take(parsed(answer), "chart", dict)
        if error := chart.get("error"):
            raise Unlike("no_data", str(error.get("description") if isinstance(error, dict) else error)[:200])
        if answer.status != 200:
            raise Unlike("http_error", f"status {answer.status}")
        results = take(chart, "result", list)
        if not results:
            raise Unlike("no_data", "an empty chart")
        yield from _days(results[0], share, provider)
    except Unlike as error:
        yield Problem(provider, answer.url, error.code, f"{share.venue}:{share.symbol}: {error}")


def _days(result: Any, share: Share, provider: str) -> Iterator[Quote]:
    meta = take(result, "meta", dict)
    try:
        zone = ZoneInfo(take(meta, "exchangeTimezoneName", str))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unlike("changed_fields", f"exchangeTimezoneName: {error}") from error
    currency, per = str(meta.get("currency")), 1
    if currency in MINOR:
        currency, per = MINOR[currency], 100
    if share.currency is not None and currency != share.currency:
        raise Unlike("changed_fields", f"quoted in {currency}, where {share.currency} is expected")
    if "timestamp" not in result:
        raise Unlike("no_data", "a chart without days")
    stamps, indicators = take(result, "timestamp", list), take(result, "indicators", dict)
    columns = (take(indicators, "quote", list) or [None])[0]
    closes, volumes = take(columns, "close", list), take(columns, "volume", list)
    adjusted: list[Any] = [None] * len(stamps)
    if indicators.get("adjclose"):
        adjusted = take(take(indicators, "adjclose", list)[0], "adjclose", list)
    if not len(stamps) == len(closes) == len(volumes) == len(adjusted):
        raise Unlike("changed_fields", "the columns of the chart have different lengths")
    for stamp, close, other, volume in zip(stamps, closes, adjusted, volumes, strict=True):
        price = bar(share, _day(stamp, zone), close, other, volume, provider, per=per)
        if price is not None:
            yield price
    yield from _splits(result.get("events"), share, zone, provider)


def _splits(events: Any, share: Share, zone: ZoneInfo, provider: str) -> Iterator[Split]:
    found = take(events, "splits", dict) if isinstance(events, dict) and events.get("splits") else {}
    for event in found.values():
        try:
            up, down = (number(take(event, name, object)) or 0 for name in ("numerator", "denominator"))
        except ValueError as error:
            raise Unlike("changed_fields", f"a split: {error}") from error
        if not 0 < up < MOST or not 0 < down < MOST:
            raise Unlike("changed_fields", f"a split without a ratio: {str(event)[:60]}")
        if up != down:
            yield Split(share.symbol, share.venue, _day(event.get("date"), zone), up / down, provider)


def _day(stamp: Any, zone: ZoneInfo) -> date:
    """The exchange's day in which a session began."""
    try:
        return datetime.fromtimestamp(stamp, zone).date()
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Unlike("changed_fields", f"timestamp: {str(stamp)[:40]!r}") from error

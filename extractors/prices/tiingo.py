"""Tiingo's end-of-day prices: as traded, adjusted, and splits. Needs a key; United States and mainland China."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from extractors.channels.filings import Unlike, parsed, take
from extractors.model import Capture, Problem, Split
from extractors.prices.bar import bar, number
from extractors.prices.collect import Fetch, Quote
from extractors.prices.share import Share

URL = "https://api.tiingo.com/tiingo/daily/"
VENUES = {"NASDAQ", "NYSE", "OTC", "SSE", "SZSE"}
REFUSALS = {401: "no_key", 403: "no_key", 404: "no_data", 429: "rate_limited"}


@dataclass(frozen=True, slots=True)
class Tiingo:
    """The provider; its key goes into the header Authorization alone, and is shown nowhere."""

    key: str = field(repr=False)
    fetch: Fetch = field(repr=False)
    url: str = URL
    name: str = "tiingo"

    def quotes(self, share: Share, first: date, last: date) -> Iterator[Quote]:
        """What Tiingo has of these days; nothing for venues it does not know, and for indices."""
        if share.venue not in VENUES or share.company is None:
            return
        if not self.key:
            yield Problem(self.name, self.url, "no_key", "Tiingo needs a key")
            return
        ticker = quote(share.symbol.replace(".", "-"), safe="")
        days = urlencode({"startDate": first.isoformat(), "endDate": last.isoformat()})
        answer = self.fetch(f"{self.url}{ticker}/prices?{days}", {"Authorization": f"Token {self.key}"})
        yield from [answer] if isinstance(answer, Problem) else read(answer, share, self.name)


def read(answer: Capture, share: Share, provider: str = "tiingo") -> Iterator[Quote]:
    """Every day of an answer, oldest first as it comes."""
    if answer.status != 200:
        code = REFUSALS.get(answer.status, "http_error")
        yield Problem(provider, answer.url, code, f"{share.venue}:{share.symbol}: status {answer.status}")
        return
    # Its limits are told in words, with status 200.
    if b"allocation" in answer.body[:200] and not answer.body.lstrip().startswith(b"["):
        yield Problem(provider, answer.url, "rate_limited", answer.body[:120].decode("utf-8", "replace"))
        return
    try:
        rows = parsed(answer)
        if not isinstance(rows, list):
            raise Unlike("changed_fields", f"a list of days expected, found {str(rows)[:60]!r}")
        if not rows:
            raise Unlike("no_data", f"{share.venue}:{share.symbol}: no day")
        for row in rows:
            yield from _day(row, share, provider)
    except Unlike as error:
        yield Problem(provider, answer.url, error.code, str(error))


def _day(row: Any, share: Share, provider: str) -> Iterator[Quote]:
    try:
        day = datetime.fromisoformat(take(row, "date", str)).date()
        factor = number(row.get("splitFactor"))
    except ValueError as error:
        raise Unlike("changed_fields", str(error)) from error
    if "close" not in row or "adjClose" not in row:
        raise Unlike("changed_fields", f"close or adjClose is missing on {day}")
    price = bar(share, day, row["close"], row["adjClose"], row.get("volume"), provider, "none")
    if price is not None:
        yield price
    if factor is not None and factor != 1 and 0 < factor < 1e6:
        yield Split(share.symbol, share.venue, day, factor, provider)

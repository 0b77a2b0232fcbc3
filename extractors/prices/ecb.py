"""The European Central Bank's reference rates: what one euro costs, each TARGET day about 16:00 in Frankfurt.

To be named where they are shown: "Source: ECB statistics".
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from lxml import etree

from extractors.model import Capture, FxRate, Problem
from extractors.prices.bar import number
from extractors.prices.collect import Fetch

URL = "https://www.ecb.europa.eu/stats/eurofxref/"
RECENT = timedelta(days=80)  # the file of 90 days reaches a little less far
LIMIT = 50_000_000  # bytes of the whole history, which is about 1.5 MB
EUR = "EUR"


@dataclass(frozen=True, slots=True)
class Ecb:
    """The provider of exchange rates."""

    fetch: Fetch = field(repr=False)
    url: str = URL
    name: str = "ecb"

    def rates(self, first: date, last: date, today: date) -> Iterator[FxRate | Problem]:
        """Every rate from `first` to `last`, out of the small file where it reaches as far."""
        recent = today - first <= RECENT
        answer = self.fetch(self.url + ("eurofxref-hist-90d.xml" if recent else "eurofxref-hist.zip"), {})
        for item in [answer] if isinstance(answer, Problem) else read(answer, self.name):
            if isinstance(item, Problem) or first <= item.date <= last:
                yield item


def read(answer: Capture, provider: str = "ecb") -> Iterator[FxRate | Problem]:
    """Every rate of an answer in whichever form the bank publishes: XML, CSV, or CSV in a zip."""
    if answer.status != 200:
        yield Problem(provider, answer.url, "http_error", f"status {answer.status}")
        return
    try:
        body = _unzipped(answer.body)
        found = list(
            _xml(body, provider) if body.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<") else _csv(body, provider)
        )
    except (ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, csv.Error) as error:
        yield Problem(provider, answer.url, "not_rates", f"{error}; starts with {answer.body[:60]!r}")
        return
    yield from found
    if not found:
        yield Problem(provider, answer.url, "not_rates", "no rate in it")


def _unzipped(body: bytes) -> bytes:
    if not body.strip():
        raise ValueError("an empty answer")
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        name = next((it for it in archive.namelist() if it.endswith(".csv")), None)
        if name is None:
            raise ValueError("no CSV in the zip")
        with archive.open(name) as file:
            text = file.read(LIMIT + 1)
    if len(text) > LIMIT:
        raise ValueError(f"more than {LIMIT} bytes")
    return text


def _csv(body: bytes, provider: str) -> Iterator[FxRate | Problem]:
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    heads = [cell.strip() for cell in next(rows, [])]
    if heads[:1] != ["Date"]:
        raise ValueError("no column Date")
    for row in rows:
        for currency, cell in zip(heads[1:], row[1:], strict=False):
            # Lines end with a comma, and a currency has rates only while it exists: N/A.
            if currency:
                yield from _rate(row[0], currency, cell, provider)


def _xml(body: bytes, provider: str) -> Iterator[FxRate | Problem]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("a document type, which these files do not have")
    root = etree.fromstring(body.strip(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    for day in root.iter("{*}Cube"):
        for cube in day.iterchildren("{*}Cube") if day.get("time") else ():
            yield from _rate(day.get("time"), cube.get("currency", ""), cube.get("rate"), provider)


def _rate(day: str | None, currency: str, cell: str | None, provider: str) -> Iterator[FxRate | Problem]:
    try:
        moment, rate = date.fromisoformat((day or "").strip()), number(cell)
        if len(currency) != 3 or (rate is not None and not 0 < rate < 1e9):
            raise ValueError(f"a rate of {rate}")
    except ValueError as error:
        yield Problem(provider, None, "bad_price", f"{currency[:10]} {day}: {error}")
        return
    if rate is not None:
        yield FxRate(EUR, currency, moment, rate, provider)

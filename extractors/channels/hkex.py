"""HKEXnews: makers' announcements of volumes by title search, the English PDF first, the Chinese where there is none.

A source's `url` is the exchange's list of stocks, which gives the number that the search wants for a code. Options:
`titles` (regular expression, English and Chinese), `companies` (slugs), `days` (see `filings.first_day`).
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

from extractors.channels import TITLE_LIMIT, Further, Listed
from extractors.channels.filings import (
    Fetch,
    Item,
    Unlike,
    each,
    first_day,
    local_day,
    numbers,
    parsed,
    take,
    told,
    walk,
    wanted,
)
from extractors.model import Capture, Problem, Ref
from extractors.registry import registry

SEARCH = "/search/titleSearchServlet.do"
ZONE = ZoneInfo("Asia/Hong_Kong")
TITLES = (
    r"(?i)(production|sales)( and sales)? "
    r"(volumes?|figures?|results?|data|updates?|reports?|quantity|quantities|numbers?|express)\b|"
    r"\bdeliver(y|ies|ed)\b|產銷|产销|銷量|销量|交付"
)
ROWS, MOST_ROWS = 100, 5000
SPAN = 92  # days in one search
# Renminbi counters (81211 beside 1211) are the same company's shares.
_RENMINBI = re.compile(r"8\d{4}")


def pages(source: Listed, fetch: Fetch, since: date | None = None, limit: int = 500) -> Iterator[Ref | Problem]:
    """Every announcement of volumes, through `fetch`."""
    yield from walk([source.url], entries, source, fetch, since, limit=limit)


@told
def entries(answer: Capture, source: Listed) -> Iterator[Item]:
    """Of the list of stocks our makers' searches, of a search its PDFs."""
    yield from _found(answer, source) if urlsplit(answer.url).path == SEARCH else _stocks(answer, source)


def _stocks(answer: Capture, source: Listed) -> Iterator[Item]:
    rows = parsed(answer)
    if not isinstance(rows, list):
        raise Unlike("changed_fields", "the list of stocks is no list")
    known = numbers(rows, "c", "i", int)
    for code in _codes(source):
        if code in known:
            for first, last in _spans(first_day(answer, source), local_day(answer, source)):
                yield Further(urljoin(answer.final_url, _search(known[code], first, last)))
        else:
            yield Problem(source.name, answer.url, "unknown_stock", f"the list of stocks has no {code}")


def _codes(source: Listed) -> list[str]:
    return [
        listing.ticker.zfill(5)
        for company in registry().companies
        for listing in company.listings
        if listing.venue == "HKEX"
        and listing.until is None
        and not _RENMINBI.fullmatch(listing.ticker)
        and wanted(source, company.slug)
    ]


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = min(last, first + timedelta(days=SPAN - 1))
        yield first, end
        first = end + timedelta(days=1)


def _search(stock: int, first: date, last: date) -> str:
    query = {
        "sortDir": 0,
        "sortByOptions": "DateTime",
        "category": 0,
        "market": "SEHK",
        "stockId": stock,
        "documentType": -1,
        "fromDate": f"{first:%Y%m%d}",
        "toDate": f"{last:%Y%m%d}",
        "title": "",
        "searchType": 0,
        "t1code": -2,
        "t2Gcode": -2,
        "t2code": -2,
        "rowRange": ROWS,
        "lang": "E",
    }
    return f"{SEARCH}?{urlencode(query)}"


def _found(answer: Capture, source: Listed) -> Iterator[Item]:
    asked = dict(parse_qsl(urlsplit(answer.url).query, keep_blank_values=True))
    data = parsed(answer)
    try:
        # A string of JSON inside the JSON, "null" where nothing was found.
        rows = json.loads(take(data, "result", str)) or []
    except (ValueError, RecursionError) as error:
        raise Unlike("changed_fields", "result: a string of JSON expected") from error
    if not isinstance(rows, list):
        raise Unlike("changed_fields", "result: a list expected")
    total, range_now = data.get("recordCnt"), int(asked.get("rowRange", ROWS))
    if data.get("hasNextRow") and isinstance(total, int) and total > range_now < MOST_ROWS:
        yield _again(answer, asked | {"rowRange": str(min(total, MOST_ROWS))})
        return
    titles, found = re.compile(source.option("titles", TITLES)), 0
    for ref in each(rows, lambda row: _ref(row, answer, source, titles)):
        found += 1
        yield ref
    if not found and asked.get("lang") == "E":
        yield _again(answer, asked | {"lang": "ZH"})


def _again(answer: Capture, query: dict[str, str]) -> Further:
    return Further(urljoin(answer.final_url, f"{SEARCH}?{urlencode(query)}"))


def _ref(row: Any, answer: Capture, source: Listed, titles: re.Pattern[str]) -> Ref | None:
    title = " ".join(html.unescape(take(row, "TITLE", str)).split())
    link, stamp = take(row, "FILE_LINK", str), take(row, "DATE_TIME", str)
    if not link.lower().endswith(".pdf") or not titles.search(title):
        return None
    if not link.startswith("/") or link.startswith("//"):
        raise Unlike("changed_fields", f"FILE_LINK: {link[:60]!r}")
    try:
        moment = datetime.strptime(stamp, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE).astimezone(UTC)
    except ValueError as error:
        raise Unlike("changed_fields", f"DATE_TIME: {stamp[:40]!r}") from error
    return Ref(source.name, urljoin(answer.final_url, link), title[:TITLE_LIMIT], moment)

"""CNINFO (巨潮资讯): mainland makers' monthly production and sales (产销快报) as PDF.

A source's `url` is the list of stocks, which gives the orgId that a search must name beside the code: without it the
answer holds others' filings. A search is a POST of a form; its address here carries the form as a query, so that every
search has an address of its own, and whoever fetches splits it again (`form`). Options: `files` (where the PDFs are),
`searchkey`, `titles` (regular expression), `companies` (slugs), `days` (see `filings.first_day`).
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

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

SEARCH = "/new/hisAnnouncement/query"
FILES = "http://static.cninfo.com.cn/"
COLUMNS = {"SZSE": "szse", "SSE": "sse"}
SEARCHKEY = "快报"  # makers write 产销快报, 产、销快报 and 产销数据快报
TITLES = r"产\s*[、，和及与]?\s*销|销量"
MOST_PAGES = 50
# B shares (200625 beside 000625) are the same company's.
_B_SHARE = re.compile(r"(200|900)\d{3}")


def pages(source: Listed, fetch: Fetch, since: date | None = None, limit: int = 500) -> Iterator[Ref | Problem]:
    """Every announcement of volumes, through `fetch`."""
    yield from walk([source.url], entries, source, fetch, since, limit=limit)


def form(url: str) -> tuple[str, bytes] | None:
    """A search's address and the form to POST to it; None for an address to GET."""
    parts = urlsplit(url)
    return (parts._replace(query="").geturl(), parts.query.encode()) if parts.path == SEARCH else None


@told
def entries(answer: Capture, source: Listed) -> Iterator[Item]:
    """Of the list of stocks our makers' searches, of a search its PDFs and its next page."""
    yield from _found(answer, source) if urlsplit(answer.url).path == SEARCH else _stocks(answer, source)


def _stocks(answer: Capture, source: Listed) -> Iterator[Item]:
    known = numbers(take(parsed(answer), "stockList", list), "code", "orgId", str)
    days = f"{first_day(answer, source)}~{local_day(answer, source)}"
    for company in registry().companies:
        for listing in company.listings:
            code = listing.ticker
            if listing.venue not in COLUMNS or listing.until or _B_SHARE.fullmatch(code):
                continue
            if not wanted(source, company.slug):
                continue
            if code not in known:
                yield Problem(source.name, answer.url, "unknown_stock", f"the list of stocks has no {code}")
                continue
            query = {
                "pageNum": 1,
                "pageSize": 30,
                "column": COLUMNS[listing.venue],
                "tabName": "fulltext",
                "plate": "",
                "stock": f"{code},{known[code]}",
                "searchkey": source.option("searchkey", SEARCHKEY),
                "secid": "",
                "category": "",
                "trade": "",
                "seDate": days,
                "sortName": "",
                "sortType": "",
                "isHLtitle": "true",
            }
            yield Further(urljoin(answer.final_url, f"{SEARCH}?{urlencode(query)}"))


def _found(answer: Capture, source: Listed) -> Iterator[Item]:
    asked = dict(parse_qsl(urlsplit(answer.url).query, keep_blank_values=True))
    data = parsed(answer)
    total, code = take(data, "totalAnnouncement", int), asked.get("stock", "").split(",")[0]
    rows = take(data, "announcements", list) if total else []
    ours = [row for row in rows if isinstance(row, dict) and row.get("secCode", code) == code]
    titles = re.compile(source.option("titles", TITLES))
    yield from each(ours, lambda row: _ref(row, source, titles))
    if len(ours) < len(rows):
        raise Unlike("foreign_rows", f"{len(rows) - len(ours)} of {len(rows)} filings are not of {code}")
    page = int(asked.get("pageNum", 1))
    if data.get("hasMore") and rows and page < MOST_PAGES:
        query = asked | {"pageNum": str(page + 1)}
        yield Further(urljoin(answer.url, f"{SEARCH}?{urlencode(query)}"))


def _ref(row: Any, source: Listed, titles: re.Pattern[str]) -> Ref | None:
    # The words that were searched for stand in <em>.
    title = " ".join(html.unescape(re.sub(r"</?em>", "", take(row, "announcementTitle", str))).split())
    path, stamp = take(row, "adjunctUrl", str), take(row, "announcementTime", int)
    if not titles.search(title) or not path.lower().endswith(".pdf"):
        return None
    if re.match(r"/|[^/]*:", path):
        raise Unlike("changed_fields", f"adjunctUrl: {path[:60]!r}")
    try:
        moment = datetime.fromtimestamp(stamp / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unlike("changed_fields", f"announcementTime: {stamp}") from error
    return Ref(source.name, urljoin(source.option("files", FILES), path), title[:TITLE_LIMIT], moment)

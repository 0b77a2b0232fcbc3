"""SEC EDGAR: a maker's submissions, the index page of each 8-K and 6-K, and there the release itself (EX-99.x).

A source's `url` is the folder of submissions. Options: `archives` (the folder of filings), `forms`, `items` (of an 8-K,
one of which it must have), `companies` (slugs), `days` (see `filings.first_day`). A 6-K may carry its text itself and
an exhibit may be anything, so the primary document and every EX-99 are pages. A filing never changes: its accession
number is its identity, and an index page once answered need not be asked for again (`fixed`).
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag

from extractors.channels import TITLE_LIMIT, Further, Listed
from extractors.channels.filings import Fetch, Item, Unlike, first_day, parsed, take, told, walk, wanted
from extractors.model import Capture, Problem, Ref
from extractors.registry import Registry, registry

ARCHIVES = "https://www.sec.gov/Archives/edgar/data/"
FORMS = ("8-K", "8-K/A", "6-K", "6-K/A")
ITEMS = ("2.02", "7.01", "8.01")  # results, regulation FD, other events: where releases are
EASTERN = ZoneInfo("America/New_York")
READABLE = {".htm", ".html", ".txt", ".pdf"}
_ACCESSION = re.compile(r"(\d{10})-?(\d{2})-?(\d{6})")
_OLDER = re.compile(r"CIK\d{10}-submissions-\d+\.json")


def accession(url: str) -> str | None:
    """The accession number in an address of the archives, as 0001104659-25-091841."""
    found = _ACCESSION.search(url)
    return "-".join(found.groups()) if found else None


def fixed(url: str) -> bool:
    """Whether the answer of this list is the same for ever, so that an archived one does."""
    return url.endswith("-index.htm")


def starts(source: Listed, makers: Registry | None = None) -> list[str]:
    """The submissions of every maker of the registry that files 8-K or 6-K."""
    return [
        urljoin(source.url, f"CIK{company.cik:010d}.json")
        for company in (makers or registry()).companies
        if company.cik is not None and {"8-K", "6-K"} & set(company.sec_form) and wanted(source, company.slug)
    ]


def pages(source: Listed, fetch: Fetch, since: date | None = None, limit: int = 500) -> Iterator[Ref | Problem]:
    """Every release of the makers, through `fetch`, which asks the SEC only where it can name a contact."""
    # Makers that file together have one filing in two folders.
    yield from walk(starts(source), entries, source, fetch, since, lambda url: accession(url) or url, limit)


@told
def entries(answer: Capture, source: Listed) -> Iterator[Item]:
    """Of submissions the filings' index pages, of an index page its documents."""
    yield from _documents(answer, source) if fixed(urlsplit(answer.url).path) else _filings(answer, source)


def _filings(answer: Capture, source: Listed) -> Iterator[Item]:
    data = parsed(answer)
    # Older parts of a maker's submissions are the bare columns.
    bare = isinstance(data, dict) and "accessionNumber" in data
    filings = {} if bare else take(data, "filings", dict)
    table = data if bare else take(filings, "recent", dict)
    numbers, forms, days = (take(table, name, list) for name in ("accessionNumber", "form", "filingDate"))
    items = take(table, "items", list) if table.get("items") else [""] * len(forms)
    maker = re.search(r"CIK(\d{10})", answer.url)
    if not len(numbers) == len(forms) == len(days) == len(items) or maker is None:
        raise Unlike("changed_fields", "the columns of filings have different lengths")
    if not numbers:
        raise Unlike("no_items", "submissions without a filing")
    oldest, wanted_items = first_day(answer, source), set(source.option("items", ITEMS))
    for number, form, day, parts in zip(numbers, forms, days, items, strict=True):
        filed = _day(day)
        if form not in source.option("forms", FORMS) or filed.date() < oldest:
            continue
        if form.startswith("8-K") and parts and not wanted_items & set(str(parts).split(",")):
            continue
        if not _ACCESSION.fullmatch(str(number)):
            raise Unlike("changed_fields", f"accessionNumber: {str(number)[:40]!r}")
        folder = urljoin(source.option("archives", ARCHIVES), f"{int(maker[1])}/{number.replace('-', '')}/")
        yield Further(urljoin(folder, f"{number}-index.htm"), filed)
    for part in take(filings, "files", list) if filings.get("files") else []:
        name, last = take(part, "name", str), _day(take(part, "filingTo", str))
        if last.date() >= oldest and _OLDER.fullmatch(name):
            yield Further(urljoin(answer.final_url, name), last)


def _day(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=EASTERN).astimezone(UTC)
    except ValueError as error:
        raise Unlike("changed_fields", f"no date: {str(text)[:40]!r}") from error


def _documents(answer: Capture, source: Listed) -> Iterator[Item]:
    if not answer.body.strip():
        raise Unlike("empty_body", "an empty answer in place of a filing's index")
    soup = BeautifulSoup(answer.body, "lxml")
    table = soup.select_one('table[summary="Document Format Files"]') or soup.select_one("table.tableFile")
    heads = [cell.get_text(strip=True) for cell in table.select("th")] if table else []
    if table is None or not {"Document", "Type"} <= set(heads):
        raise Unlike("changed_fields", "no table of documents with the columns Document and Type")
    published, found = _accepted(soup), 0
    for row in table.select("tr"):
        cells = dict(zip(heads, row.select("td"), strict=False))
        kind = _text(cells.get("Type"))
        link = cells["Document"].select_one("a[href]") if "Document" in cells else None
        if link is None or not (kind.startswith("EX-99") or kind in source.option("forms", FORMS)):
            continue
        # Documents with inline XBRL are linked through a viewer: /ix?doc=/Archives/…
        url = urljoin(answer.final_url, re.sub(r"^.*[?&]doc=", "", str(link["href"]).strip()))
        if not _beside(url, answer.final_url):
            continue
        found += 1
        title = _text(cells.get("Description"))
        plain = title.upper() in {"", kind.upper(), f"FORM {kind.upper()}"}
        yield Ref(source.name, url, None if plain else title[:TITLE_LIMIT], published)
    if not found:
        raise Unlike("no_items", "a filing without a document to read")


def _beside(url: str, index: str) -> bool:
    """Whether the document is one of this filing, and one that can be read."""
    one, other = urlsplit(url), urlsplit(index)
    same = (one.scheme, one.netloc, accession(one.path)) == (other.scheme, other.netloc, accession(other.path))
    return same and PurePosixPath(one.path).suffix.lower() in READABLE


def _accepted(soup: BeautifulSoup) -> datetime | None:
    """When EDGAR took the filing. The page states Eastern time; the Z in the submissions' times cannot be relied on."""
    stated = {_text(head): _text(head.find_next_sibling("div")) for head in soup.select("div.infoHead")}
    for name in ("Accepted", "Filing Date"):
        if stated.get(name):
            return _day(stated[name])
    return None


def _text(node: Any) -> str:
    return " ".join(node.get_text(" ").split()) if isinstance(node, Tag) else ""

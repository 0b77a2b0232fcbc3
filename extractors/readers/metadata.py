"""What a page says about its article: title, publisher, day, canonical address, language."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from extractors.model import content_id
from extractors.readers.blocks import parse, squeeze

_ARTICLES = re.compile(r"Article|NewsArticle|BlogPosting|Report|PressRelease", re.I)
_PUBLISHED = re.compile(
    r"article:published(_time)?|og:(article:)?published_time|(article[_:.-])?date[_:.-]?published|publish(ed)?[_-]?(date|time|at)|"
    r"pub-?date|parsely-pub-date|sailthru\.date|dc(terms)?\.(date|created|issued|date\.issued)|date|cxenseparse:recs:publishtime",
    re.I,
)
_TRACKING = re.compile(
    r"utm_.*|(fb|g|y|ms|dc)clid|gclsrc|mc_[ce]id|igshid|wt_.*|at_.*|xtor|ref(errer)?|source|src|share|spm|from|cmpid|"
    r"ito|__twitter.*|_ga|amp|outputtype|yptr|guce.*|ocid|smid|cid|ns_.*",
    re.I,
)
_URL_DAY = re.compile(
    r"(?<!\d)(20[0-3]\d)[/_-]?([01]\d)[/_-]?([0-3]\d)(?!\d)|(?<!\d)(20[0-3]\d)/(1?\d)/([1-3]?\d)(?!\d)"
)
_ISO = re.compile(
    r"\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_NAMED = re.compile(r"\s*([A-Z][a-z]{2,8})\.? (\d{1,2}), (\d{4})\b")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MIRROR = re.compile(r"^(www\d?|m|mobile|amp)\.")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page declares; every field may be missing.

    `heading` is the title as the page shows it, `title_element` the one of the browser's tab; `created` the day the
    file was made; `article` tells whether the page declares itself an article.
    """

    title: str | None = None
    title_element: str | None = None
    heading: str | None = None
    publisher: str | None = None
    published: date | None = None
    published_from: str | None = None
    published_at: datetime | None = None
    created: date | None = None
    canonical: str | None = None
    lang: str | None = None
    body: str | None = None
    article: bool = False
    html: str | None = None


def metadata(soup: BeautifulSoup, url: str, zone: tzinfo | None = None) -> Metadata:
    """Read in order of trust: JSON-LD, microdata and meta elements, time elements. `zone` is where a day is counted."""
    linked = _json_ld(soup)
    metas = _metas(soup)
    heading = _heading(soup, metas.get("og:title") or _text(linked.get("headline")) or "")
    title = _text(linked.get("headline")) or metas.get("og:title") or heading
    published, published_from, published_at = _published(soup, linked, metas, zone)
    publisher = linked.get("publisher")
    return Metadata(
        title=title or None,
        title_element=_title_element(soup) or None,
        heading=heading,
        publisher=_text(publisher.get("name") if isinstance(publisher, dict) else publisher)
        or metas.get("og:site_name") or metas.get("application-name") or None,
        published=published,
        published_from=published_from,
        published_at=published_at,
        canonical=_canonical(soup, metas, url),
        lang=_lang(soup, linked, metas),
        body=str(linked["articleBody"]) if isinstance(linked.get("articleBody"), str) else None,
        article=bool(linked) or metas.get("og:type") == "article" or soup.find(itemprop="articleBody") is not None,
    )  # fmt: skip


def document_id(url: str, source: str | None = None) -> str:
    """Id of the article at `url`: host (else the source) and path, without what tracks a reader or names a mirror."""
    try:
        parts = urlsplit(url)
        host = _MIRROR.sub("", (parts.hostname or "").lower())
    except ValueError:
        return content_id([source, url])
    path = re.sub(r"/(amp|index\.html?)?/*$", "", re.sub(r"\.amp(?=\.html?$)", "", parts.path))
    query = sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k))
    return content_id([host or source, path, urlencode(query)])


def language(text: str, declared: str | None) -> str:
    """Two-letter code of the text's language; what the page declares counts for short texts only, pages often err."""
    letters = len(text)
    hangul = len(re.findall(r"[\uac00-\ud7af]", text))
    kana = len(re.findall(r"[\u3041-\u30fa]", text))
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    if (hangul + kana + han) * 5 > letters:
        if hangul > kana + han:
            return "ko"
        return "ja" if kana * 10 > han else "zh"
    import py3langid

    found = str(py3langid.classify(text[:4000])[0])
    # "zxx" is no language at all: figures and names.
    return declared if declared and (letters < 200 or found == "zxx") else found


def day(value: object, zone: tzinfo | None = None) -> date | None:
    """The day that a stamp names, as it is written there, or in `zone` if the stamp knows its own offset.

    Takes ISO 8601 and its common misspellings, RFC 822, "November 1, 2024", and epochs in seconds or milliseconds.
    """
    stamp = _stamp(value, zone)
    return stamp and stamp.date()


def moment(value: object, zone: tzinfo | None = None) -> datetime | None:
    """The moment (UTC) that a stamp names; None where it tells no time of day, or neither it nor `zone` its offset."""
    stamp = _stamp(value, zone)
    if stamp is None or (isinstance(value, str) and ":" not in value and not value.isdigit()):
        return None
    stamp = stamp if stamp.tzinfo or zone is None else stamp.replace(tzinfo=zone)
    # Midnight sharp is how a day without a time is written.
    return stamp.astimezone(UTC) if stamp.tzinfo and stamp.time() != time() else None


def _stamp(value: object, zone: tzinfo | None) -> datetime | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\d{10}|\d{13}", value)):
        number = float(value)
        seconds = number / 1000 if number > 1e11 else number
        return datetime.fromtimestamp(seconds, zone or UTC) if 3e8 < seconds < 4.1e9 else None
    text = str(value).strip()[:80]
    stamp: datetime | None = None
    try:
        if found := _ISO.match(text):
            year, month, this_day, hour, minute, second, offset = found.groups()
            stamp = datetime(int(year), int(month), int(this_day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
            if offset:
                written = "+00:00" if offset in {"Z", "UTC", "GMT"} else offset
                # An offset that cannot be leaves the day as it is written.
                with suppress(ValueError):
                    stamp = datetime.fromisoformat(f"{stamp.isoformat()}{written}")
                    stamp = stamp.astimezone(zone) if zone else stamp
        elif (named := _NAMED.match(text)) and named[1][:3].lower() in _MONTHS:
            stamp = datetime(int(named[3]), _MONTHS.index(named[1][:3].lower()) + 1, int(named[2]))  # noqa: DTZ001
        elif re.search(r"\d{4}.*:\d\d", text):
            from email.utils import parsedate_to_datetime

            stamp = parsedate_to_datetime(text)
            stamp = stamp.astimezone(zone) if zone and stamp.tzinfo else stamp
    except (ValueError, OverflowError, TypeError):
        return None
    return stamp if stamp and 1990 <= stamp.year <= 2100 else None


def url_day(url: str) -> date | None:
    """The day in an address, as in /2024/11/13/slug or -20241113.html."""
    for found in _URL_DAY.finditer(url):
        parts = [int(part) for part in found.groups() if part]
        try:
            return date(*parts)
        except ValueError:
            continue
    return None


def text_day(html: str, url: str) -> date | None:
    """The day that htmldate finds in what the page shows: the last resort."""
    from htmldate import find_date

    try:
        found = find_date(html[:500_000], url=url or None, original_date=True, outputformat="%Y-%m-%d")
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
    return date.fromisoformat(found) if found else None


def _json_ld(soup: BeautifulSoup) -> dict[str, Any]:
    """The article that the page's JSON-LD describes, in a list or an @graph or not; references by @id resolved."""
    nodes: list[dict[str, Any]] = []
    for script in soup.find_all("script", type=re.compile(r"^application/ld\+json", re.I)):
        nodes += _dicts(_json(script.get_text()))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _ARTICLES.search(str(node.get("@type"))) and node.get("headline")]
    if not articles:
        return {}
    ranked = sorted(articles, key=lambda node: ("articleBody" in node) + ("datePublished" in node))
    best: dict[str, Any] = dict(ranked[-1])
    publisher = best.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    if isinstance(publisher, dict) and "name" not in publisher:
        publisher = by_id.get(str(publisher.get("@id")), publisher)
    best["publisher"] = publisher
    return best


def _json(text: str) -> object:
    try:
        return json.loads(text.strip().removeprefix("<!--").removesuffix("-->").rstrip("; \n"), strict=False)
    except (ValueError, RecursionError):
        return None


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    """Top-level objects of a JSON-LD value: itself, members of a list, of an @graph, and its main entity."""
    queue = [value]
    while queue:
        node = queue.pop(0)
        if isinstance(node, list):
            queue.extend(node[:500])
        elif isinstance(node, dict):
            yield node
            queue.extend(node[key] for key in ("@graph", "mainEntity") if isinstance(node.get(key), list | dict))


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """meta elements by lower-case property, name, itemprop or http-equiv; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in soup.find_all("meta", limit=500):
        name = next((str(meta[key]) for key in ("property", "name", "itemprop", "http-equiv") if meta.get(key)), None)
        if name and meta.get("content"):
            found.setdefault(name.lower(), squeeze(str(meta["content"])))
    return found


def _published(
    soup: BeautifulSoup, linked: dict[str, Any], metas: dict[str, str], zone: tzinfo | None
) -> tuple[date | None, str | None, datetime | None]:
    found: tuple[date | None, str | None, datetime | None] = (None, None, None)
    for value, known_from in _stamps(soup, linked, metas):
        this_day, at = day(value, zone), moment(value, zone)
        if found[0] is None and this_day:
            found = this_day, known_from, at
        # Another declaration of the day may tell the time that the first does not; a time element may be the update's.
        elif found[0] == this_day and at and found[2] is None and known_from != "time":
            found = *found[:2], at
    return found


def _stamps(soup: BeautifulSoup, linked: dict[str, Any], metas: dict[str, str]) -> Iterator[tuple[object, str]]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield linked.get(key), "json-ld"
    named = [(name, value) for name, value in metas.items() if _PUBLISHED.fullmatch(name)]
    # "date" alone may be the day of printing: the more precise names go first.
    for _, value in sorted(named, key=lambda item: item[0] in {"date", "dc.date"}):
        yield value, "meta"
    times = soup.find_all(["time", "span", "abbr", "meta"], itemprop="datePublished", limit=5)
    times += soup.find_all("time", class_=re.compile("publish|entry-date|posted", re.I), limit=5)
    times += [found for found in soup.find_all("time", limit=20) if found.find_parent(["aside", "nav", "li"]) is None]
    for found in times:
        yield found.get("datetime") or found.get("content") or found.get("title"), "time"


def _heading(soup: BeautifulSoup, title: str) -> str | None:
    """The title as the page shows it: the heading that equals or begins the declared title, else the only h1."""
    first = [squeeze(h.get_text(" " if h.find("br") else "")) for h in soup.find_all("h1", limit=20)]
    if title:
        others = [squeeze(h.get_text()) for h in soup.find_all(["h2", "h3"], limit=100)]
        same = next((h for h in first + others if h and h.casefold() == title.casefold()), None)
        if same is None:
            same = next((h for h in first if len(h) > 15 and (h in title or title in h)), None)
        if same:
            return same
    shown = [h for h in first if h]
    return shown[0] if len(shown) == 1 else None


def _title_element(soup: BeautifulSoup) -> str:
    """The title element without the name of the site that follows the last separator."""
    title = squeeze(soup.title.get_text()) if isinstance(soup.title, Tag) else ""
    head = re.match(r"(.{15,}?|[^ -~]{6,}?)(?:\s+[-–—|·:»]\s+|[|_｜])[^|_｜]{2,40}$", title)
    return head[1] if head else title


def _canonical(soup: BeautifulSoup, metas: dict[str, str], url: str) -> str | None:
    """The page's own name for its address; one of another site, or a front page's, is a mistake and ignored."""
    link = soup.find("link", rel="canonical", href=True)
    for claimed in (str(link["href"]) if isinstance(link, Tag) else None, metas.get("og:url")):
        if not claimed:
            continue
        try:
            address = urljoin(url, claimed.strip())
            here, there = urlsplit(url), urlsplit(address)
            hosts = [_MIRROR.sub("", (part.hostname or "").lower()) for part in (here, there)]
        except ValueError:
            continue
        same = not hosts[0] or hosts[0] == hosts[1] or any(a.endswith(f".{b}") for a, b in (hosts, hosts[::-1]) if b)
        if there.scheme in {"http", "https"} and same and (there.path.strip("/") or not here.path.strip("/")):
            return address
    return None


def _lang(soup: BeautifulSoup, linked: dict[str, Any], metas: dict[str, str]) -> str | None:
    root = soup.find("html")
    named = (root.get("lang") or root.get("xml:lang")) if isinstance(root, Tag) else None
    for value in (named, linked.get("inLanguage"), metas.get("og:locale"), metas.get("content-language")):
        if isinstance(value, str) and (found := re.match(r"[A-Za-z]{2}(?![A-Za-z])", value.strip())):
            return found[0].lower()
    return None


def _text(value: object) -> str:
    return squeeze(parse(value).get_text() if "<" in value or "&" in value else value) if isinstance(value, str) else ""

"""Feeds: RSS 2.0, Atom and RDF (RSS 1.0), as bytes in whatever state they come."""

import codecs
import html
import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urldefrag, urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser

from extractors.channels import TITLE_LIMIT, Further, Listed, unsafe_xml
from extractors.model import Capture, Problem, Ref

# feedparser takes a date without a zone for UTC; whether a zone is written has to be seen in the text itself.
_ZONE = re.compile(r"(?:[zZ]|[+-]\d{2}:?\d{2}|\b(?:UTC?|GMT|[ECMP][SD]T|CES?T|[JK]ST))\s*$")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DATES = ("published", "updated", "created")


def read(body: bytes, source: Listed) -> Iterator[Ref | Problem]:
    """Every page the feed names, each address once, newest hints first come; what is wrong with it as Problems."""
    unsafe = unsafe_xml(body, source.name, source.url)
    if unsafe is not None:
        yield unsafe
        return
    # A stream, never a string: feedparser would open a string as an address or a file.
    parsed = feedparser.parse(
        io.BytesIO(_utf8(body)),
        sanitize_html=False,
        resolve_relative_uris=False,
        # Without this type a feed that declares no encoding would be taken for Latin-1, not UTF-8.
        response_headers={"content-location": source.url, "content-type": "application/xml"},
    )
    if not parsed.get("version") and not parsed.entries:
        yield Problem(source.name, source.url, "not_a_feed", f"starts with {body.lstrip()[:60]!r}")
        return
    if not parsed.entries:
        yield Problem(source.name, source.url, "no_items", "a feed without items")
    known: set[str] = set()
    for entry in parsed.entries:
        item = _item(entry, source)
        if isinstance(item, Ref):
            if item.url in known:
                continue
            known.add(item.url)
        if item is not None:
            yield item


def entries(answer: Capture, source: Listed) -> Iterator[Ref | Further | Problem]:
    """As every channel: what the answer names."""
    return read(answer.body, source)


def refs(body: bytes, source: Listed) -> list[Ref]:
    """The pages alone, without the Problems."""
    return [item for item in read(body, source) if isinstance(item, Ref)]


def _utf8(body: bytes) -> bytes:
    """UTF-16 as UTF-8, which feedparser does not see in a stream; white space before the XML declaration gone."""
    if encoding := _WIDE.get(body[:2]):
        body = re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", body.decode(encoding, "replace")).encode()
    return body.lstrip(b"\r\n\t ")


def _item(entry: feedparser.FeedParserDict, source: Listed) -> Ref | Problem | None:
    link = str(entry.get("link") or (entry.get("id") if entry.get("guidislink") else None) or "").strip()
    url = urldefrag(urljoin(source.url, link)).url
    if not link or urlsplit(url).scheme not in {"http", "https"}:
        return None
    # Titles are text or HTML by their type, and often escaped once more than the type says.
    kind = str(entry.get("title_detail", {}).get("type", ""))
    title = str(entry.get("title") or "")
    title = " ".join(html.unescape(_TAG.sub("", title) if "html" in kind else title).split())
    if len(title) > TITLE_LIMIT or len(url) > 2 * TITLE_LIMIT:
        return Problem(source.name, url[:TITLE_LIMIT], "oversized_field", f"a title of {len(title)} characters")
    return Ref(source.name, url, title or None, _published(entry, source))


def _published(entry: feedparser.FeedParserDict, source: Listed) -> datetime | None:
    for name in _DATES:
        parsed = entry.get(f"{name}_parsed")
        if parsed is None:
            continue
        try:
            moment = datetime.fromtimestamp(timegm(parsed), UTC)
        except (ValueError, OverflowError):
            continue
        if _ZONE.search(str(entry.get(name, ""))):
            return moment
        return moment.replace(tzinfo=ZoneInfo(source.timezone)).astimezone(UTC)
    return None

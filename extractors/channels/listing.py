"""Pages that list articles, in HTML or as JSON, read as the source's options say.

HTML: `item` (CSS of one article in the list), in it `link` (default: the first link, or the item itself), `title`
(default: the link's text), `date` (CSS), `date_attribute` (default: the text), `date_pattern` (regular expression, its
first group is the date, searched in the text or, with no `date`, in the address), `date_formats` (strptime, `s`, `ms`),
`relative` (words after a number and the seconds they stand for: {"小时前" = 3600}).

JSON: `items` (dotted path to the list), `link` (template over the item's fields, dotted: "https://a.example/{id}"),
`title` and `date` (dotted paths), `date_formats`; `script` (regular expression, its end is where the JSON begins) where
it stands inside a page.
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from extractors.channels import TITLE_LIMIT, Further, Listed
from extractors.channels.dates import moment
from extractors.model import Capture, Problem, Ref


def entries(answer: Capture, source: Listed) -> Iterator[Ref | Further | Problem]:
    """Every article the list names, each address once; a list without articles or without its dates is a Problem."""
    items = list(_json_items(answer, source) if source.option("items") is not None else _html_items(answer, source))
    if not items:
        yield Problem(source.name, answer.url, "no_items", "the list names no article: its layout may have changed")
    elif source.option("date") is not None and not any(date for _, _, date in items):
        yield Problem(source.name, answer.url, "undated_items", "no date in the list could be read")
    known: set[str] = set()
    for link, title, date in items:
        url = urldefrag(urljoin(answer.final_url, link.strip())).url
        title = " ".join(html.unescape(title).split())
        if urlsplit(url).scheme not in {"http", "https"} or url in known:
            continue
        known.add(url)
        if len(title) > TITLE_LIMIT or len(url) > 2 * TITLE_LIMIT:
            yield Problem(source.name, url[:TITLE_LIMIT], "oversized_field", f"a title of {len(title)} characters")
        else:
            yield Ref(source.name, url, title or None, date)


def _date(text: str, answer: Capture, source: Listed) -> datetime | None:
    if pattern := source.option("date_pattern"):
        found = re.search(pattern, text)
        text = found[1] if found else ""
    return moment(text, source.timezone, source.option("date_formats", ()), source.option("relative"), answer.fetched)


def _html_items(answer: Capture, source: Listed) -> Iterator[tuple[str, str, datetime | None]]:
    soup = BeautifulSoup(answer.body, "lxml")
    for item in soup.select(source.option("item", "a[href]")):
        link = (
            item
            if item.name == "a" and not source.option("link")
            else item.select_one(source.option("link", "a[href]"))
        )
        if link is None or not link.get("href"):
            continue
        heading = item.select_one(source.option("title")) if source.option("title") else link
        url, text = str(link["href"]), heading.get_text(" ") if heading else ""
        if not source.option("date"):
            yield url, text, _date(url, answer, source) if source.option("date_pattern") else None
            continue
        stamp = item.select_one(source.option("date"))
        yield url, text, _date(_stamp_text(stamp, source), answer, source) if stamp else None


def _stamp_text(stamp: Tag, source: Listed) -> str:
    attribute = source.option("date_attribute")
    return str(stamp.get(attribute, "")) if attribute else stamp.get_text(" ")


def _json_items(answer: Capture, source: Listed) -> Iterator[tuple[str, str, datetime | None]]:
    text = answer.body.decode("utf-8-sig", "replace")
    if script := source.option("script"):
        found = re.search(script, text)
        text = text[found.end() :].lstrip() if found else ""
    try:
        data, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return
    items = _at(data, source.option("items"))
    for item in items if isinstance(items, list) else []:
        parts = re.split(r"\{([^}]+)\}", source.option("link"))
        values = [part if number % 2 == 0 else _at(item, part) for number, part in enumerate(parts)]
        if all(value is not None for value in values):
            date = _at(item, source.option("date", ""))
            title = _at(item, source.option("title", ""))
            yield (
                "".join(map(str, values)),
                str(title or ""),
                None if date is None else _date(str(date), answer, source),
            )


def _at(data: Any, path: str) -> Any:
    for key in path.split(".") if path else []:
        data = data.get(key) if isinstance(data, dict) else None
    return data if path else None

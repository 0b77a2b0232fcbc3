"""Articles that a page carries in its scripts: Next.js data, a state object, or an answer that is JSON itself."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from bs4 import BeautifulSoup

from extractors.readers.blocks import blocks, parse, squeeze, weight
from extractors.readers.metadata import day

_ASSIGNED = re.compile(
    r"(?:window|self|globalThis)?[.\[]?[\"']?(?<![\w$.])[\w$.]{1,80}[\"']?\]?\s{0,9}=\s*(JSON\.parse\()?(?=[{\[\"'])"
)
_BODY = re.compile(
    r"(article)?_?-?(body|content|html|text|paragraphs|content_elements|widgetContent|description|story)\w*", re.I
)
_TITLE = ("title", "headline", "widgetTitle", "articleTitle", "headlines", "name", "subject")
_DAY = re.compile(
    r"(date)?_?(first)?_?(publi(sh|c)\w*|display|create|post|issue)_?(date|time|at|on|ed\w*)?|date|pubDate", re.I
)
_SECTION = ("content", "text", "html", "value", "body")


@dataclass(frozen=True, slots=True)
class ScriptArticle:
    """An article found in JSON: its blocks, and what stands beside them."""

    blocks: list[str]
    title: str | None
    published: date | None


def in_page(soup: BeautifulSoup, zone: tzinfo | None = None) -> ScriptArticle | None:
    """The longest article in the page's JSON scripts; JSON-LD is not looked at, it has its own reader."""
    values: list[object] = []
    for script in soup.find_all("script", src=False, limit=200):
        kind = str(script.get("type") or "")
        text = script.get_text()
        if "ld+json" in kind or len(text) < 300:
            continue
        values += [_loads(text)] if "json" in kind else _assigned(text)
    return _longest(values, zone)


def in_json(text: str, zone: tzinfo | None = None) -> ScriptArticle | None:
    """The longest article in a JSON text."""
    return _longest([_loads(text)], zone)


def _loads(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _assigned(text: str) -> Iterator[object]:
    """Values of `name = {...}` in a script, also of JSON.parse("...")."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(50):
        if not (found := _ASSIGNED.search(text, position)):
            return
        position = found.end()
        try:
            value, position = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        yield _loads(value) if isinstance(value, str) else value


def _longest(values: list[object], zone: tzinfo | None) -> ScriptArticle | None:
    best: tuple[int, str, dict[str, object]] = (200, "", {})
    queue: list[object] = list(values)
    while queue:
        node = queue.pop()
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            queue.extend(value for value in node.values() if isinstance(value, dict | list))
            for key, value in node.items():
                html = _html(value) if _BODY.fullmatch(str(key)) else None
                if html and (size := weight(html)) > best[0]:
                    best = (size, html, node)
    if not best[1]:
        return None
    found = _blocks(best[1])
    if sum(map(weight, found)) < 200:
        return None
    beside = best[2]
    title = next((value for key in _TITLE if isinstance(value := _plain(beside.get(key)), str) and value), None)
    days = (day(value, zone) for key, value in beside.items() if _DAY.fullmatch(str(key)))
    return ScriptArticle(found, squeeze(_text(title)) if title else None, next(filter(None, days), None))


def _html(value: object) -> str | None:
    """The text of a value that may hold an article: a string, or a list of sections with one."""
    if isinstance(value, str):
        return value if " " in value or "<" in value or len(value) > 80 else None
    if isinstance(value, list) and value and all(isinstance(item, dict | str) for item in value):
        parts = [item if isinstance(item, str) else _section(item) for item in value]
        return "\n".join(part if part.lstrip().startswith("<") else f"<p>{part}</p>" for part in parts if part)
    return None


def _section(item: dict[str, object]) -> str:
    """The text of one section; headings and lists of an Arc story keep their kind."""
    if isinstance(items := item.get("items"), list):
        return "<ul>" + "".join(f"<li>{_section(i)}</li>" for i in items if isinstance(i, dict)) + "</ul>"
    if str(item.get("type", "")) in {"image", "video", "raw_html", "interstitial_link", "gallery", "reference"}:
        return ""
    text = next((str(item[key]) for key in _SECTION if isinstance(item.get(key), str)), "")
    return f"<h2>{text}</h2>" if item.get("type") in {"header", "heading"} else text


def _plain(value: object) -> object:
    return value.get("basic") if isinstance(value, dict) else value


def _blocks(html: str) -> list[str]:
    if not re.search(r"<(p|br|div|li|h\d|table|section)\b", html, re.I):
        html = "".join(f"<p>{line}</p>" for line in html.splitlines())
    return blocks(parse(html))


def _text(value: str) -> str:
    return parse(value).get_text() if "<" in value or "&" in value else value

"""Pages of a known layout, read by CSS selectors that match exactly once: the [[recipe]] tables of a source's TOML.

[[recipe]]
from = 2024-01-01                  # first day of captures that have this layout
container = "article"              # holds all below
title = "h1.entry-title"           # a meta element, here and below, is found page-wide and gives its content
published = "time.entry-date"      # datetime or content attribute, else text; "json-ld": as the page's JSON-LD says
body = "div.entry-content"
drop = ["div.related"]             # inside body, any number
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from bs4 import BeautifulSoup, Tag

from extractors.readers.blocks import blocks, squeeze, take_out
from extractors.readers.metadata import day

JSON_LD = "json-ld"


class RecipeMismatch(ValueError):
    """A selector did not match exactly once: the site has a new layout, or this page is no article."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Selectors of one layout. `start` is the first day of captures it reads, up to the next recipe's start."""

    start: date
    container: str
    title: str
    published: str
    body: str
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What a recipe reads: title, day, blocks of the body without the title."""

    title: str
    published: date
    blocks: list[str]


def recipes(tables: Iterable[Mapping[str, Any]]) -> tuple[Recipe, ...]:
    """Recipes of [[recipe]] tables, oldest first. Raises ValueError on a missing, unknown or invalid field."""
    known = {"from", "container", "title", "published", "body", "drop"}
    found = []
    for table in tables:
        if wrong := (set(table) ^ known) - {"drop"}:
            raise ValueError(f"recipe: unknown or missing {', '.join(sorted(wrong))}")
        start = table["from"]
        if not isinstance(start, date) or isinstance(start, datetime):
            raise ValueError(f"recipe: from = {start!r} is no day")
        selectors = {name: table[name] for name in ("container", "title", "published", "body")}
        for selector in (*selectors.values(), *table.get("drop", ())):
            _probe(selector)
        found.append(Recipe(start=start, drop=tuple(table.get("drop", ())), **selectors))
    return tuple(sorted(found, key=lambda recipe: recipe.start))


def valid_on(known: Iterable[Recipe], when: date) -> Recipe | None:
    """The recipe of captures of that day: the latest that has begun."""
    return max((recipe for recipe in known if recipe.start <= when), key=lambda recipe: recipe.start, default=None)


def apply(recipe: Recipe, soup: BeautifulSoup, zone: tzinfo | None = None, stated: date | None = None) -> Article:
    """Read a page whose JSON-LD states this day; takes what it drops out of `soup`. Raises RecipeMismatch."""
    container = _one(soup, recipe.container, "container")
    published = _day(recipe.published, soup, container, zone) if recipe.published != JSON_LD else stated
    if published is None:
        raise RecipeMismatch(f"published: the page's {JSON_LD} states no day")
    heading = _one(_root(recipe.title, soup, container), recipe.title, "title")
    title = squeeze(str(heading["content"])) if heading.get("content") else " ".join(blocks(heading))
    body = _one(container, recipe.body, "body")
    for selector in recipe.drop:
        for element in body.select(selector):
            take_out(element)
    found = blocks(body)
    if not title or not found:
        raise RecipeMismatch(f"{'body' if title else 'title'}: empty")
    return Article(title, published, found)


def _day(selector: str, soup: BeautifulSoup, container: Tag, zone: tzinfo | None) -> date:
    stamp = _one(_root(selector, soup, container), selector, "published")
    value = squeeze(str(stamp.get("datetime") or stamp.get("content") or stamp.get_text()))
    # Words may stand before the day: 송고2026-01-06 16:46.
    published = day(value, zone) or day(re.sub(r"^\D+", "", value), zone)
    if published is None:
        raise RecipeMismatch(f"published: {selector} holds no date but {value[:60]!r}")
    return published


def _root(selector: str, soup: BeautifulSoup, container: Tag) -> Tag:
    return soup if selector.startswith("meta") else container


def _one(root: Tag, selector: str, name: str) -> Tag:
    found = root.select(selector, limit=2)
    if len(found) != 1:
        raise RecipeMismatch(f"{name}: {selector} matches {'nothing' if not found else 'more than once'}")
    return found[0]


def _probe(selector: object) -> None:
    from soupsieve import SelectorSyntaxError, compile

    if not isinstance(selector, str):
        raise ValueError(f"recipe: {selector!r} is no selector")
    try:
        compile(selector)
    except SelectorSyntaxError as error:
        raise ValueError(f"recipe: {selector!r} is no selector: {error}") from error

"""Pages of a known layout, read by CSS selectors that match exactly once: the [[recipe]] tables of a source's TOML.

[[recipe]]
from = 2024-01-01                  # first day of captures that have this layout
container = "article"              # holds all below
title = "h1.entry-title"
published = "time.entry-date"      # datetime or content attribute, else text; a meta element is found page-wide
body = "div.entry-content"
drop = ["div.related"]             # inside body, any number
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from bs4 import BeautifulSoup, Tag

from extractors.readers.blocks import blocks, squeeze
from extractors.readers.metadata import day


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


def apply(recipe: Recipe, soup: BeautifulSoup, zone: tzinfo | None = None) -> Article:
    """Read a page; takes what it drops out of `soup`. Raises RecipeMismatch."""
    container = _one(soup, recipe.container, "container")
    stamp = _one(soup if recipe.published.startswith("meta") else container, recipe.published, "published")
    value = stamp.get("datetime") or stamp.get("content") or stamp.get_text()
    published = day(squeeze(str(value)), zone)
    if published is None:
        raise RecipeMismatch(f"published: {recipe.published} holds no date but {squeeze(str(value))[:60]!r}")
    title = " ".join(blocks(_one(container, recipe.title, "title")))
    body = _one(container, recipe.body, "body")
    for selector in recipe.drop:
        for element in body.select(selector):
            element.extract()
    found = blocks(body)
    if not title or not found:
        raise RecipeMismatch(f"{'body' if title else 'title'}: empty")
    return Article(title, published, found)


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

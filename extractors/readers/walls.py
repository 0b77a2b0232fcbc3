"""Answers that are no article although they came: error statuses, consent walls, challenges, empty bodies."""

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from extractors.model import Capture, Problem

# Pages that hold this much running text (CJK letters count twice) are read even where they carry a wall's script.
ARTICLE = 500
# A consent page explains itself at length, though never as long as this.
LEGAL_TEXT = 6000


@dataclass(frozen=True, slots=True)
class Wall:
    """How one kind of wall is recognised, each part one expression; `code` is the Problem it makes."""

    code: str
    url: re.Pattern[str]
    title: re.Pattern[str]
    markup: re.Pattern[str]


@functools.cache
def _walls() -> tuple[Wall, ...]:
    tables = tomllib.loads(Path(__file__).with_name("walls.toml").read_text("utf-8"))
    one = {
        code: {name: re.compile("|".join(f"(?:{part})" for part in parts), re.I) for name, parts in table.items()}
        for code, table in tables.items()
    }
    return tuple(Wall(code, parts["url"], parts["title"], parts["markup"]) for code, parts in one.items())


def problem(capture: Capture, code: str, message: str) -> Problem:
    """A Problem of this capture."""
    return Problem(capture.source, capture.final_url or capture.url, code, message)


def status_problem(capture: Capture) -> Problem | None:
    """http_error for a status that is no success; a challenge that comes with one is called so, it asks to back off."""
    if 200 <= capture.status < 300:
        return None
    if capture.status in {401, 403, 405, 429, 503}:
        start = capture.body[:50_000].decode("utf-8", "replace")
        for wall in _walls():
            if wall.code == "challenge" and (found := wall.markup.search(start)):
                return problem(capture, wall.code, f"status {capture.status} with {found[0]!r}")
    return problem(capture, "http_error", f"status {capture.status}")


def wall_problem(capture: Capture, html: str, title: str, weight: int, declared: bool) -> Problem | None:
    """The wall that a page is, or None.

    `weight` is the length of the running text found on it, `declared` whether it calls itself an article (JSON-LD,
    microdata, og:type). A long article is never a wall, whatever it says of cookies or whichever scripts it carries.
    """
    for wall in _walls():
        if not declared and weight < LEGAL_TEXT:
            if capture.final_url != capture.url and (found := wall.url.search(capture.final_url)):
                return problem(capture, wall.code, f"led to {found[0]!r}")
            if title and wall.title.fullmatch(title):
                return problem(capture, wall.code, f"title {title!r}")
        if weight < (ARTICLE // 3 if declared else ARTICLE) and (found := wall.markup.search(html)):
            return problem(capture, wall.code, f"little text and {found[0][:60]!r}")
    return None

"""Where sentences begin and end. A line is never left: table rows and list items are sentences of their own."""

import re
from dataclasses import dataclass
from functools import cache

from extractors.text.lexicon import Language

# Possessive, and begun only where a run of marks begins: "......" is looked at once.
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=[^\S\n])|[。！？!?]+[”’』」）\"]*|\n+")
_WORD = re.compile(r"[^\s(\[\"'“‘«„]+\Z")
_REPORTED = "とのって、，,的"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch `text[start:end]`."""

    start: int
    end: int


@cache
def _abbreviations(language: Language) -> frozenset[str]:
    return frozenset(word.casefold().rstrip(".") for word in language.section("sentences").get("abbreviations", ()))


def sentences(text: str, language: Language) -> list[Span]:
    """Sentences in order, without surrounding spaces; every other character of the text lies in one of them."""
    spans: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text):
        if _ends(text, start, stop, language):
            _add(spans, text, start, stop.end())
            start = stop.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    kept = part.strip()
    if kept:
        spans.append(Span(start + left, start + left + len(kept)))


def _ends(text: str, start: int, stop: re.Match[str], language: Language) -> bool:
    mark = stop.group()
    if mark[0] == "\n":
        return True
    after = text[stop.end() : stop.end() + 3].lstrip()
    if text[start : start + 2].startswith("|"):
        return False
    if mark[0] in "。！？":
        return len(mark) == 1 or after[:1] not in _REPORTED or not after
    if not language.spaced and mark[0] in "!?" and not text[stop.end() : stop.end() + 1].isspace():
        return True
    if mark[0] != ".":
        return text[stop.end() : stop.end() + 1].isspace() and not after[:1].islower()
    if after[:1].islower():
        return False
    word = _WORD.search(text, max(start, stop.start() - 40), stop.start())
    return word is None or not _abbreviates(word.group(), mark, after, language)


def _abbreviates(word: str, mark: str, after: str, language: Language) -> bool:
    rules = language.section("sentences")
    if mark != ".":
        return False
    if word.rsplit("-")[-1].casefold() in _abbreviations(language):
        return True
    if len(word) == 1 and word.isalpha() and word.isupper():
        return True
    return bool(rules.get("ordinal_dot")) and word.isdigit() and len(word) <= 2

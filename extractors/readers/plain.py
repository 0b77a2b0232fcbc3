"""Plain text, Markdown and labelled documents (docs/facts.md) as blocks."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from extractors.readers.blocks import rows_text, squeeze, weight

_RULE = re.compile(r"\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*")
_SENTENCE_END = re.compile(r"[.!?。！？…:：;；][\"'”’»)\]」』]*$")
_CJK_END = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]$")
# Text broken to a line length has no longer lines than this (CJK letters count twice), and ...
_WRAPPED = 120
# ... its broken lines fill at least this part of the longest; shorter ones end on purpose.
_FILLED = 0.6


def text_blocks(text: str) -> list[str]:
    """Blocks of a plain text: parted by blank lines; a wrapped line joins the next, rows and list items stay lines."""
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    parts = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text.strip())
    longest = max(map(weight, text.split("\n")))
    filled = max(45.0, _FILLED * longest) if longest <= _WRAPPED else math.inf
    if len(parts) == 1 and "|" not in text:
        parts = list(_lines(text, filled))
    return [block for part in parts if (block := "\n".join(_lines(part, filled)))]


def _lines(part: str, filled: float) -> Iterator[str]:
    """Lines of a part; one of at least that weight that ends no sentence was broken for its length and goes on."""
    lines = [line for line in part.split("\n") if line.strip()]
    if lines and all("|" in line for line in lines) and len(lines) > 1:
        rows = [
            line.strip().removeprefix("|").removesuffix("|").split("|") for line in lines if not _RULE.fullmatch(line)
        ]
        yield rows_text(rows)
        return
    pending = last = ""
    for line in map(squeeze, lines):
        new = not pending or re.match(r"([-*•·]|\d+[.)])\s|\|", line)
        if new or weight(last) < filled or _SENTENCE_END.search(last):
            if pending:
                yield pending
            pending = line
        else:
            pending += ("" if _CJK_END.search(pending) else " ") + line
        last = line
    if pending:
        yield pending


def markdown_blocks(text: str) -> tuple[str | None, list[str]]:
    """Title (the first heading of level one) and blocks without it; front matter and inline marks left out."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text.replace("\r\n", "\n"), flags=re.S)
    text = re.sub(r"^(#{1,6} .*)$", r"\n\1\n", text, flags=re.M)
    text = re.sub(r"^[ \t]*[*+-][ \t]+", "- ", text, flags=re.M)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)\s]*(?: \"[^\"]*\")?\)", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])", r"\2", text)
    title, blocks = None, []
    for block in text_blocks(text):
        heading = re.match(r"(#{1,6}) (.+)", block)
        if heading and len(heading[1]) == 1 and title is None:
            title = heading[2].strip("# ")
        else:
            blocks.append(heading[2].strip("# ") if heading else block)
    return title, blocks


def labelled(text: str) -> dict[str, Any]:
    """A document of docs/facts.md, its labels left out; its text is taken to the letter. Raises ValueError."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise ValueError("no object with a text")
    return {key: found.get(key) for key in ("id", "lang", "url", "publisher", "title", "published", "text")}

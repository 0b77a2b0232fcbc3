"""Words that make a number a bound or an estimate: "more than", "gut", "超", "以上"."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.text.lexicon import Language, bounded, fold, lowered


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge at `text[start:end]`; `side` tells whether it stands before or after the number it hedges."""

    start: int
    end: int
    qualifier: str
    side: Literal["before", "after"]


@cache
def _grammar(language: Language) -> list[tuple[re.Pattern[str], Literal["before", "after"], dict[str, str]]]:
    sides: tuple[Literal["before", "after"], ...] = ("before", "after")
    tables = []
    for side in sides:
        words = {
            fold(word).lower(): qualifier
            for qualifier, words in language.section("hedges").get(side, {}).items()
            for word in words
        }
        # Korean glues what follows to a number, and endings to that.
        spaced = language.spaced and not (side == "after" and language.verb_final)
        pattern = "|".join(
            bounded((word for word in words if word[-1].isalpha() is wordlike), spaced and wordlike)
            for wordlike in (True, False)
        )
        tables.append((re.compile(pattern), side, words))
    return tables


def hedges(text: str, language: Language) -> list[Hedge]:
    """Every hedge of the text in order of its beginning, longest form first."""
    folded = lowered(fold(text))
    found = [
        Hedge(match.start(), match.end(), words[match.group()], side)
        for pattern, side, words in _grammar(language)
        for match in pattern.finditer(folded)
    ]
    return sorted(found, key=lambda hedge: (hedge.start, -hedge.end))

"""Phrases with slots, such as `first {n} months of {year}`, found in a text in one pass.

All phrases are tried only where one can begin: they are kept by their first character, longest first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand in a slot: a regex, and the characters it may begin with."""

    pattern: str
    firsts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found at `text[start:end]`: its kind, and what stands in its slots with where each begins."""

    start: int
    end: int
    kind: str
    slots: Mapping[str, str]
    places: Mapping[str, int]


def _typical(template: str) -> int:
    """How long a phrase is likely to be: "last year" is longer than "2024", 去年同期 (in bytes) than "last year"."""
    return len(_SLOT.sub("...", re.sub(r"\{(?:rel)?year\}", "." * 8, template)).encode())


class Phrases:
    """Phrases (template, kind). `begin`, `end`: conditions at both ends; `after`: further ones of a kind.

    A template is a row of fixed pieces and slots that is walked, not one expression: hundreds of templates with the
    names of months in them would take seconds to compile.
    """

    def __init__(
        self,
        templates: tuple[tuple[str, str], ...],
        slots: Mapping[str, Slot],
        begin: str,
        end: str,
        after: Mapping[str, str],
    ) -> None:
        self._templates = sorted(templates, key=lambda pair: -_typical(pair[0]))
        self._pieces = [tuple(_SLOT.split(template)) for template, _ in self._templates]
        self._slots = {name: re.compile(slot.pattern) for name, slot in slots.items()}
        self._end = re.compile(end)
        self._after = {kind: re.compile(condition) for kind, condition in after.items()}
        self._firsts = [
            slots[pieces[1]].firsts if not pieces[0] else frozenset((pieces[0][:2],)) for pieces in self._pieces
        ]
        self._begun: dict[str, tuple[int, ...]] = {}
        chars = sorted({first[0] for firsts in self._firsts for first in firsts})
        self._gate = re.compile(f"{begin}[{''.join(re.escape(char) for char in chars)}]" if chars else "(?!)")

    def find(self, text: str) -> Iterator[Phrase]:
        """Phrases of a folded, lower-case text from left to right, none overlapping."""
        text = text.replace("\xa0", " ")
        place = 0
        while gate := self._gate.search(text, place):
            phrase = self._at(text, gate.start())
            place = phrase.end if phrase else gate.end()
            if phrase:
                yield phrase

    def _at(self, text: str, start: int) -> Phrase | None:
        """The phrase of the first template that fits at a place."""
        for index in self._beginning(text[start : start + 2]):
            phrase = self._walk(text, start, index)
            if phrase is not None:
                return phrase
        return None

    def _beginning(self, head: str) -> tuple[int, ...]:
        """Templates that may begin with these two characters, in order."""
        if head not in self._begun:
            firsts = {head[:1], head}
            self._begun[head] = tuple(i for i, own in enumerate(self._firsts) if not firsts.isdisjoint(own))
        return self._begun[head]

    def _walk(self, text: str, start: int, index: int) -> Phrase | None:
        place, slots, places = start, {}, {}
        for i, piece in enumerate(self._pieces[index]):
            if i % 2:
                match = self._slots[piece].match(text, place)
                if match is None:
                    return None
                slots[piece], places[piece], place = match.group(), place, match.end()
            elif text.startswith(piece, place):
                place += len(piece)
            else:
                return None
        kind = self._templates[index][1]
        after = self._after.get(kind)
        if not self._end.match(text, place) or (after is not None and not after.match(text, place)):
            return None
        return Phrase(start, place, kind, slots, places)

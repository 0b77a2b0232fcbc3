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
    """Compiled phrases (template, kind). `begin`, `end`: conditions at both ends; `after`: further ones of a kind."""

    def __init__(
        self,
        templates: tuple[tuple[str, str], ...],
        slots: Mapping[str, Slot],
        begin: str,
        end: str,
        after: Mapping[str, str],
    ) -> None:
        self._templates = sorted(templates, key=lambda pair: -_typical(pair[0]))
        self._slots = slots
        self._after = after
        members: dict[str, list[int]] = {}
        for index, (template, _) in enumerate(self._templates):
            for char in self._firsts(template):
                members.setdefault(char, []).append(index)
        compiled: dict[tuple[int, ...], re.Pattern[str]] = {}
        self._buckets: dict[str, re.Pattern[str]] = {}
        for char, indexes in members.items():
            key = tuple(indexes)
            if key not in compiled:
                compiled[key] = re.compile(f"(?:{'|'.join(self._pattern(index) for index in key)}){end}")
            self._buckets[char] = compiled[key]
        chars = "".join(re.escape(char) for char in sorted(members))
        self._gate = re.compile(f"{begin}[{chars}]" if chars else "(?!)")

    def find(self, text: str) -> Iterator[Phrase]:
        """Phrases of a folded, lower-case text from left to right, none overlapping."""
        place = 0
        while gate := self._gate.search(text, place):
            match = self._buckets[gate.group()].match(text, gate.start())
            place = match.end() if match else gate.end()
            if match:
                index = int(str(match.lastgroup)[2:])
                template, kind = self._templates[index]
                names = _SLOT.findall(template)
                slots = {name: match[f"{name}_{index}"] for name in names}
                places = {name: match.start(f"{name}_{index}") for name in names}
                yield Phrase(match.start(), match.end(), kind, slots, places)

    def _firsts(self, template: str) -> frozenset[str]:
        slot = _SLOT.match(template)
        return self._slots[slot[1]].firsts if slot else frozenset(template[0])

    def _pattern(self, index: int) -> str:
        template, kind = self._templates[index]
        body = ""
        for place, piece in enumerate(_SLOT.split(template)):
            fixed = re.escape(piece).replace(r"\ ", "[ \xa0]")
            body += f"(?P<{piece}_{index}>{self._slots[piece].pattern})" if place % 2 else fixed
        return f"(?P<k_{index}>{body}){self._after.get(kind, '')}"

"""Phrases with slots, such as `first {n} months of {year}`, found in a text in one pass.

All phrases are tried only where one can begin, and the longest holds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.text.lexicon import trie

GATE = 3  # letters of a phrase by which one pass over the text finds where any may begin
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


class _Node:
    """A place in the templates: the letters and slots that may follow, and the templates that end here."""

    __slots__ = ("ended", "letters", "slots")

    def __init__(self) -> None:
        self.letters: dict[str, _Node] = {}
        self.slots: dict[str, _Node] = {}
        self.ended: list[int] = []


_Held = tuple[tuple[str, int, str], ...]  # slot, place and text of what stands in it


class Phrases:
    """Phrases (template, kind). `begin`, `end`: conditions at both ends; `after`: further ones of a kind.

    Templates are a tree of letters and slots that is walked: one expression of hundreds of templates with the names of
    months in them would take seconds to compile.
    """

    def __init__(
        self,
        templates: tuple[tuple[str, str], ...],
        slots: Mapping[str, Slot],
        begin: str,
        end: str,
        after: Mapping[str, str],
    ) -> None:
        ordered = sorted(templates, key=lambda pair: -len(_SLOT.sub("", pair[0])))
        self._kinds = [kind for _, kind in ordered]
        self._slots = {name: re.compile(slot.pattern) for name, slot in slots.items()}
        self._end = re.compile(end)
        self._after = {kind: re.compile(condition) for kind, condition in after.items()}
        self._root = _Node()
        for index, (template, _) in enumerate(ordered):
            node = self._root
            for i, piece in enumerate(_SLOT.split(template)):
                if i % 2:
                    node = node.slots.setdefault(piece, _Node())
                else:
                    for letter in piece:
                        node = node.letters.setdefault(letter, _Node())
            node.ended.append(index)
        # Which slots a phrase may begin with, by their first letter.
        self._opening: dict[str, list[tuple[str, _Node]]] = {}
        for name, node in self._root.slots.items():
            for letter in slots[name].firsts:
                self._opening.setdefault(letter, []).append((name, node))
        heads = {_SLOT.split(template)[0][:GATE] for template, _ in templates} - {""}
        self._gate = re.compile(f"{begin}(?={trie(heads | self._opening.keys())})")

    def find(self, text: str) -> Iterator[Phrase]:
        """Phrases of a folded, lower-case text from left to right, none overlapping."""
        text = text.replace("\xa0", " ")
        place = 0
        while gate := self._gate.search(text, place):
            phrase = self._at(text, gate.start())
            place = phrase.end if phrase else gate.start() + 1
            if phrase:
                yield phrase

    def _at(self, text: str, start: int) -> Phrase | None:
        """The longest phrase at a place; of those as long, the one with the most fixed characters."""
        best, found = (start, 0), None
        nothing: _Held = ()
        opening = self._opening.get(text[start], ())
        paths = [*self._past(text, start, nothing, opening)]
        if (first := self._root.letters.get(text[start])) is not None:
            paths.append((first, start + 1, nothing))
        while paths:
            node, place, held = paths.pop()
            while node is not None:
                if node.ended and (place, 0) > best:
                    index = next((i for i in node.ended if self._ends(text, place, self._kinds[i])), None)
                    if index is not None and (place, -index) > best:
                        best, found = (place, -index), held
                if node.slots:
                    paths += self._past(text, place, held, node.slots.items())
                following = node.letters.get(text[place : place + 1])
                node, place = following, place + 1
        if found is None:
            return None
        slots, places = {name: words for name, _, words in found}, {name: at for name, at, _ in found}
        return Phrase(start, best[0], self._kinds[-best[1]], slots, places)

    def _past(
        self, text: str, place: int, held: _Held, slots: Iterable[tuple[str, _Node]]
    ) -> Iterator[tuple[_Node | None, int, _Held]]:
        """The ways on behind the slots that are filled at a place."""
        for name, node in slots:
            if match := self._slots[name].match(text, place):
                yield node, match.end(), (*held, (name, place, match.group()))

    def _ends(self, text: str, place: int, kind: str) -> bool:
        after = self._after.get(kind)
        return bool(self._end.match(text, place)) and (after is None or after.match(text, place) is not None)

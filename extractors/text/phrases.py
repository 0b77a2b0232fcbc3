"""Phrases with slots, such as `first {n} months of {year}`, found in a text in one pass.

All phrases are tried only where one can begin, and the longest holds.
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


class _Node:
    """A piece of templates, the pieces that may follow it, and the templates that end with it."""

    def __init__(self, piece: str, is_slot: bool) -> None:
        self.piece, self.is_slot = piece, is_slot
        self.following: dict[tuple[str, bool], _Node] = {}
        self.ended: list[int] = []

    def then(self, piece: str, is_slot: bool) -> "_Node":
        """The node of a following piece."""
        return self.following.setdefault((piece, is_slot), _Node(piece, is_slot))


_Held = tuple[tuple[str, int, str], ...]  # slot, place and text of what stands in it


class Phrases:
    """Phrases (template, kind). `begin`, `end`: conditions at both ends; `after`: further ones of a kind.

    A template is a row of fixed pieces and slots; templates that begin alike share a branch of a tree that is walked.
    One expression of hundreds of templates with the names of months in them would take seconds to compile.
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
        root = _Node("", False)
        for index, (template, _) in enumerate(ordered):
            node = root
            for i, piece in enumerate(_SLOT.split(template)):
                node = node.then(piece, i % 2 == 1) if piece else node
            node.ended.append(index)
        self._roots = [
            (node, slots[node.piece].firsts if node.is_slot else frozenset((node.piece[:2],)))
            for node in root.following.values()
        ]
        self._begun: dict[str, list[_Node]] = {}
        chars = sorted({first[0] for _, firsts in self._roots for first in firsts})
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
        """The longest phrase at a place; of those as long, the one with the most fixed characters."""
        best, found = (start, 0), None
        nothing: _Held = ()
        paths = [(node, start, nothing) for node in self._beginning(text[start : start + 2])]
        while paths:
            node, place, held = paths.pop()
            if node.is_slot:
                match = self._slots[node.piece].match(text, place)
                if match is None:
                    continue
                held, place = (*held, (node.piece, place, match.group())), match.end()
            elif text.startswith(node.piece, place):
                place += len(node.piece)
            else:
                continue
            index = next((i for i in node.ended if self._ends(text, place, self._kinds[i])), None)
            if index is not None and (place, -index) > best:
                best, found = (place, -index), held
            paths += [(following, place, held) for following in node.following.values()]
        if found is None:
            return None
        slots, places = {name: words for name, _, words in found}, {name: at for name, at, _ in found}
        return Phrase(start, best[0], self._kinds[-best[1]], slots, places)

    def _beginning(self, head: str) -> list[_Node]:
        """The pieces that may begin with these two characters."""
        if head not in self._begun:
            firsts = {head[:1], head}
            self._begun[head] = [node for node, own in self._roots if not firsts.isdisjoint(own)]
        return self._begun[head]

    def _ends(self, text: str, place: int, kind: str) -> bool:
        after = self._after.get(kind)
        return bool(self._end.match(text, place)) and (after is None or after.match(text, place) is not None)

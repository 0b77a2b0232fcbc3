"""How a figure and another mention of its sentence stand to each other, as traits that a judge can weigh."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

from extractors.facts.figures import Figure
from extractors.facts.lexicon import Cue
from extractors.facts.scene import Scene, Spanned, breadth

SIZES = (2, 8, 16, 30, 60, 120)  # bytes between two mentions, in classes: touching, next word, same phrase …
ALIKE = (0.5, 0.9, 1.1, 2.0)  # of one count to another: less than half, less, about as many, more, over double
WALLS = (0.1, 6.0, 30.0)  # price of the highest cut in between: none, small, the end of a clause, of a sentence
STEM = 5  # letters of a word: of its forms most begin alike (liefern, lieferte)
WORD = re.compile(r"\w+|[^\w\s]")
LETTERS = re.compile(r"[^\W\d_]+")
S = TypeVar("S", bound=Spanned)


class Relation(NamedTuple):
    """Where a mention stands: b(efore), a(fter) or i(nside) the figure; class of distance; counts and cuts between."""

    side: str
    near: int
    crossed: int
    wall: int


class View:
    """A sentence as seen from one of its figures."""

    def __init__(self, scene: Scene, figure: Figure) -> None:
        self.scene = scene
        self.figure = figure
        self._relations: dict[tuple[int, int], Relation] = {}
        self._places: dict[tuple[int, int], tuple[str, ...]] = {}
        self._cued: dict[str, Sequence[str]] = {}

    def relation(self, other: Spanned) -> Relation:
        """The relation of a mention to the figure."""
        key = other.start, other.end
        if key not in self._relations:
            scene, figure = self.scene, self.figure
            low, high = min(other.end, figure.end), max(other.start, figure.start)
            if low >= high and (other.start < figure.end and figure.start < other.end):
                self._relations[key] = Relation("i", 0, 0, 0)
            else:
                apart = breadth(scene.text[low:high])
                barrier = scene.barrier(other, figure)
                self._relations[key] = Relation(
                    "b" if other.start < figure.start else "a",
                    sum(apart > size for size in SIZES),
                    min(2, scene.crossed(other, figure.whole)),
                    sum(barrier >= wall for wall in WALLS),
                )
        return self._relations[key]

    @cached_property
    def _neighbours(self) -> Sequence[Figure]:
        """The figure, and the counts before and behind it."""
        counts = self.scene.counts
        place = next(i for i, count in enumerate(counts) if count is self.figure)
        return self.figure, *counts[max(0, place - 1) : place + 2]

    def owner(self, mention: Spanned) -> Figure:
        """The count that a mention stands closest to, of the figure and its neighbours."""
        return min(self._neighbours, key=lambda count: self.scene.cost(mention, count))

    def whose(self, mention: Spanned) -> str:
        """Whether a mention stands closest to the figure itself, to the count before, or to the one behind."""
        owner = self.owner(mention)
        return "own" if owner is self.figure else "earlier" if owner.start < self.figure.start else "later"

    def place(self, prefix: str, other: Spanned) -> list[str]:
        """Traits of where a mention stands."""
        key = other.start, other.end
        if key not in self._places:
            side, near, crossed, wall = self.relation(other)
            family = self.scene.family
            self._places[key] = (
                f"{side}{near}",
                f"{side}x{crossed}w{wall}",
                f"{side}{near}w{min(wall, 2)}",
                f"{side}{near}x{min(crossed, 1)}w{min(wall, 2)}",
                f"{family}{side}{near}",
                f"{family}{side}x{crossed}w{wall}",
            )
        return [f"{prefix} {place}" for place in self._places[key]]

    @cached_property
    def words(self) -> Sequence[str]:
        """Traits of what stands next to the figure: words where there are blanks between them, else letters."""
        before = self.scene.text[max(self.scene.start, self.figure.start - 40) : self.figure.start].lower()
        behind = self.scene.text[self.figure.end : min(self.scene.end, self.figure.end + 40)].lower()
        if self.scene.spaced:
            left, right = WORD.findall(before)[-2:], WORD.findall(behind)[:2]
            found = [f"-{i} {word}" for i, word in enumerate(reversed(left), 1)]
            found += [f"+{i} {word}" for i, word in enumerate(right, 1)]
            found += [f"-12 {' '.join(left)}", f"+12 {' '.join(right)}"]
        else:
            found = [f"-{n} {before[-n:]}" for n in (1, 2, 3)] + [f"+{n} {behind[:n]}" for n in (1, 2, 3)]
        return [f"word {it}" for it in found]

    @cached_property
    def context(self) -> Sequence[str]:
        """Traits of how the last words of the 120 letters before the figure and the first of the 80 behind it in its
        sentence begin, of pairs of letters where no blanks part words; marks and numbers say nothing of others."""
        before = self.scene.text[max(self.scene.start, self.figure.start - 120) : self.figure.start].lower()
        behind = self.scene.text[self.figure.end : min(self.scene.end, self.figure.end + 80)].lower()
        if self.scene.spaced:
            words = LETTERS.findall(before)[-10:], LETTERS.findall(behind)[:7]
            left, right = ([word[:STEM] for word in side] for side in words)
        else:
            pairs = map("".join, pairwise(before[-25:])), map("".join, pairwise(behind[:20]))
            left, right = ([pair for pair in side if pair.isalpha()] for side in pairs)
        return [f"left {it}" for it in dict.fromkeys(left)] + [f"right {it}" for it in dict.fromkeys(right)]

    def around(self, mentions: Sequence[S], before: int, after: int) -> list[S]:
        """The nearest mentions on both sides, those inside the figure among the first."""
        left = [m for m in mentions if m.start < self.figure.end]
        return left[-before:] + [m for m in mentions if m.start >= self.figure.end][:after]

    def cued(self, kind: str) -> Sequence[str]:
        """Traits of the nearest cue words of a kind."""
        found = self._cued.get(kind)
        if found is None:
            cues = self.scene.cues.get(kind)
            found = self._cued[kind] = self.nearest(kind, cues) if cues else ()
        return found

    def nearest(self, prefix: str, mentions: Sequence[Spanned]) -> Sequence[str]:
        """Traits of the last mention before and the first behind the figure; none where there is no mention."""
        if not mentions:
            return ()
        left = right = None
        for m in mentions:
            if m.start < self.figure.end:
                left = m if left is None or m.end >= left.end else left
            else:
                right = m if right is None or m.start < right.start else right
        found = [(m, self.relation(m)) for m in (left, right) if m is not None]
        traits = [f"{prefix} in the sentence"]
        if close := [r for _, r in found if r.wall < 2]:
            traits.append(f"{prefix} in the clause")
            if beside := [r.near for r in close if not r.crossed]:
                traits.append(f"{prefix} beside")
                traits += [f"{prefix} next to it"] * (min(beside) < 3)
        traits += [f"{prefix} no {side}" for side, m in (("b", left), ("a", right)) if m is None]
        for m, (where, near, crossed, wall) in found:
            place = f"{where}x{min(crossed, 1)}w{min(wall, 2)}"
            traits += [
                f"{prefix} {where}{near}",
                f"{prefix} {place}",
                f"{prefix} {where}{min(near, 4)}{place[1:]}",
                f"{prefix} {self.scene.family}{place}",
            ]
            if wall < 3 and isinstance(m, Cue):
                traits.append(f"{prefix} {where} {self.scene.text[m.start : m.end].lower()}")
        return traits


def beside(scene: Scene, mention: Spanned) -> tuple[str, str]:
    """The words before and behind a mention, in its sentence; letters where no blanks part words."""
    before = scene.text[max(scene.start, mention.start - 20) : mention.start].lower()
    behind = scene.text[mention.end : min(scene.end, mention.end + 20)].lower()
    if not scene.spaced:
        return before[-1:], behind[:1]
    return " ".join(WORD.findall(before)[-1:]), " ".join(WORD.findall(behind)[:1])

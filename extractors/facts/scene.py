"""What one sentence holds: names, figures, periods and cue words in order, and how far apart any two of them are.

Distance is what decides who made how many of what: bytes between two mentions (a CJK letter says as much as three
Latin ones), plus a price for every comma, bracket or other figure in between.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from extractors.facts.lexicon import Cue
from extractors.registry import NameMention
from extractors.text import Period

if TYPE_CHECKING:
    from extractors.facts.figures import Figure

LONGEST = 1500  # characters: a longer "sentence" is cut, so that no text costs more than linear time
CUT = re.compile(r"[,;:()—–（）；：，、；→/]|\s-\s|[「」『』]")
PRICE = {";": 30.0, "；": 30.0, ",": 6.0, "，": 10.0, "、": 4.0, ":": 5.0, "：": 5.0} | dict.fromkeys("()（）", 4.0)
FIGURE_PRICE = 14.0
FIXED = (("\u00a0", 1), ("\u202f", 2), ("\u2009", 2))  # fixed blanks, with the bytes they take beyond a plain one


class Spanned(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanned)


class Place(NamedTuple):
    """A bare place in the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Scene:
    """One sentence. All offsets are those of the document's text."""

    text: str
    start: int
    end: int
    paragraph: int
    spaced: bool  # whether words stand between blanks
    family: str  # how its language orders words: verb last or not, with or without blanks
    joints: frozenset[str]  # what stands between the members of a list
    articles: frozenset[str]  # what may stand before each
    names: Sequence[NameMention]
    counts: Sequence["Figure"]
    percents: Sequence["Figure"]
    prices: Sequence["Figure"]
    times: Sequence["Figure"]
    periods: Sequence[Period]
    cues: dict[str, list[Cue]]
    shares: dict[str, list[Cue]]  # words of the stock market
    cuts: Sequence[tuple[int, float]]
    figures: Sequence[int]  # where the counts begin

    def of(self, *kinds: str) -> list[Cue]:
        """Cue words of the kinds, in order within each kind."""
        if len(kinds) == 1:
            return self.cues.get(kinds[0], [])
        return [cue for kind in kinds for cue in self.cues.get(kind, ())]

    def between(self, a: Spanned, b: Spanned) -> str:
        """Text between two mentions, whichever comes first; empty where they touch or overlap."""
        return self.text[min(a.end, b.end) : max(a.start, b.start)]

    def cost(self, a: Spanned, b: Spanned) -> float:
        """Distance of two mentions; 0 where they overlap."""
        low, high = min(a.end, b.end), max(a.start, b.start)
        if low >= high:
            return 0.0
        price = sum(weight for place, weight in self.cuts[self._cut(low) : self._cut(high)])
        return breadth(self.text[low:high]) + price + FIGURE_PRICE * self.crossed(a, b)

    def barrier(self, a: Spanned, b: Spanned) -> float:
        """Highest price of a cut between two mentions: 0 within a clause."""
        low, high = min(a.end, b.end), max(a.start, b.start)
        return max((weight for place, weight in self.cuts[self._cut(low) : self._cut(high)]), default=0.0)

    def crossed(self, a: Spanned, b: Spanned) -> int:
        """How many counts begin between two mentions."""
        low, high = min(a.end, b.end), max(a.start, b.start)
        return max(0, bisect_left(self.figures, high) - bisect_left(self.figures, low))

    def nearest(self, target: Spanned, options: Iterable[S], after: float = 0.0) -> tuple[float, S] | None:
        """The option nearest to the target with its cost; `after` is the extra price of standing behind it."""
        priced = [(self.cost(o, target) + (after if o.start >= target.end else 0.0), o) for o in options]
        return min(priced, key=lambda pair: pair[0], default=None)

    def _cut(self, place: int) -> int:
        return bisect_left(self.cuts, (place, -1.0))


def breadth(text: str) -> int:
    """Bytes of a text; a fixed blank counts as a plain one, because pages and their texts differ in them."""
    if text.isascii():
        return len(text)
    return len(text.encode()) - sum(text.count(blank) * extra for blank, extra in FIXED)


def windows(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span in pieces of bounded length."""
    for place in range(start, end, LONGEST):
        yield place, min(end, place + LONGEST)


class Slicer(Generic[S]):
    """Hands out the mentions that begin in a span."""

    def __init__(self, mentions: Iterable[S]) -> None:
        self._mentions: list[S] = sorted(mentions, key=lambda m: (m.start, -m.end))
        self._starts = [m.start for m in self._mentions]

    def within(self, start: int, end: int) -> list[S]:
        """Mentions that begin in the span."""
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def cuts(
    text: str, start: int, end: int, numbers: Sequence["Figure"], breaks: Sequence[Cue]
) -> list[tuple[int, float]]:
    """Places where a clause may end, with their price; separators inside a figure are none."""
    inside = {place for n in numbers for place in range(n.start, n.end)}
    marks = [(m.start(), PRICE.get(m.group(), 10.0)) for m in CUT.finditer(text, start, end) if m.start() not in inside]
    return sorted(marks + [(cue.start, 8.0) for cue in breaks])

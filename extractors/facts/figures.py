"""The numbers of a text as the reader of facts sees them: bounds, sign and unit settled, names and dates set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.facts.scene import Place, Spanned
from extractors.text import Hedge, Language, Number

PLUS, MINUS = "+＋", "-−–－▼"
UP, DOWN = "↑▲", "↓▼"
YEARS = range(1950, 2051)
COUNTED = (None, "vehicle", "people")
LEAST = 100  # "the 3rd car" is no milestone
HIGHEST = 5 * 10**8


@dataclass(frozen=True, eq=False)
class Figure:
    """A number with what its neighbourhood says of it; the span takes in the unit behind it."""

    start: int
    end: int
    value: Decimal
    unit: str | None
    code: str | None  # ISO code of a currency, day or month of a time
    ordinal: bool
    qualifier: str
    sign: int
    looks_like_year: bool
    looks_written: bool  # in words
    whole: Place  # the range it is an end of, or itself
    low: "Figure | None" = None  # the low end, where this is the high end of a range

    @property
    def currency(self) -> str | None:
        """ISO code where it is money."""
        return self.code if self.unit == "currency" else None

    @property
    def is_count(self) -> bool:
        """Whether it may count vehicles, or those who bought them: whole, and of no other unit."""
        told = self.unit in COUNTED or (self.unit == "times" and self.value >= LEAST)  # "sold 30,000 times"
        if not told or self.value != int(self.value) or not 1 <= self.value < HIGHEST:
            return False
        return not (self.ordinal and self.value < LEAST) and not (self.unit is None and self.sign)


def figures(
    text: str, numbers: Sequence[Number], hedges: Sequence[Hedge], taken: Iterable[Spanned], language: Language
) -> list[Figure]:
    """Numbers that are no part of a name or a date, with their hedges; ends of a range know each other."""
    blocked = {place for span in taken for place in range(span.start, span.end)}
    before = {h.end: h.qualifier for h in hedges if h.side == "before"}
    after = {h.start: h.qualifier for h in hedges if h.side == "after"}
    words = language.section("numbers")
    joins = frozenset(str(w).strip().lower() for w in words.get("ranges", ())) | {"-", "–", "~", "至", "〜"}
    between = tuple(str(w).strip().lower() for w in words.get("between", ()))
    found: list[Figure] = []
    for number in numbers:
        if number.start in blocked or number.undecidable:
            continue
        figure = _figure(text, number, before, after)
        if found and _range(text, found[-1], figure, joins, between):
            whole = Place(found[-1].start, figure.end)
            found[-1] = replace(found[-1], qualifier="over", whole=whole)
            figure = replace(figure, qualifier="under", low=found[-1], whole=whole)
        found.append(figure)
    return found


def _figure(text: str, number: Number, before: dict[int, str], after: dict[int, str]) -> Figure:
    start, end = number.start, number.end
    unit_end = max(end, number.unit_end or end)
    first = min(start, number.unit_start if number.unit_start is not None else start)
    lead = text[max(0, first - 2) : first]
    sign = 0
    if lead[-1:] in PLUS and lead:
        sign = 1
    elif lead and lead[-1] in MINUS and not lead[0].isalnum():
        sign = -1
    tail = text[unit_end : unit_end + 1]
    sign = sign or (1 if tail and tail in UP else -1 if tail and tail in DOWN else 0)
    qualifier = next((before[p] for p in range(first, first - 4, -1) if p in before), None)
    if qualifier is None:
        ends = (*range(start + 1, end), end, end + 1, unit_end, unit_end + 1)  # "850多万" is bounded within
        qualifier = next((after[p] for p in ends if p in after), "exact")
    plain = text[start:end].isdigit() and end - start == 4
    return Figure(
        start,
        unit_end,
        number.value,
        number.unit,
        number.code,
        number.ordinal,
        qualifier,
        sign,
        looks_like_year=plain and number.unit is None and int(number.value) in YEARS,
        looks_written=not any(c.isdigit() for c in text[start:end]),
        whole=Place(start, unit_end),
    )


def _range(text: str, low: Figure, high: Figure, joins: frozenset[str], between: tuple[str, ...]) -> bool:
    if not low.is_count or not high.is_count or low.value >= high.value or high.start - low.end > 8:
        return False
    gap = text[low.end : high.start].strip().lower()
    if gap in joins:
        return True
    lead = text[max(0, low.start - 14) : low.start].rstrip().lower()
    return gap in ("and", "und", "et", "y", "e", "en") and lead.endswith(between)

"""Numbers in digits: which mark groups and which divides is decided by language and by the document's other numbers."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# Longer runs of digits are no counts; the guard keeps hostile input cheap.
MAX_LENGTH = 24
COUNTED = frozenset({"vehicle", "people", "site"})
MEASURED = frozenset({"percent", "distance", "energy", "power", "weight"})
_SPACES = " \u00a0"
_MARKS = re.compile(r"[.,' \u00a0]")


@dataclass(frozen=True, slots=True)
class Literal:
    """Digits as they stand, folded, with the unit that follows and whether a scale word ("million", "万") follows."""

    raw: str
    unit: str | None
    scaled: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What digits mean; `alternative` is the other reading where neither language nor document decides."""

    value: Decimal
    alternative: Decimal | None = None


@dataclass(frozen=True)
class Convention:
    """How a document writes numbers: the language's marks, and what its unambiguous numbers say of each mark."""

    decimal: str
    group: str
    grouping: Counter[str]
    dividing: Counter[str]
    told: Counter[str]  # dividing, also in money and percent, which may be quoted in a foreign form

    @classmethod
    def of(cls, literals: Iterable[Literal], decimal: str, group: str) -> "Convention":
        """The convention of a document with these literals in a language with these marks."""
        grouping: Counter[str] = Counter()
        dividing: Counter[str] = Counter()
        told: Counter[str] = Counter()
        for literal in literals:
            parts = _MARKS.split(literal.raw)
            marks = _MARKS.findall(literal.raw)
            if not marks or len(literal.raw) > MAX_LENGTH:
                continue
            if len(marks) > 1 and _grouped(parts[:-1] if marks[-1] != marks[0] else parts):
                grouping[marks[0]] += 1
            elif len(marks) == 1 and _open(parts):
                grouping[marks[0]] += literal.unit in COUNTED and not literal.scaled
            elif len(marks) == 1:
                told[marks[0]] += 1
                dividing[marks[0]] += literal.unit not in {"percent", "currency"}
        return cls(decimal, group, grouping, dividing, told)

    def read(self, literal: Literal) -> Reading | None:
        """The number, or None where the digits are no number (a date, a version, an address)."""
        raw = literal.raw
        if len(raw) > MAX_LENGTH:
            return None
        marks = _MARKS.findall(raw)
        parts = _MARKS.split(raw)
        if not marks:
            return Reading(Decimal(raw))
        whole, split = Decimal("".join(parts)), Decimal("".join(parts[:-1]) + "." + parts[-1])
        if len(set(marks)) > 1:
            consistent = len(set(marks[:-1])) == 1 and marks[-1] in ".," and _grouped(parts[:-1])
            return Reading(split) if consistent else None
        if len(marks) > 1 or marks[0] in _SPACES + "'":
            return Reading(whole) if _grouped(parts) else None
        if not _open(parts):
            return Reading(split)
        return self._decide(marks[0], literal, whole, split)

    def _decide(self, mark: str, literal: Literal, whole: Decimal, split: Decimal) -> Reading:
        grouping, dividing = self.grouping[mark] > 0, self.dividing[mark] > 0
        if literal.scaled or literal.unit in MEASURED:
            return Reading(whole if mark == self.group and not dividing else split)
        if literal.unit in COUNTED:
            return Reading(whole)
        if mark == self.decimal:
            if grouping:
                return Reading(whole, split if dividing else None)
            if self.told[self.group] and not self.told[mark]:
                return Reading(whole)  # "3.5 %" in Spanish: a text of Mexico, whose commas group
            return Reading(split, None if literal.unit else whole)
        return Reading(whole, split if dividing and not grouping else None)


def _open(parts: list[str]) -> bool:
    return len(parts[-1]) == 3 and len(parts[0]) <= 3 and parts[0][0] != "0"


def _grouped(parts: list[str]) -> bool:
    """Groups of three, or the Indian 1,23,456."""
    if not 1 <= len(parts[0]) <= 3 or parts[0][0] == "0":
        return False
    inner = {len(part) for part in parts[1:-1]}
    return len(parts) == 1 or (len(parts[-1]) == 3 and (inner <= {3} or (inner <= {2} and len(parts[0]) <= 2)))

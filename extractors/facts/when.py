"""Periods moved: last year's month, the month before, the year so far."""

import re
from calendar import monthrange
from datetime import date

from extractors.text.calendar import bounds, enclosing, months

YEAR = re.compile(r"\d{4}")
# Kinds of period that name no time of their own: how far they lie from the time spoken of, in years and in own lengths.
MOVES = {"year_ago": (-1, 0), "previous": (0, -1), "same": (0, 0)}
UNITS = {f"same:{unit}": unit for unit in ("month", "quarter", "half", "year")}
LEANING = frozenset({*MOVES, *UNITS})


def leaning(kind: str, period: str) -> str | None:
    """What a kind of period that names no time of its own means beside another: the year before it, its quarter."""
    return enclosing(period, UNITS[kind]) if kind in UNITS else moved(period, MOVES[kind])


def moved(period: str, by: tuple[int, int]) -> str | None:
    """The period some years and some of its own lengths later: moved("2024-01", (0, -1)) is 2023-12."""
    years, lengths = by
    found = YEAR.sub(lambda match: str(int(match.group()) + years), period)
    if not lengths:
        return _real(found)
    for pattern, size in ((r"(\d{4})-(\d\d)", 12), (r"(\d{4})-Q(\d)", 4), (r"(\d{4})-H(\d)", 2), (r"(\d{4})()", 1)):
        match = re.fullmatch(pattern, found)
        if match:
            place = int(match[1]) * size + int(match[2] or 1) - 1 + lengths
            year, part = place // size, place % size + 1
            return {12: f"{year}-{part:02d}", 4: f"{year}-Q{part}", 2: f"{year}-H{part}", 1: f"{year}"}[size]
    return None


def in_year(period: str, year: str) -> str | None:
    """The same part of another year: in_year("2024-03", "2022") is 2022-03."""
    return moved(period, (int(year) - int(period[:4]), 0))


def so_far(month: str) -> str:
    """The year to the end of a month: so_far("2024-03") is 2024-Q1."""
    year, last = (int(part) for part in month.split("-"))
    return months(year, 1, year, last)[1]


def so_far_of(period: str) -> str | None:
    """The year to the end of a month, quarter or half; None of others."""
    if not re.fullmatch(r"\d{4}-(\d\d|[QH]\d)", period):
        return None
    last = bounds(period)[1]
    return so_far(f"{last.year}-{last.month:02d}")


def implied(published: date) -> dict[str, str]:
    """What an article of a day may be about without saying so: the year, and the last whole month, quarter, year."""
    month = published.year * 12 + published.month - 2
    year, month = month // 12, month % 12 + 1
    quarter = published.year * 4 + (published.month - 1) // 3 - 1
    return {
        "year": f"{published.year}",
        "last year": f"{published.year - 1}",
        "last month": f"{year}-{month:02d}",
        "last quarter": f"{quarter // 4}-Q{quarter % 4 + 1}",
        "so far": so_far(f"{year}-{month:02d}"),
        "day": str(published),
    }


def lies(span: tuple[date, date], other: tuple[date, date]) -> str:
    """Where a stretch of days lies to another: same, within, around, before, after, across."""
    if span == other:
        return "same"
    if span[0] >= other[0] and span[1] <= other[1]:
        return "within"
    if span[0] <= other[0] and span[1] >= other[1]:
        return "around"
    return "before" if span[1] < other[0] else "after" if span[0] > other[1] else "across"


def tense(period: str, day: date) -> str:
    """Whether a period is past, running or ahead on a day."""
    first, last = bounds(period)
    return "past" if last < day else "ahead" if first > day else "running"


def _real(period: str) -> str:
    """29 February of another year is the month's last day."""
    days = []
    for part in period.split("/"):
        if len(part) == 10:
            year, month, day = (int(p) for p in part.split("-"))
            part = str(date(year, month, min(day, monthrange(year, month)[1])))
        days.append(part)
    return "/".join(days)

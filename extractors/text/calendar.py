"""Arithmetic on the period notation: `YYYY`, `YYYY-Hn`, `YYYY-Qn`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DD/YYYY-MM-DD`."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def months(year: int, first: int, last_year: int, last: int) -> tuple[str, str]:
    """Kind and notation of the months from the first to the last: a quarter, half or year where they make one."""
    if year == last_year and first == last:
        return "month", f"{year}-{first:02d}"
    if year == last_year:
        length = last - first + 1
        if length == 3 and first % 3 == 1:
            return "quarter", f"{year}-Q{(first + 2) // 3}"
        if length == 6 and first % 6 == 1:
            return "half", f"{year}-H{(first + 5) // 6}"
        if length == 12:
            return "year", f"{year}"
    return "range", f"{date(year, first, 1)}/{month_end(last_year, last)}"


def fiscal_year(year: int, first_month: int = 1, by_end: bool = False) -> tuple[str, str]:
    """Kind and notation of a fiscal year that begins in `first_month` and is named by the year it begins or ends in."""
    if first_month == 1:
        return "year", f"{year}"
    begins = year - 1 if by_end else year
    return months(begins, first_month, begins + 1, first_month - 1)


@lru_cache(4096)
def bounds(value: str) -> tuple[date, date]:
    """First and last day of a period; ValueError where the notation is not one."""
    if "/" in value:
        begins, ends = value.split("/")
        return date.fromisoformat(begins), date.fromisoformat(ends)
    if len(value) == 10:
        return date.fromisoformat(value), date.fromisoformat(value)
    year, part = int(value[:4]), value[5:]
    size = {"": 12, "Q": 3, "H": 6}.get(part[:1], 1)
    last = size * int(part.lstrip("QH") or 1)
    return date(year, last - size + 1, 1), month_end(year, last)


def shift(value: str, years: int) -> str:
    """The same period some years later (or earlier); a month's end stays a month's end."""

    def move(day: date) -> date:
        end = month_end(day.year, day.month) == day
        year = day.year + years
        return (
            month_end(year, day.month) if end else date(year, day.month, min(day.day, month_end(year, day.month).day))
        )

    if len(value) < 10:
        return f"{int(value[:4]) + years}{value[4:]}"
    return "/".join(str(move(date.fromisoformat(day))) for day in value.split("/"))


def before(value: str) -> str:
    """The period of the same length just before: the month before a month, the quarter before a quarter."""
    first, last = bounds(value)
    ends = first - timedelta(1)
    if first.day != 1 or last != month_end(last.year, last.month):
        begins = ends - (last - first)
        return str(ends) if begins == ends else f"{begins}/{ends}"
    count = (last.year - first.year) * 12 + last.month - first.month
    year, place = divmod(ends.year * 12 + ends.month - 1 - count, 12)
    return months(year, place + 1, ends.year, ends.month)[1]


def relative(unit: str, offset: int, today: date) -> tuple[str, str]:
    """Kind and notation of the day, week (Monday to Sunday), month, quarter, half or year that lies `offset` away."""
    if unit == "day":
        return "day", str(today + timedelta(offset))
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
        return "range", f"{monday}/{monday + timedelta(6)}"
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    year, place = divmod(today.year * (12 // size) + (today.month - 1) // size + offset, 12 // size)
    return months(year, place * size + 1, year, place * size + size)


def enclosing(value: str, unit: str) -> str:
    """The month, quarter or year in which a period ends: enclosing("2024-02", "quarter") is 2024-Q1."""
    return relative(unit, 0, bounds(value)[1])[1]


def to_date(today: date) -> str:
    """From New Year to the end of the last full month; within January to the day itself."""
    last = month_end(today.year, today.month)
    end = today if today.month == 1 or today == last else month_end(today.year, today.month - 1)
    return f"{today.year}-01-01/{end}"


def weekday_before(today: date, weekday: int) -> date:
    """The last such weekday (Monday is 0), not after the day."""
    return today - timedelta((today.weekday() - weekday) % 7)


def day_before(today: date, day: int) -> date:
    """The last such day of a month, not after the day (one day of grace for time zones); ValueError for a 31 June."""
    if day <= today.day + 1:
        return date(today.year, today.month, day)
    earlier = date(today.year, today.month, 1) - timedelta(1)
    return date(earlier.year, earlier.month, day)

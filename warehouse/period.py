"""The days that a period of the fact contract spans."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_PARTS = {"Q": 3, "H": 6}
_PERIOD = re.compile(r"(\d{4})(?:-(?:([QH])([1-4])|(\d\d)(?:-(\d\d))?))?", re.ASCII)


@lru_cache(maxsize=65536)
def bounds(period: str) -> tuple[date, date]:
    """First and last day, both within the period: YYYY, YYYY-Hn, YYYY-Qn, YYYY-MM, YYYY-MM-DD or two days with a slash.

    Raises ValueError for anything else.
    """
    start, slash, end = period.partition("/")
    if slash:
        (first, _), (_, last) = _span(start), _span(end)
        if len(start) != 10 or len(end) != 10 or last < first:
            raise ValueError(f"{period!r} is no period: write the earlier day, a slash, the later day")
        return first, last
    return _span(period)


def _span(text: str) -> tuple[date, date]:
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no period such as 2024, 2024-H1, 2024-Q3, 2024-11 or 2024-11-14")
    year, kind, number, month, day = match.groups()
    if kind is None:
        first, last = (int(month), int(month)) if month else (1, 12)
    else:
        last = int(number) * _PARTS[kind]
        first = last - _PARTS[kind] + 1
        if last > 12:
            raise ValueError(f"{text!r} is no period: a year has two halves")
    if day:
        return (exact := date(int(year), first, int(day))), exact
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])

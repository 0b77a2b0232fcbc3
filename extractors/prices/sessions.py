"""Which sessions a venue has, and when one's close is its last word."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from extractors.model import Session
from extractors.prices.share import venues

# Closing auctions and delayed feeds: a close read in the first minutes after the bell may still move.
SETTLE = timedelta(minutes=30)


def finished(venue: str, day: date, now: datetime, settle: timedelta = SETTLE) -> bool:
    """Whether the session of that day has ended at `now` (aware). False where the calendar cannot tell yet.

    Only the venue's own today needs its calendar: a day before has ended, a day after has not begun.
    """
    place = venues()[venue]
    today = now.astimezone(ZoneInfo(place.timezone)).date()
    if day != today:
        return day < today
    close = _close(place.calendar, day)
    return close is not None and now >= close + settle


def sessions(venue: str, first: date, last: date) -> list[Session]:
    """The venue's sessions from `first` to `last`, as far as its calendar reaches."""
    import exchange_calendars

    name = venues()[venue].calendar
    kind: Any = exchange_calendars.get_calendar(name, start="2025-01-01", end="2025-01-31")
    earliest, latest = kind.bound_min(), kind.bound_max()
    # The library wants a session between its bounds.
    start = first - timedelta(days=30)
    start = max(start, earliest.date()) if earliest is not None else start
    end = min(last, latest.date()) if latest is not None else last
    if start >= end:
        return []
    calendar: Any = exchange_calendars.get_calendar(name, start=start.isoformat(), end=end.isoformat())
    frame = calendar.schedule
    return [
        Session(venue, day.date(), opens.to_pydatetime(), closes.to_pydatetime())
        for day, opens, closes in zip(frame.index, frame["open"], frame["close"], strict=True)
        if day.date() >= first
    ]


@cache
def _close(name: str, day: date) -> datetime | None:
    """When that day's session ends, in UTC; None on a day without one, or beyond what the calendar knows."""
    import exchange_calendars  # takes a second, and most runs read closed days only

    try:
        # Bounds of our own: the library's reach from its clock.
        start, end = day - timedelta(days=10), day + timedelta(days=10)
        calendar: Any = exchange_calendars.get_calendar(name, start=start.isoformat(), end=end.isoformat())
    except ValueError:
        return None
    if not calendar.is_session(day.isoformat()):
        return None
    moment: datetime = calendar.session_close(day.isoformat()).to_pydatetime()
    return moment.astimezone(UTC)

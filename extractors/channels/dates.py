"""Dates as lists write them, in UTC."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo


def moment(
    text: str,
    zone: str,
    formats: Iterable[str] = (),
    relative: Mapping[str, float] | None = None,
    now: datetime | None = None,
) -> datetime | None:
    """The moment a list means, in UTC, None where it cannot be told; what names no zone is in `zone`.

    Tried in order: `relative` (words after a number and their seconds, counted back from `now`), `formats` (strptime,
    or `s` and `ms` for seconds and milliseconds since 1970), ISO 8601, the form of mail and RSS.
    """
    text = text.strip()
    for words, seconds in (relative or {}).items():
        if now is not None and (found := re.search(rf"(\d+)\s*{re.escape(words)}", text)):
            return now - timedelta(seconds=int(found[1]) * seconds)
    for form in formats:
        try:
            if form in {"s", "ms"}:
                return datetime.fromtimestamp(float(text) / (1000 if form == "ms" else 1), UTC)
            return _utc(datetime.strptime(text, form), zone)  # noqa: DTZ007 - the zone is added here
        except (ValueError, OverflowError, OSError):
            continue
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _utc(parse(text), zone)
        except (ValueError, OverflowError):
            continue
    return None


def _utc(found: datetime, zone: str) -> datetime:
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)

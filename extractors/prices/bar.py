"""One day's close out of whatever a provider writes: missing is None, and never zero."""

import math
from datetime import date
from typing import Any

from extractors.model import Adjustment, Price, Problem
from extractors.prices.share import Share

MISSING = {"", "-", "null", "none", "nan", "n/a", "nd"}


def number(value: Any) -> float | None:
    """The number, None where there is none; raises ValueError where it is something else."""
    if value is None or (isinstance(value, str) and value.strip().lower() in MISSING):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"not a number: {value!r}"[:80])
    try:
        return float(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a number: {value!r}"[:80]) from error


def bar(
    share: Share,
    day: date,
    close: Any,
    adjusted: Any,
    volume: Any,
    provider: str,
    adjustment: Adjustment = "splits",
    per: int = 1,
) -> Price | Problem | None:
    """A day's Price; None for a day without a close; a Problem where a close is there and cannot be one."""
    try:
        plain, other, count = number(close), number(adjusted), number(volume)
        if plain is None or math.isnan(plain):
            return None
        if not 0 < plain < math.inf:
            raise ValueError(f"a close of {plain}")
        if other is not None and not 0 < other < math.inf:
            raise ValueError(f"an adjusted close of {other}")
        if count is not None and not 0 <= count < 1e15:
            raise ValueError(f"a volume of {count}")
    except ValueError as error:
        return Problem(provider, None, "bad_price", f"{share.venue}:{share.symbol} {day}: {error}")
    return Price(
        share.symbol,
        share.venue,
        day,
        plain / per,
        None if other is None else other / per,
        share.currency,
        None if count is None else int(count),
        provider,
        adjustment,
    )

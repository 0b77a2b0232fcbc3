"""Which closes count: finished sessions, the days asked for, one a day; and whose they are."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Price, Problem, Split
from extractors.prices import Share, benchmarks, closes, first_answer, providers, shares
from extractors.prices.sessions import finished, sessions
from extractors.prices.share import venues
from extractors.registry import registry

TESLA = Share("TSLA", "NASDAQ", "USD", "TSLA", "tsla.us", "tesla")


class Given:
    """A provider of given quotes."""

    def __init__(self, *quotes, name: str = "given") -> None:
        self.name, self.given = name, quotes

    def quotes(self, share, first, last):
        yield from self.given


def price(day: date, close: float = 400.0) -> Price:
    return Price("TSLA", "NASDAQ", day, close, None, "USD", None, "given")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("venue", "day", "now", "expected"),
    [
        ("NASDAQ", date(2026, 11, 20), at(11, 20, 20, 59), False),
        ("NASDAQ", date(2026, 11, 20), at(11, 20, 21, 29), False),  # half an hour to settle
        ("NASDAQ", date(2026, 11, 20), at(11, 20, 21, 30), True),
        ("NASDAQ", date(2026, 7, 20), at(7, 20, 20, 30), True),  # summer time
        ("NYSE", date(2026, 11, 27), at(11, 27, 18, 30), True),  # the day after Thanksgiving ends at 13:00
        ("NYSE", date(2026, 11, 27), at(11, 27, 18, 29), False),
        ("HKEX", date(2026, 12, 24), at(12, 24, 4, 45), True),  # half a day, or an hour later with the auction
        ("HKEX", date(2026, 11, 20), at(11, 20, 4, 45), False),
        ("HKEX", date(2026, 11, 20), at(11, 20, 8, 45), True),
        ("HKEX", date(2026, 11, 20), at(11, 19, 23, 0), False),  # has not begun
        ("TSE", date(2026, 11, 20), at(11, 19, 15, 0), False),  # its own midnight
        ("TSE", date(2026, 11, 19), at(11, 19, 15, 0), True),
        ("SSE", date(2026, 11, 20), at(11, 20, 8, 0), True),
        ("NYSE", date(2026, 11, 26), at(11, 26, 23, 0), False),  # Thanksgiving: no session to end
        ("NYSE", date(2026, 11, 26), at(11, 27, 6, 0), True),  # past: what the provider says stands
        ("NSE", date(2026, 11, 20), at(11, 20, 10, 30), True),
    ],
)
def test_when_a_session_has_ended(venue: str, day: date, now: datetime, expected: bool) -> None:
    assert finished(venue, day, now) is expected


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(venues())), st.integers(0, 48))
def test_what_has_ended_never_becomes_unfinished(venue: str, hours: int) -> None:
    day, now = date(2026, 11, 20), at(11, 20, 0) + timedelta(hours=hours)
    if finished(venue, day, now):
        assert finished(venue, day, now + timedelta(hours=1))
    assert finished(venue, day, at(11, 21, 12))


def test_todays_bar_is_no_close_and_days_not_asked_for_are_left_out() -> None:
    quotes = [price(date(2026, 11, day)) for day in (16, 17, 18, 19, 20)]
    first, last = date(2026, 11, 17), date(2026, 11, 20)
    during = list(closes(Given(*quotes), TESLA, first, last, at(11, 20, 18)))
    after = list(closes(Given(*quotes), TESLA, first, last, at(11, 20, 22)))
    assert (during, after) == (quotes[1:4], quotes[1:])


def test_one_close_a_day() -> None:
    day = date(2026, 11, 18)
    items = list(closes(Given(price(day), price(day), price(day, 401)), TESLA, day, day, at(11, 20, 22)))
    assert items[0] == price(day) and [it.code for it in items[1:]] == ["two_closes"]


def test_splits_and_problems_pass() -> None:
    split, problem = Split("TSLA", "NASDAQ", date(2026, 11, 18), 3.0, "given"), Problem("given", None, "x", "y")
    first, last = date(2026, 11, 18), date(2026, 11, 20)
    assert list(closes(Given(split, problem), TESLA, first, last, at(11, 20, 22))) == [split, problem]


def test_an_unknown_venue_is_a_problem() -> None:
    (problem,) = closes(Given(), Share("X", "MOON"), date(2026, 11, 18), date(2026, 11, 18), at(11, 20, 22))
    assert problem.code == "unknown_venue"


def test_the_first_provider_that_has_closes_is_the_one() -> None:
    day, failed = date(2026, 11, 18), Problem("a", None, "no_data", "nothing")
    providers = Given(failed, name="a"), Given(name="b"), Given(price(day)), Given(price(day, 1.0), name="d")
    assert list(first_answer(providers, TESLA, day, day, at(11, 20, 22))) == [failed, price(day)]


def test_every_listing_has_a_venue_with_a_calendar() -> None:
    import exchange_calendars

    assert {row.venue for maker in registry().companies for row in maker.listings} <= venues().keys()
    assert {venue.calendar for venue in venues().values()} <= set(exchange_calendars.get_calendar_names())


def test_shares_come_from_the_registry() -> None:
    found = {(share.venue, share.symbol): share for share in shares()}
    assert len(found) == len(shares()) > 120
    assert found["NASDAQ", "TSLA"] == TESLA
    assert found["LSE", "AML"].per == 100 and found["SZSE", "002594"].currency == "CNY"
    assert ("HKEX", "81211") not in found  # quoted in renminbi, and no provider has it


def test_benchmarks_are_named_by_settings() -> None:
    assert benchmarks({"HKEX": "^HSI"}) == (Share("^HSI", "HKEX", None, "^HSI", "^hsi"),)
    with pytest.raises(ValueError, match="unknown venue MOON"):
        benchmarks({"MOON": "^X"})


def test_providers_in_their_order(tmp_path: Path) -> None:
    def fetch(url, headers):
        raise AssertionError(url)

    assert providers(fetch) == ()
    assert [it.name for it in providers(fetch, tmp_path, "key", True)] == [tmp_path.name, "tiingo", "yahoo"]
    (tmp_path / "TSLA.csv").write_text("Date,Close\n2026-11-18,400\n")
    day = date(2026, 11, 18)
    (found,) = first_answer(providers(fetch, tmp_path, "key", True), TESLA, day, day, at(11, 20, 22))
    assert isinstance(found, Price) and found.provider == tmp_path.name


def test_sessions_have_their_times_and_leave_out_holidays() -> None:
    week = sessions("NYSE", date(2026, 11, 23), date(2026, 11, 29))
    assert [it.date.day for it in week] == [23, 24, 25, 27]
    assert (week[0].opens_at, week[0].closes_at) == (at(11, 23, 14, 30), at(11, 23, 21))
    assert week[-1].closes_at == at(11, 27, 18)


@pytest.mark.parametrize("venue", sorted(venues()))
def test_sessions_end_where_a_calendar_ends(venue: str) -> None:
    found = sessions(venue, date(1980, 1, 1), date(2080, 1, 1)) if venue in {"NSE", "SGX"} else []
    found = found or sessions(venue, date(2026, 1, 1), date(2026, 11, 20))
    assert found and found == sorted(found, key=lambda it: it.date)
    assert sessions(venue, date(2026, 11, 22), date(2026, 11, 22)) == []

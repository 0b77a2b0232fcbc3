"""Closes in the warehouse: loaded once, compared over splits; claims and events measured against them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ledger_data import article, batch, count, day, rows
from market import claim, closes, ledger, prices, sessions

from extractors.model import Extraction, FxRate, Problem, Split
from warehouse import CheckFailed, PricesLoaded, latest_closes, publish, query, store

TABLES = ("prices", "splits", "fx", "sessions", "shares")
WEEK = {
    "2024-11-08": 100.0,
    "2024-11-11": 101.0,
    "2024-11-12": 102.0,
    "2024-11-13": 100.0,
    "2024-11-14": 108.0,
    "2024-11-15": 105.0,
}


def test_loading_again_changes_nothing_and_a_corrected_close_takes_the_old_one_s_place(path: Path) -> None:
    rates = [FxRate("EUR", "USD", date(2024, 11, 14), 1.05, "ecb")]
    problems = [Problem("given", None, "no_data", "nothing of it")]
    given = closes("1810", WEEK)
    assert prices(path, *given, rates=rates, problems=problems) == PricesLoaded(6, 0, 1)
    publish(path)
    before = rows(path, TABLES)
    assert prices(path, *given, run="again", at=datetime(2025, 1, 2, tzinfo=UTC), rates=rates) == PricesLoaded(0, 0, 0)
    publish(path)
    assert rows(path, TABLES) == before
    other = [replace(given[3], close=100.5)]
    assert prices(path, *other, run="third", at=datetime(2025, 1, 3, tzinfo=UTC)).prices == 1
    publish(path)
    assert query(path, "SELECT close, seen_at FROM prices WHERE date = '2024-11-13'").rows == [
        (100.5, datetime(2025, 1, 3))  # noqa: DTZ001
    ]
    assert query(path, "SELECT count(*) FROM prices").rows == [(6,)]
    assert latest_closes(path) == {("HKEX", "1810"): date(2024, 11, 15)}
    assert query(path, "SELECT source, code FROM problems").rows == [("given", "no_data")]


def test_sessions_follow_their_calendar(path: Path) -> None:
    prices(path)
    publish(path)
    assert query(path, "SELECT count(*), max(number) FROM sessions WHERE venue = 'HKEX'").rows == [
        (len(sessions("HKEX")),) * 2
    ]
    assert query(path, "SELECT count(*) FROM sessions WHERE date = '2024-11-28'").rows == [(1,)]


def test_a_close_of_a_day_to_come_is_refused_and_changes_nothing(path: Path) -> None:
    prices(path, *closes("1810", WEEK))
    publish(path)
    before = rows(path, TABLES)
    with pytest.raises(CheckFailed, match="no close is of a day to come"):
        prices(path, *closes("1810", {"2024-11-18": 1.0}), run="early", at=datetime(2024, 11, 16, tzinfo=UTC))
    publish(path)
    assert rows(path, TABLES) == before


def test_closes_can_be_compared_over_splits_however_they_were_adjusted(path: Path) -> None:
    split = Split("1810", "HKEX", date(2024, 11, 14), 2.0, "given")
    as_traded = {"2024-11-12": 100.0, "2024-11-13": 104.0, "2024-11-14": 53.0}
    prices(path, *closes("1810", as_traded, adjustment="none"))
    # One provider's answer from before the split, and a second of a day after it.
    early = closes("9866", {"2024-11-12": 100.0, "2024-11-13": 104.0})
    late = closes("9866", {"2024-11-14": 53.0})
    prices(path, *early, run="early", at=datetime(2024, 11, 13, 12, tzinfo=UTC))
    prices(
        path, *late, run="late", at=datetime(2024, 11, 15, tzinfo=UTC), splits=[split, replace(split, symbol="9866")]
    )
    publish(path)
    answer = query(path, "SELECT symbol, round(pct, 4), close, stated_close FROM closes ORDER BY symbol, date").rows
    expected = [(None, 50.0, 100.0), (4.0, 52.0, 104.0), (1.9231, 53.0, 53.0)]
    assert answer == [(symbol, *row) for symbol in ("1810", "9866") for row in expected]


def test_a_hole_in_the_closes_is_no_move(path: Path) -> None:
    prices(path, *closes("1810", {"2024-11-12": 100.0, "2024-11-14": 108.0}))
    publish(path)
    assert query(path, "SELECT pct FROM closes").rows == [(None,), (None,)]


# What is claimed, when it is published and at which hour (UTC), the move's own fields; session, measured move, verdict.
CLAIMS: list[tuple[float, str, str | None, dict[str, Any], tuple[object, ...]]] = [
    (8.0, "2024-11-14", None, {"date": date(2024, 11, 14)}, ("2024-11-14", 8.0, "confirmed")),
    (7.6, "2024-11-14", None, {}, ("2024-11-14", 8.0, "off")),
    (7.6, "2024-11-14", None, {"qualifier": "over"}, ("2024-11-14", 8.0, "confirmed")),
    (8.2, "2024-11-14", None, {"qualifier": "under"}, ("2024-11-14", 8.0, "confirmed")),
    (8.7, "2024-11-14", None, {"qualifier": "about"}, ("2024-11-14", 8.0, "confirmed")),
    (3.0, "2024-11-15", None, {}, ("2024-11-15", -2.78, "wrong direction")),
    # Told on Saturday, it is of Friday.
    (8.0, "2024-11-16", None, {}, ("2024-11-15", -2.78, "wrong direction")),
    # Told before that session opened, it is of the one before.
    (8.0, "2024-11-15", "00:10:00", {}, ("2024-11-14", 8.0, "confirmed")),
    # Told while it was open: the close is another number, unless it is the same one.
    (3.0, "2024-11-14", "03:00:00", {}, ("2024-11-14", 8.0, "no data")),
    (8.0, "2024-11-14", "03:00:00", {}, ("2024-11-14", 8.0, "confirmed")),
    (5.0, "2024-11-16", None, {"window": "week"}, ("2024-11-15", 5.0, "confirmed")),
    (6.9, "2024-11-14", None, {"window": "since", "since": "2024-11-11"}, ("2024-11-14", 6.93, "confirmed")),
    (6.9, "2024-11-14", None, {"window": "since", "since": "the launch"}, ("2024-11-14", None, "no data")),
    (6.9, "2024-11-14", None, {"window": "afterhours"}, ("2024-11-14", None, "no data")),
    # The month's first close is not there.
    (8.0, "2024-11-14", None, {"window": "month"}, ("2024-11-14", None, "no data")),
    (8.0, "2024-11-14", None, {"venue": "XETRA"}, (None, None, "no data")),
    # The venue, else the currency, says which of several shares is meant; else it is the main one.
    (8.0, "2024-11-14", None, {"company": "nio"}, ("2024-11-14", None, "no data")),
    (8.0, "2024-11-14", None, {"company": "nio", "venue": "HKEX"}, ("2024-11-14", 8.0, "confirmed")),
    (8.0, "2024-11-14", None, {"company": "nio", "price": 9.0, "currency": "HKD"}, ("2024-11-14", 8.0, "confirmed")),
    (8.0, "2024-11-14", None, {"company": "nio", "price": 9.0, "currency": "EUR"}, (None, None, "no data")),
    # On a holiday that a text names there was no session; told on the holiday itself, it is of the one before.
    (2.0, "2024-11-29", None, {"company": "nio", "date": date(2024, 11, 28)}, (None, None, "no data")),
    (2.0, "2024-11-28", None, {"company": "nio", "date": date(2024, 11, 28)}, ("2024-11-27", 2.0, "confirmed")),
]


def test_claimed_moves_against_the_closes(path: Path) -> None:
    told = [
        claim(f"claim-{number:02}", pct, published, at, **{"window": "day", **fields})
        for number, (pct, published, at, fields, _) in enumerate(CLAIMS)
    ]
    york = closes("NIO", {"2024-11-26": 10.0, "2024-11-27": 10.2}, venue="NYSE")
    ledger(path, told, *closes("1810", WEEK), *closes("9866", WEEK), *york)
    sql = "SELECT CAST(session AS VARCHAR), measured, verdict FROM stock_move_checks ORDER BY document_id"
    assert query(path, sql).rows == [expected for *_, expected in CLAIMS]
    assert query(path, "FROM stock_move_checks WHERE (verdict = 'no data') = (reason IS NULL)").rows == []


def test_a_claim_is_checked_whichever_comes_first_and_again_when_a_close_is_corrected(path: Path) -> None:
    def told(name: str, pct: float) -> Extraction:
        return claim(name, pct, "2024-11-14", window="day")

    def verdicts() -> list[tuple[object, ...]]:
        publish(path)
        return query(path, "SELECT document_id, measured, verdict FROM stock_move_checks ORDER BY ALL").rows

    # Enough bystanders that the later loads work out only what they touch.
    crowd = [told(f"by-{number}", 8.0) for number in range(5)]
    store(path, batch(*((day(90), it) for it in crowd), at=day(90)))
    assert {verdict for *_, verdict in verdicts()} == {"no data"}
    prices(path, *closes("1810", WEEK))
    assert {row[1:] for row in verdicts()} == {(8.0, "confirmed")}
    store(path, batch((day(91), told("late", 2.0)), run="late", at=day(91)))
    assert verdicts()[-1][1:] == (8.0, "off")
    prices(path, *closes("1810", {"2024-11-14": 102.0}), run="mended", at=datetime(2025, 1, 2, tzinfo=UTC))
    assert verdicts()[-1][1:] == (2.0, "confirmed") and {row[2] for row in verdicts()[:-1]} == {"off"}
    # The page takes its claim back for another: the old one is checked no longer.
    store(path, batch((day(92), told("late", 7.0)), run="taken back", at=day(92)))
    assert [row[1:] for row in verdicts() if "late" in str(row[0])] == [(2.0, "off")]


def walk(start: float, moves: dict[str, float], days: list[str]) -> dict[str, float]:
    path, level = {}, start
    for it in days:
        level *= 1 + moves.get(it, 0) / 100
        path[it] = level
    return path


def test_the_event_study_measures_the_share_and_what_it_did_beyond_its_index(path: Path) -> None:
    days = [str(it.date) for it in sessions("HKEX", date(2024, 11, 1), date(2024, 11, 29))]
    share = walk(100, {"2024-11-13": 1.0, "2024-11-14": 5.0, "2024-11-15": 2.0, "2024-11-21": 3.0}, days)
    index = walk(20000, {"2024-11-14": 1.0, "2024-11-21": 1.0}, days)

    def told(name: str, value: int, published: str) -> Extraction:
        text = f"{value} built"
        return article(name, text, count(value, text, period=published[:7]), published=date.fromisoformat(published))

    articles = [told("on", 10, "2024-11-14"), told("weekend", 20, "2024-12-14"), told("old", 30, "2021-11-14")]
    ledger(path, articles, *closes("1810", share), *closes("^HSI", index))
    sql = "SELECT value, session, pct, pct_3, pct_11, excess, excess_3, excess_11 FROM event_study ORDER BY value"
    three, eleven = 1.01 * 1.05 * 1.02 * 100 - 100, 1.01 * 1.05 * 1.02 * 1.03 * 100 - 100
    assert query(path, sql).rows == [
        (10, date(2024, 11, 14), 5.0, *(round(it, 2) for it in (three, eleven, 4.0, three - 1, eleven - 2.01))),
        (20, date(2024, 12, 16), *(None,) * 6),
        (30, *(None,) * 7),
    ]


def test_the_macros_answer_for_people(path: Path) -> None:
    def told(name: str, value: int, published: str, **fields: Any) -> Extraction:
        text = f"{value} delivered"
        fact = count(value, text, period=published[:7], metric="deliveries", **fields)
        return article(name, text, fact, published=date.fromisoformat(published), publisher=name)

    articles = [
        told("a", 20000, "2024-11-14"),
        told("b", 20000, "2024-11-15"),
        told("c", 30000, "2024-11-13", company="nio"),
        claim("d", 8.0, "2024-11-14", window="day"),
    ]
    ledger(path, articles, *closes("1810", WEEK))
    ((event,),) = query(path, "SELECT id FROM milestone_events WHERE company = 'xiaomi'").rows
    voices = query(path, f"SELECT publisher, value FROM sources_of('{event}')").rows  # noqa: S608
    assert voices == [("a", 20000), ("b", 20000)]
    side_by_side = query(path, "SELECT company, value, place, share_pct FROM compare(['nio', 'xiaomi'], 'deliveries')")
    assert side_by_side.rows == [("nio", 30000, 1, 60.0), ("xiaomi", 20000, 2, 40.0)]
    days = query(path, "SELECT date, kind, value, pct FROM timeline('xiaomi')").rows
    assert days == [(date(2024, 11, 14), "count", 20000, None), (date(2024, 11, 14), "share", None, 8.0)]
    near = query(path, "SELECT session, kind, value, pct FROM around('xiaomi', DATE '2024-11-14', 1)").rows
    assert near == [
        (-1, "close", 100.0, -1.96),
        (0, "claimed move", None, 8.0),
        (0, "close", 108.0, 8.0),
        (0, "count", 20000.0, None),
        (1, "close", 105.0, -2.78),
    ]


def test_around_knows_its_days_without_any_session(path: Path) -> None:
    ledger(path, [])
    assert query(path, "FROM around('xiaomi', DATE '2031-01-01', 5)").rows == []
    assert query(path, "FROM around('tesla', DATE '2024-11-14', 5)").rows == []

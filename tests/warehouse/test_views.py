"""What the views make of hand-made statements."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ledger_data import article, batch, count, day, plain

from extractors.model import Extraction
from warehouse import publish, query, store


def told(name: str, value: int, published: str, **fields: Any) -> Extraction:
    text = f"{value} were counted"
    paper = {key: fields.pop(key) for key in ("title", "publisher") if key in fields}
    return article(name, text, count(value, text, **fields), published=date.fromisoformat(published), **paper)


def ledger(path: Path, *articles: Extraction) -> Path:
    store(path, batch(*((day(number), it) for number, it in enumerate(articles))))
    publish(path)
    return path


def test_an_event_tells_who_said_it_first_and_how_many_voices_there_are(path: Path) -> None:
    october: dict[str, Any] = {"period": "2024-10", "metric": "deliveries"}
    ledger(
        path,
        told("a", 20000, "2024-11-02", qualifier="over", title="Record", publisher="wire", **october),
        told("b", 20000, "2024-11-03", qualifier="over", title="RECORD", publisher="copy", **october),
        told("c", 20058, "2024-11-04", title="Count", publisher="own", yoy_pct=12.0, **october),
        told("d", 30000, "2024-11-05", title="Odd", publisher="odd", qualifier="about", **october),
    )
    answer = query(
        path,
        "SELECT value, lowest_claim, highest_claim, agreed, documents, originators, first_published, first_publisher,"
        " yoy_pct, url FROM milestone_events",
    )
    assert answer.rows == [(20058, 20000, 30000, False, 4, 3, date(2024, 11, 2), "wire", 12.0, "https://c.example/")]


def test_a_corrected_page_changes_the_event(path: Path) -> None:
    ledger(path, plain("a", 41000), plain("a", 40058))
    assert query(path, "SELECT value, documents, highest_claim FROM milestone_events").rows == [(40058, 1, 40058)]


def test_months_add_up_to_quarters_and_years_where_the_maker_states_none(path: Path) -> None:
    months = [
        told(f"{year}-{month}", year + month, f"{year}-12-31", period=f"{year}-{month:02}")
        for year in (2023, 2024)
        for month in range(1, 13)
        if (year, month) != (2024, 5)
    ]
    stated = told("quarter", 6100, "2024-12-31", period="2024-Q4", qualifier="over", yoy_pct=0.5)
    regional = told("china", 1, "2024-12-31", period="2024-05", region="China")
    ledger(path, *months, stated, regional)
    assert query(path, "SELECT count(*) FROM monthly").rows == [(23,)]
    assert query(path, "SELECT value, yoy_computed FROM monthly WHERE month = DATE '2024-03-01'").rows == [(2027, 0.0)]
    quarters = query(
        path, "SELECT quarter, value, basis, yoy_claimed FROM quarterly WHERE quarter >= '2024-01-01' ORDER BY 1"
    )
    assert quarters.rows == [
        (date(2024, 1, 1), 6078, "months", None),
        (date(2024, 7, 1), 6096, "months", None),
        (date(2024, 10, 1), 6100, "stated", 0.5),
    ]
    whole = sum(2023 + month for month in range(1, 13))
    assert query(path, "SELECT year, value, basis, qualifier FROM yearly").rows == [
        (date(2023, 1, 1), whole, "quarters", "exact")
    ]


def test_a_count_of_some_drives_is_no_sum_with_another(path: Path) -> None:
    drives = ("bev", "bev", "phev")
    ledger(
        path,
        *(
            told(f"m{number}", 10, "2024-05-01", period=f"2024-0{number}", powertrain=drive)
            for number, drive in enumerate(drives, 1)
        ),
    )
    assert query(path, "SELECT count(*) FROM monthly").rows == [(3,)]
    assert query(path, "SELECT count(*) FROM quarterly").rows == [(0,)]


def test_a_goal_its_revisions_and_what_was_reached(path: Path) -> None:
    goal: dict[str, Any] = {"metric": "deliveries", "period": "2024"}
    ledger(
        path,
        told("a", 76000, "2024-03-28", status="target", **goal),
        told("b", 100000, "2024-05-23", status="target", **goal),
        told("b2", 100000, "2024-06-01", status="target", **goal),
        told("c", 120000, "2024-08-21", status="target", qualifier="over", **goal),
        told("d", 130000, "2024-08-21", status="target", qualifier="under", **goal),
        told("e", 110000, "2025-01-01", **goal),
        told("f", 500000, "2025-01-01", status="target", metric="deliveries", period="2025"),
    )
    answer = query(
        path, "SELECT value, revision, latest, documents, reached, above, met FROM targets ORDER BY period, value"
    )
    assert answer.rows == [
        (76000, 1, False, 1, 110000, 34000, True),
        (100000, 2, False, 2, 110000, 10000, True),
        (120000, 3, True, 1, 110000, -10000, False),
        (130000, 3, True, 1, 110000, -20000, True),
        (500000, 1, True, 1, None, None, None),
    ]


def test_the_race_counts_days_from_launch_and_from_first_delivery(path: Path) -> None:
    total: dict[str, Any] = {"metric": "production", "scope": "cumulative"}
    readings = [
        told("a", 100000, "2024-11-14", period="2024-11-13", elapsed_days=230, **total),
        told("b", 100000, "2024-11-20", model="SU7", **total),
        told("c", 1200000, "2025-11-20", **total),
        told("d", 10000, "2024-05-02", period="2024-05", company="nio", **total),
    ]
    given = batch(*((day(number), it) for number, it in enumerate(readings)))
    launches = [
        {"company": "xiaomi", "model": "SU7", "event": "launch", "date": "2024-03-28", "sure": "H"},
        {"company": "xiaomi", "model": "SU7", "event": "first_delivery", "date": "2024-04", "sure": "M"},
        {"company": "xiaomi", "model": "YU7", "event": "launch", "date": "2025-06-26", "sure": "H"},
        {"company": "nio", "model": "ES8", "event": "launch", "date": "2017-12-16"},
        {"company": "nio", "model": "ES6", "event": "launch", "date": "2018-12-15"},
    ]
    store(path, replace(given, launches=launches))
    publish(path)
    answer = query(
        path,
        "SELECT company, subject, threshold, reached_on, date_basis, counted_from, days_from_launch,"
        " days_from_first_delivery, days_stated FROM race ORDER BY ALL",
    )
    assert answer.rows == [
        ("nio", None, 10000, date(2024, 5, 31), "period", None, None, None, None),
        ("xiaomi", "SU7", 100000, date(2024, 11, 20), "published", "SU7", 237, 233, None),
        ("xiaomi", None, 100000, date(2024, 11, 13), "day", "SU7", 230, 226, 230),
    ]
    assert query(path, "SELECT date, day_known FROM launches WHERE NOT day_known").rows == [(date(2024, 4, 1), False)]

"""From statements to events: hand-made groups of what several papers say, and the events that they are."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ledger_data import article, batch, count, day

from warehouse import LoadBatch, connect_reader, publish, store

OCTOBER: dict[str, Any] = {"metric": "deliveries", "period": "2024-10"}
TOTAL: dict[str, Any] = {"metric": "production", "scope": "cumulative"}


def say(value: int, qualifier: str = "exact", **fields: Any) -> tuple[int, dict[str, Any]]:
    return value, {"qualifier": qualifier, **fields}


def over(value: int, **fields: Any) -> tuple[int, dict[str, Any]]:
    return say(value, "over", **fields)


# name: what is common, the statements (a paper each), the events as (value, qualifier, region, powertrain, statements)
GROUPS: dict[str, tuple[dict[str, Any], list[tuple[int, dict[str, Any]]], list[tuple[Any, ...]]]] = {
    "exact before bound": (
        OCTOBER,
        [over(40000, lang="en"), say(40058, lang="zh"), over(40000, lang="ja")],
        [(40058, "exact", None, None, 3)],
    ),
    "bounds alone": (OCTOBER, [over(20000), say(20000, "about")], [(20000, "about", None, None, 2)]),
    "a range is one event": (OCTOBER, [over(20000), say(21000, "under")], [(21000, "under", None, None, 2)]),
    "said twice alike": (OCTOBER, [say(5), say(5)], [(5, "exact", None, None, 2)]),
    "other month": (
        OCTOBER,
        [say(5), say(5, period="2024-11")],
        [(5, "exact", None, None, 1), (5, "exact", None, None, 1)],
    ),
    "other metric": (
        OCTOBER,
        [say(5), say(6, metric="sales")],
        [(5, "exact", None, None, 1), (6, "exact", None, None, 1)],
    ),
    "model apart from company": (
        OCTOBER,
        [say(5), say(5, model="SU7")],
        [(5, "exact", None, None, 1), (5, "exact", None, None, 1)],
    ),
    "brand is the company": (OCTOBER, [say(5), say(5, brand="brand is the company")], [(5, "exact", None, None, 2)]),
    "brand of its own": (
        OCTOBER,
        [say(5), say(7, brand="Onvo")],
        [(5, "exact", None, None, 1), (7, "exact", None, None, 1)],
    ),
    "null region joins": (OCTOBER, [say(5, region="China"), say(5)], [(5, "exact", "China", None, 2)]),
    "null region joins by bounds": (
        OCTOBER,
        [say(40058, region="China"), over(40000)],
        [(40058, "exact", "China", None, 2)],
    ),
    "bound joins the nearer region": (
        OCTOBER,
        [say(40058, region="China"), say(43000, region="Europe"), over(40000)],
        [(40058, "exact", "China", None, 2), (43000, "exact", "Europe", None, 1)],
    ),
    "null region of another size": (
        OCTOBER,
        [say(5, region="China"), say(90)],
        [(5, "exact", "China", None, 1), (90, "exact", None, None, 1)],
    ),
    "two regions": (
        OCTOBER,
        [say(5, region="China"), say(5, region="Europe")],
        [(5, "exact", "China", None, 1), (5, "exact", "Europe", None, 1)],
    ),
    "null powertrain joins": (OCTOBER, [say(5, powertrain="bev"), say(5)], [(5, "exact", None, "bev", 2)]),
    "null powertrain of another size": (
        OCTOBER,
        [say(5, powertrain="bev"), say(11)],
        [(5, "exact", None, "bev", 1), (11, "exact", None, None, 1)],
    ),
    "two powertrains": (
        OCTOBER,
        [say(5, powertrain="bev"), say(6, powertrain="phev"), say(11, powertrain="nev")],
        [(5, "exact", None, "bev", 1), (6, "exact", None, "phev", 1), (11, "exact", None, "nev", 1)],
    ),
    "both nulls join both": (
        OCTOBER,
        [say(5, region="China", powertrain="bev"), say(5)],
        [(5, "exact", "China", "bev", 2)],
    ),
    "each null joins both": (
        OCTOBER,
        [say(5, region="China", powertrain="bev"), say(5, region="China"), say(5, powertrain="bev"), say(5)],
        [(5, "exact", "China", "bev", 4)],
    ),
    "region alone is not powertrain alone": (
        OCTOBER,
        [say(5, region="China"), say(6, powertrain="bev")],
        [(5, "exact", "China", None, 1), (6, "exact", None, "bev", 1)],
    ),
    "region alone and powertrain alone are one count": (
        OCTOBER,
        [say(5, region="China", lang="de"), say(5, powertrain="bev", lang="ko"), over(5, lang="fr")],
        [(5, "exact", "China", "bev", 3)],
    ),
    "region alone meets the nearer powertrain": (
        OCTOBER,
        [say(40058, region="China"), say(40058, powertrain="bev"), say(43000, powertrain="phev"), over(40000)],
        [(40058, "exact", "China", "bev", 3), (43000, "exact", None, "phev", 1)],
    ),
    "bare joins the half": (OCTOBER, [say(5, powertrain="bev"), over(5), say(5)], [(5, "exact", None, "bev", 3)]),
    "bare bound and bare exact": (
        OCTOBER,
        [say(40058), over(40000), say(70000, region="China")],
        [(40058, "exact", None, None, 2), (70000, "exact", "China", None, 1)],
    ),
    "bare bound stays with a nearer bare count": (
        OCTOBER,
        [say(40058), over(40000), say(43000, region="China")],
        [(40058, "exact", None, None, 2), (43000, "exact", "China", None, 1)],
    ),
    "bare bounds of two papers join the region": (
        OCTOBER,
        [say(40058, region="China"), over(40000), over(40000)],
        [(40058, "exact", "China", None, 3)],
    ),
    "bare pair joins the region": (
        OCTOBER,
        [say(40058), over(40000), say(40058, region="China")],
        [(40058, "exact", "China", None, 3)],
    ),
    "cumulative in any period": (
        TOTAL,
        [say(100000, period="2024-11-13"), say(100000, period="2024-11"), say(100000)],
        [(100000, "exact", None, None, 3)],
    ),
    "cumulative counts apart": (
        TOTAL,
        [say(100000), say(500000), over(500000)],
        [(100000, "exact", None, None, 1), (500000, "exact", None, None, 2)],
    ),
    "cumulative bound": (
        TOTAL,
        [say(40058), over(40000), over(30000)],
        [(30000, "over", None, None, 1), (40058, "exact", None, None, 2)],
    ),
    "cumulative nearly": (TOTAL, [say(100000), say(103000, "under")], [(100000, "exact", None, None, 2)]),
    "cumulative nearest": (
        TOTAL,
        [say(100000), say(104000), over(99000)],
        [(100000, "exact", None, None, 2), (104000, "exact", None, None, 1)],
    ),
    "no period": (
        {"metric": "sales"},
        [say(10), say(10), say(20)],
        [(10, "exact", None, None, 2), (20, "exact", None, None, 1)],
    ),
    "rates of one period": (
        {"metric": "capacity", "scope": "rate", "period": "2024"},
        [say(150000), say(300000), say(150000, "about")],
        [(150000, "exact", None, None, 2), (300000, "exact", None, None, 1)],
    ),
    "periods by another name": (
        {"metric": "sales"},
        [say(9, period="2024-Q4"), say(9, period="2024-10-01/2024-12-31")],
        [(9, "exact", None, None, 2)],
    ),
    "targets and forecasts are none": (OCTOBER, [say(9, status="target"), say(9, status="forecast")], []),
    "a later figure wins": (OCTOBER, [say(41000), say(40058)], [(40058, "exact", None, None, 2)]),
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path: Path = tmp_path_factory.mktemp("events") / "ledger.duckdb"
    readings = []
    for group, (common, statements, _) in GROUPS.items():
        for number, (value, given) in enumerate(statements):
            fields = {**common, **given}
            lang = fields.pop("lang", "en")
            text = f"{value} were counted"
            name = f"{group} {number}"
            fact = count(value, text, company=group, **fields)
            published = date(2024, 11, 1 + number)
            document = article(name, text, fact, lang=lang, publisher=name, published=published)
            readings.append((day(number), document))
    given = batch(*readings)
    companies = [{"slug": group, "name": group} for group in GROUPS]
    store(path, LoadBatch(given.run, "v1", given.extractions, given.captured, companies=companies))
    publish(path)
    with connect_reader(path) as con:
        yield con


@pytest.mark.parametrize("group", GROUPS)
def test_statements_are_the_events_they_tell_of(ledger: Any, group: str) -> None:
    found = ledger.execute(
        "SELECT value, qualifier, region, powertrain, len(statement_ids) FROM milestone_events WHERE company = ?",
        [group],
    ).fetchall()
    assert sorted(found, key=str) == sorted(GROUPS[group][2], key=str)


def test_every_actual_statement_is_in_one_event(ledger: Any) -> None:
    once = "SELECT count(*), count(DISTINCT statement_id) FROM statement_events"
    actual = "SELECT count(*), count(*) FROM milestones WHERE status = 'actual'"
    listed = "SELECT count(*), count(DISTINCT id) FROM (SELECT unnest(statement_ids) AS id FROM milestone_events)"
    assert ledger.execute(once).fetchall() == ledger.execute(actual).fetchall() == ledger.execute(listed).fetchall()
    assert ledger.execute("SELECT count(*) - count(DISTINCT id) FROM milestone_events").fetchone() == (0,)

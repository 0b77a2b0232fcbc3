"""Voices, doubts, revisions, contradictions, running totals and published figures, from hand-made statements."""

import csv
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_data import COMPANIES, article, batch, count, day, plain, writer_rows

from extractors.model import Extraction
from warehouse import LoadBatch, connect_writer, load, migrate, publish, query, store
from warehouse.derive import everything
from warehouse.reference import reference_figures

MAY: dict[str, Any] = {"metric": "deliveries", "period": "2024-05"}


def told(name: str, value: int, published: str = "2024-06-01", **fields: Any) -> Extraction:
    text = f"{value} were counted" + fields.pop("more", "")
    paper = {key: fields.pop(key) for key in ("title", "publisher", "url") if key in fields}
    fact = count(value, text, **{**MAY, **fields})
    if "were counted" in text and len(text) > 60:
        fact = replace(fact, quote=text, quote_end=len(text))
    return article(name, text, fact, published=date.fromisoformat(published), **paper)


def ledger(path: Path, *articles: Extraction) -> Path:
    store(path, batch(*((day(number), it) for number, it in enumerate(articles))))
    publish(path)
    return path


def test_a_filing_is_believed_before_the_company_an_agency_and_the_press(path: Path) -> None:
    ledger(
        path,
        told("a", 1003, "2024-06-01", url="https://www1.hkexnews.hk/a.pdf"),
        told("b", 1002, "2024-06-02", url="https://ir.mi.com/b"),
        told("c", 1001, "2024-06-03", url="https://www.reuters.com/c"),
        told("d", 1000, "2024-06-04", url="https://paper.example/d"),
    )
    voices = "SELECT id, voice FROM documents ORDER BY id"
    assert query(path, voices).rows == [("a", "filing"), ("b", "press"), ("c", "agency"), ("d", "press")]
    events = "SELECT value, voice, lowest_claim, highest_claim, agreed FROM milestone_events"
    assert query(path, events).rows == [(1003, "filing", 1000, 1003, False)]
    # A maker's site is its own word from the load on that names it.
    makers = [{**COMPANIES[0], "ir_url": "https://ir.mi.com"}, COMPANIES[1]]
    store(path, LoadBatch(batch(run="run-2", at=day(9)).run, "v1", companies=makers))
    assert writer_rows(path, voices)[1] == ("b", "company")


def test_a_release_on_ten_sites_has_one_originator(path: Path) -> None:
    words = " in May according to a statement of the maker that everybody printed"
    ten = [
        told(f"s{n}", 1000, f"2024-06-{n + 1:02}", publisher=f"site-{n}", title=f"Own headline {n}", more=words)
        for n in range(10)
    ]
    ledger(path, *ten, told("own", 1000, "2024-06-20", publisher="reporter"))
    answer = query(path, "SELECT documents, originators, first_publisher FROM milestone_events")
    assert answer.rows == [(11, 2, "site-0")]


@pytest.mark.parametrize(
    ("statements", "doubtful", "value"),
    [
        ([(40058, {}), (40058, {}), (400580, {})], {400580: "ten times what others"}, 40058),
        ([(40058, {}), (40058, {}), (4, {})], {4: "a tenth of what others"}, 40058),
        ([(40058, {}), (400580, {})], {}, None),
        (
            [(40000, {"period": "2024-04"}), (41000000, {}), (42000, {"period": "2024-06"})],
            {41000000: "periods before and after, 42000"},
            41000000,
        ),
        (
            [(40000, {"period": "2024-04"}), (41, {}), (42000, {"period": "2024-06"})],
            {41: "a tenth of the periods before and after, 40000"},
            41,
        ),
        # A first month has nothing before it, so a steep beginning is believed.
        ([(100, {}), (4000, {"period": "2024-06"}), (9000, {"period": "2024-07"})], {}, 100),
        ([(90000, {}), (80000, {"period": "2024"})], {90000: "above the whole year, 80000"}, 90000),
        ([(90000, {}), (80000, {"period": "2024", "model": "SU7"})], {}, 90000),
    ],
)
def test_what_is_not_plausible_is_doubted_and_not_preferred(
    path: Path, statements: Sequence[tuple[int, dict[str, Any]]], doubtful: dict[int, str], value: int | None
) -> None:
    ledger(path, *(told(f"p{n}", number, **fields) for n, (number, fields) in enumerate(statements)))
    marks = "SELECT value, doubt FROM statement_events e JOIN statements s ON s.id = e.statement_id WHERE doubt <> ''"
    found = dict(query(path, marks).rows)  # type: ignore[arg-type]
    assert found.keys() == doubtful.keys()
    assert all(words in found[number] for number, words in doubtful.items())
    may = query(path, "SELECT value, doubt, doubted FROM milestone_events WHERE period = '2024-05'").rows
    if value:
        assert [(row[0], row[1] is not None) for row in may] == [(value, value in doubtful)]
    assert sum(row[2] for row in may) == len(doubtful)  # type: ignore[misc]


def test_a_corrected_page_and_a_later_filing_are_revisions(path: Path) -> None:
    page = article("page", "41000 and 7 and 9", *(count(n, "41000 and 7 and 9", **MAY) for n in (41000, 7, 9)))
    mended = article("page", "40058 and 7 and 9", *(count(n, "40058 and 7 and 9", **MAY) for n in (40058, 7, 9)))
    april: dict[str, Any] = {"period": "2024-04"}
    store(
        path,
        batch(
            (day(0), page),
            (day(1), mended),
            (day(2), mended),
            (day(0), told("rough", 500, "2024-05-01", qualifier="about", **april)),
            (day(0), told("early", 505, "2024-05-02", **april)),
            (day(0), told("late", 501, "2024-05-20", url="https://www.sec.gov/x", **april)),
        ),
    )
    publish(path)
    answer = query(path, "SELECT cause, period, old_value, new_value, old_quote, new_url FROM milestone_revisions")
    assert sorted(answer.rows) == [
        ("corrected page", "2024-05", 41000, 40058, "41000", "https://page.example/"),
        ("later filing", "2024-04", 505, 501, "505", "https://www.sec.gov/x"),
    ]


def test_another_reading_of_a_page_is_no_revision(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1, 2))))
    renamed = replace(plain("a", 1, 2), milestones=plain("a", 1, 2).milestones[:1])
    store(path, batch((day(0), renamed), run="run-2", at=day(5), extractor="v2"))
    store(path, batch((day(6), plain("a", 1)), run="run-3", at=day(6), extractor="v2"))
    publish(path)
    assert query(path, "FROM milestone_revisions").rows == []


def test_contradictions_are_told_with_both_quotes(path: Path) -> None:
    year: dict[str, Any] = {"metric": "sales"}
    total: dict[str, Any] = {"scope": "cumulative"}
    ledger(
        path,
        told("month", 900, period="2024-02", **year),
        told("to date", 800, period="2024-01-01/2024-02-29", **year),
        told("other to date", 2000, period="2024-01-01/2024-03-31", **year),
        told("high", 50000, period="2024-03", **total),
        told("low", 40000, period="2024-05", **total),
        told("again", 49000, period="2024-06", qualifier="over", **total),
        *(told(f"q{n}", 100 + n, period=f"2023-0{n}") for n in (1, 2, 3)),
        told("quarter", 400, period="2023-Q1"),
        *(told(f"r{n}", 100 + n, period=f"2023-0{n}") for n in (4, 5, 6)),
        told("rounded quarter", 310, period="2023-Q2", qualifier="about"),
        *(told(drive, number, powertrain=drive) for drive, number in (("bev", 60), ("phev", 30), ("nev", 100))),
        *(told(f"april {drive}", 5, period="2024-04", powertrain=drive) for drive in ("bev", "phev")),
        told("april nev", 10, period="2024-04", powertrain="nev"),
    )
    answer = query(path, "SELECT kind, period, value, other_value, quote, other_quote FROM contradictions ORDER BY ALL")
    assert answer.rows == [
        ("bev and phev that are not nev", "2024-05", 100, 90, "100", "60 | 30"),
        ("cumulative count that falls", "2024-05", 40000, 50000, "40000", "50000"),
        ("month above its year to date", "2024-02", 900, 800, "900", "800"),
        ("quarter that is not its months", "2023-Q1", 400, 306, "400", "101 | 102 | 103"),
    ]


def test_running_totals_go_on_by_months_where_none_is_stated(path: Path) -> None:
    total: dict[str, Any] = {"scope": "cumulative"}
    ledger(
        path,
        told("start", 1000, period="2023-05-31", **total),
        told("end", 2000, period="2024-04", yoy_pct=120.0, **total),
        told("may", 100),
        told("june", 50, period="2024-06"),
        told("august", 70, period="2024-08"),
    )
    answer = query(path, "SELECT month, value, basis, yoy_computed, yoy_claimed FROM cumulative ORDER BY month")
    assert answer.rows == [
        (date(2023, 5, 1), 1000, "stated", None, None),
        (date(2024, 4, 1), 2000, "stated", None, 120.0),
        (date(2024, 5, 1), 2100, "months", 110.0, None),
        (date(2024, 6, 1), 2150, "months", None, None),
    ]


def test_published_figures_agree_or_differ_where_statements_cover_them(path: Path) -> None:
    figures: dict[str, Any] = {"company": "nio", "metric": "deliveries"}
    covered = [row for row in reference_figures() if row["company"] == "nio" and row["name"] == "deliveries"]
    by_period: dict[str, int] = {str(row["period"]): int(str(row["value"]).removesuffix(".0")) for row in covered}
    ledger(
        path,
        told("a", by_period["2024-05"], **figures),
        told("b", by_period["2024-06"] + 3, **{**figures, "period": "2024-06"}),
        told("c", by_period["2024-04"] // 100 * 100, qualifier="over", **{**figures, "period": "2024-04"}),
        told("d", 5, region="China", **{**figures, "period": "2024-03"}),
    )
    answer = query(path, "SELECT period, verdict, difference FROM reference_check ORDER BY period")
    assert [row[:2] for row in answer.rows] == [("2024-04", "agree"), ("2024-05", "agree"), ("2024-06", "differ")]
    assert answer.rows[2][2] == 3


def test_every_published_figure_is_mapped_or_left_out_by_name(shared: Path) -> None:
    rows = reference_figures()
    with (shared / "reference_figures.csv").open(encoding="utf-8") as file:
        assert len(rows) == len(list(csv.DictReader(file))) == 810
    assert all((row.get("left_out") is None) != (row.get("metric") is None) for row in rows)
    assert {row["company"] for row in rows if not row.get("left_out")}.isdisjoint({"china-market"})
    assert {row["unit"] for row in rows if not row.get("left_out")} == {"vehicles"}


STATEMENTS = [
    told(f"h{n}", value, **{**MAY, **fields})
    for n, (value, fields) in enumerate(
        [
            (40058, {}),
            (40000, {"qualifier": "over"}),
            (40058, {"region": "China"}),
            (400580, {}),
            (39000, {"period": "2024-04"}),
            (41000, {"period": "2024-06"}),
            (30000, {"period": "2024"}),
            (100000, {"scope": "cumulative"}),
            (98000, {"scope": "cumulative", "qualifier": "over", "powertrain": "bev"}),
            (99000, {"scope": "cumulative"}),
            (40500, {"powertrain": "bev", "qualifier": "about"}),
        ]
    )
]


def kept(con: Any) -> list[Any]:
    return [con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in ("statement_events", "events")]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(STATEMENTS))), cuts=st.lists(st.integers(1, len(STATEMENTS)), max_size=4))
def test_what_loads_touched_is_what_working_out_everything_gives(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cuts: list[int]
) -> None:
    # Bystanders, so that the loads are the smaller part and only what they touch is worked out.
    crowd = [plain(f"by{n}", 7 + n, publisher="other") for n in range(40)]
    with connect_writer(tmp_path_factory.mktemp("touched") / "ledger.duckdb") as con:
        migrate(con)
        load(con, batch(*((day(0), it) for it in crowd)))
        edges = sorted({0, *cuts, len(order)})
        for number, (start, end) in enumerate(itertools.pairwise(edges)):
            readings = [(day(1), STATEMENTS[place]) for place in order[start:end]]
            load(con, batch(*readings, run=f"run-{number}", at=day(2 + number)))
        found = kept(con)
        con.execute("BEGIN")
        everything(con)
        con.execute("COMMIT")
        assert kept(con) == found

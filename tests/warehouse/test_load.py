"""Versions, supersession, and that loading is a set: neither repetition nor order matters."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_data import COMPANIES, START, article, batch, count, day, move, plain, rows, writer_rows

from extractors.model import Extraction, Problem, content_id
from warehouse import CheckFailed, LoadBatch, SourceOutcome, connect_writer, load, migrate, publish, query, store, utc

TEXT = "Xiaomi built 10058 cars in October and 100000 in all, its share rose 90.5 percent."
SEED = article(
    "seed",
    TEXT,
    count(10058, TEXT, period="2024-10", model="SU7"),
    count(100000, TEXT, scope="cumulative", elapsed_days=230, yoy_pct=12.5),
    move(90.5, TEXT, window="ytd", venue="HKEX", qualifier="under", date=date(2024, 11, 13)),
    lang="fr",
)


def held(path: Path, current: bool = True) -> list[tuple[Any, ...]]:
    found = writer_rows(path, "SELECT document_id, value, superseded_at IS NULL FROM milestones ORDER BY ALL")
    return [(document, value) for document, value, holds in found if holds == current]


def test_facts_arrive_with_the_contract_s_fields(path: Path) -> None:
    loaded = store(path, batch((day(0), SEED)))
    assert (loaded.documents, loaded.new_documents, loaded.new_milestones, loaded.new_stock_moves) == (1, 1, 2, 1)
    publish(path)
    answer = query(path, "FROM milestones ORDER BY value")
    first = dict(zip(answer.columns, answer.rows[0], strict=True))
    fact = SEED.milestones[0]
    assert {name: first[name] for name in fact.__slots__} == {name: getattr(fact, name) for name in fact.__slots__}
    assert (first["period_start"], first["period_end"]) == (date(2024, 10, 1), date(2024, 10, 31))
    assert (first["document_id"], first["document_version"], first["extractor_version"]) == ("seed", 1, "v1")
    assert (first["first_seen"], first["superseded_at"]) == (utc(day(0)), None)
    answer = query(path, "FROM stock_moves")
    stated = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert {name: stated[name] for name in SEED.stock_moves[0].__slots__} == {
        name: getattr(SEED.stock_moves[0], name) for name in SEED.stock_moves[0].__slots__
    }
    answer = query(path, "FROM documents")
    document = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert (document["version"], document["text_length"], document["lang"]) == (1, len(TEXT), "fr")
    assert document["published"] == date(2024, 11, 14)


def test_ids_are_content_ids(path: Path) -> None:
    store(path, batch((day(0), SEED)))
    sha = writer_rows(path, "SELECT text_sha256 FROM documents")[0][0]
    for table, facts in (("milestones", SEED.milestones), ("stock_moves", SEED.stock_moves)):
        expected = {
            content_id((table, "seed", sha, *(getattr(fact, name) for name in fact.__slots__))) for fact in facts
        }
        assert {row[0] for row in writer_rows(path, f"FROM {table} SELECT id")} == expected


def test_loading_again_changes_nothing(path: Path) -> None:
    readings = [(day(0), SEED), (day(0), plain("a", 1, 2)), (day(1), plain("a", 3)), (day(0), plain("b"))]
    store(path, batch(*readings))
    publish(path)
    before = rows(path)
    for number in (2, 3):
        again = store(path, batch(*readings, run=f"run-{number}", at=day(number)))
        assert (again.new_documents, again.new_milestones, again.new_stock_moves) == (0, 0, 0)
        assert (again.documents, again.milestones, again.stock_moves) == (4, 5, 1)
    publish(path)
    assert rows(path) == before


def test_a_second_link_is_no_second_document(path: Path) -> None:
    mirror = replace(SEED, document=replace(SEED.document, url="https://m.seed.example/?utm=1"))
    loaded = store(path, batch((day(0), SEED), (day(0), mirror)))
    assert (loaded.documents, loaded.new_documents, loaded.new_milestones) == (1, 1, 2)
    assert store(path, batch((day(1), mirror), run="run-2", at=day(1))).new_milestones == 0
    assert writer_rows(path, "SELECT url, version FROM documents") == [("https://seed.example/", 1)]


def test_a_correction_is_a_second_version_whose_facts_supersede(path: Path) -> None:
    store(path, batch((day(0), plain("a", 41000, 7))))
    store(path, batch((day(2), plain("a", 40058, 7)), run="run-2", at=day(2)))
    assert writer_rows(path, "SELECT version, first_seen, superseded_at FROM documents ORDER BY ALL") == [
        (1, utc(day(0)), utc(day(2))),
        (2, utc(day(2)), None),
    ]
    found = writer_rows(path, "SELECT value, document_version, superseded_at FROM milestones ORDER BY ALL")
    assert found == [(7, 1, utc(day(2))), (7, 2, None), (40058, 2, None), (41000, 1, utc(day(2)))]


def test_an_older_capture_that_comes_later_supersedes_nothing(path: Path) -> None:
    store(path, batch((day(2), plain("a", 40058))))
    store(path, batch((day(0), plain("a", 41000)), run="run-2", at=day(3)))
    assert held(path) == [("a", 40058)]
    found = writer_rows(path, "SELECT version, first_seen, superseded_at FROM documents ORDER BY version")
    assert found == [(1, utc(day(0)), utc(day(2))), (2, utc(day(2)), None)]
    assert writer_rows(path, "SELECT value, document_version FROM milestones ORDER BY 2") == [(41000, 1), (40058, 2)]


def test_a_text_still_there_later_is_not_superseded_by_one_from_between(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1)), (day(5), plain("a", 1))))
    store(path, batch((day(3), plain("a", 2)), run="run-2", at=day(6)))
    assert held(path) == [("a", 1)]


def test_a_text_that_comes_back_holds_again(path: Path) -> None:
    for number, value in enumerate((1, 2, 1)):
        store(path, batch((day(number), plain("a", value)), run=f"run-{number}", at=day(number)))
    assert (held(path), held(path, current=False)) == ([("a", 1)], [("a", 2)])


CAPTURES = [
    (day(0), plain("a", 1, 2)),
    (day(1), plain("a", 2, 3)),
    (day(2), plain("b", 4)),
    (day(3), plain("a", 1, 2)),
    (day(4), plain("b")),
    (day(5), plain("c", 5)),
    (day(6), plain("b", 6)),
]


def everything(loads: Sequence[Sequence[tuple[datetime, Extraction]]], folder: Path, name: str) -> list[Any]:
    path = folder / name
    with connect_writer(path) as con:
        migrate(con)
        for number, readings in enumerate(loads):
            load(con, batch(*readings, run=f"run-{number}", at=day(10 + number)))
        return [con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in ("documents", "milestones")]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    return everything([CAPTURES], tmp_path_factory.mktemp("order"), "plain")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(CAPTURES),
    cuts=st.lists(st.integers(0, 7), max_size=3),
    again=st.lists(st.sampled_from(CAPTURES), max_size=3),
)
def test_the_rows_depend_on_the_captures_and_not_on_their_order(
    tmp_path_factory: pytest.TempPathFactory,
    in_order: list[Any],
    order: list[tuple[datetime, Extraction]],
    cuts: list[int],
    again: list[tuple[datetime, Extraction]],
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    edges = [0, *sorted(cuts), len(order)]
    loads = [order[start:end] for start, end in itertools.pairwise(edges)]
    assert everything([*loads, again], folder, "shuffled") == in_order


def test_another_extractor_supersedes_what_it_no_longer_states(path: Path) -> None:
    old, new = plain("a", 1, 2), plain("a", 1, 2)
    new = replace(new, milestones=(new.milestones[1], replace(new.milestones[0], metric="sales")))
    store(path, batch((day(0), old)))
    loaded = store(path, batch((day(0), new), run="run-2", at=day(5), extractor="v2"))
    assert (loaded.new_documents, loaded.new_milestones) == (0, 1)
    query_ = "SELECT value, metric, extractor_version, first_seen, superseded_at FROM milestones ORDER BY ALL"
    expected = [
        (1, "production", "v1", utc(day(0)), utc(day(5))),
        (1, "sales", "v2", utc(day(5)), None),
        (2, "production", "v2", utc(day(0)), None),
    ]
    assert writer_rows(path, query_) == expected
    # The old one again, after all: the same text by an extractor that is not the last one's.
    store(path, batch((day(0), old), run="run-3", at=day(6)))
    assert held(path, current=True) == [("a", 1), ("a", 2)]
    assert held(path, current=False) == [("a", 1)]


def test_another_extractor_reads_a_superseded_version_without_reviving_it(path: Path) -> None:
    first, second = plain("a", 1), plain("a", 2)
    store(path, batch((day(0), first), (day(1), second)))
    renamed = replace(first, milestones=(replace(first.milestones[0], metric="sales"),))
    store(path, batch((day(0), renamed), (day(1), second), run="run-2", at=day(5), extractor="v2"))
    assert held(path) == [("a", 2)]
    assert writer_rows(path, "SELECT DISTINCT extractor_version FROM documents") == [("v2",)]


def test_the_same_text_read_by_the_same_extractor_is_not_read_again(path: Path) -> None:
    store(path, batch((day(0), plain("a", 1))))
    undated = plain("a", 1, published=None)
    undated = replace(undated, milestones=(replace(undated.milestones[0], period=None),))
    assert store(path, batch((day(1), undated), run="run-2", at=day(1))).new_milestones == 0
    assert writer_rows(path, "SELECT period, superseded_at FROM milestones") == [("2024-10", None)]


def test_what_breaks_the_contract_is_a_problem_and_the_rest_is_loaded(path: Path) -> None:
    good = plain("a", 1).milestones[0]
    bad: list[Any] = [
        replace(good, metric="guesses"),
        replace(good, powertrain="steam"),
        replace(good, quote_end=99),
        replace(good, quote="2"),
        replace(good, period="2024-13"),
        replace(good, period="1066"),
        replace(good, period=""),
        replace(good, value=-1),
        replace(good, value=2**63),
    ]
    spoilt = replace(
        plain("a", 1),
        milestones=(good, *bad),
        stock_moves=(move(1, "1", currency="dollars"), move(1, "1", window="fortnight"), move(1, "1")),
    )
    surrogate = article("b", "half a pair \ud83d")
    old = plain("c", published=date(1, 1, 1))
    loaded = store(path, batch((day(0), spoilt), (day(0), surrogate), (day(0), old)))
    assert (loaded.new_documents, loaded.new_milestones, loaded.new_stock_moves) == (2, 1, 1)
    codes = writer_rows(path, "SELECT code, count(*) FROM problems GROUP BY ALL ORDER BY ALL")
    assert codes == [("invalid_date", 1), ("invalid_fact", len(bad) + 2), ("invalid_text", 1)]


def test_a_load_that_breaks_a_check_leaves_no_trace(path: Path) -> None:
    store(path, batch((day(0), SEED)))
    stranger = article("b", "5", count(5, "5", company="nobody"))
    with pytest.raises(CheckFailed, match="company nobody"):
        store(path, batch((day(1), plain("c", 9)), (day(1), stranger), run="run-2", at=day(1)))
    assert writer_rows(path, "SELECT id FROM documents") == [("seed",)]
    assert writer_rows(path, "SELECT run_id FROM runs") == [("run-1",)]


def test_a_problem_is_one_row_with_the_run_that_met_it_last(path: Path) -> None:
    wall = Problem("feed", "https://wall.example/", "consent_wall", "asks for consent first")
    inside = replace(plain("a", 1), problems=(Problem("feed", "https://a.example/", "odd", "a unit of its own"),))
    assert store(path, batch((day(0), inside), problems=[wall, wall])).problems == 2
    assert store(path, batch((day(0), inside), problems=[wall], run="run-2", at=day(1))).problems == 2
    found = writer_rows(path, "SELECT run_id, code, seen_at FROM problems ORDER BY code")
    assert found == [("run-2", "consent_wall", utc(day(1))), ("run-2", "odd", utc(day(1)))]


def test_companies_and_listings_follow_the_register(path: Path) -> None:
    store(path, batch((day(0), SEED)))
    changed = LoadBatch(
        batch(run="run-2", at=day(1)).run,
        "v1",
        companies=[{**COMPANIES[0], "name": "Xiaomi EV"}, {"slug": "new", "name": "New"}],
        listings=[{"company": "new", "venue": "NYSE", "symbol": "N", "listed_from": date(2024, 1, 2)}],
    )
    store(path, changed)
    assert writer_rows(path, "SELECT slug, name FROM companies ORDER BY ALL") == [
        ("new", "New"),
        ("nio", "NIO"),
        ("xiaomi", "Xiaomi EV"),
    ]
    assert writer_rows(path, "SELECT company, symbol FROM listings") == [("new", "N")]


def test_a_run_leaves_its_row_and_its_sources(path: Path) -> None:
    sources = (
        SourceOutcome("feed", "done", 1, None, 1, 3, 2, 0.5),
        SourceOutcome("other", "failed", message="answers 500"),
    )
    store(path, batch((day(0), SEED), sources=sources, parameters={"since": date(2024, 1, 1)}, trigger="schedule"))
    answer = writer_rows(path, "SELECT * EXCLUDE (started_at, finished_at) FROM runs")
    assert answer == [("run-1", "done", "schedule", '{"since": "2024-01-01"}', None, 1, 1, 2, 1, 0, 1, 2, 1, "daily")]
    assert writer_rows(path, "FROM run_sources ORDER BY ALL") == [
        ("run-1", "feed", "done", 1, None, 1, 3, 2, 0.5),
        ("run-1", "other", "failed", 0, "answers 500", 0, 0, 0, 0.0),
    ]


def test_every_extraction_needs_its_capture_time() -> None:
    with pytest.raises(ValueError, match="1 extractions, but 0"):
        LoadBatch(batch(run="x", at=START).run, "v1", [SEED])

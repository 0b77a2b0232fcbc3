"""source_health: each source beside its own past."""

from datetime import date, timedelta
from pathlib import Path

from ledger_data import START, batch, day, plain

from extractors.model import Problem
from warehouse import LoadBatch, Run, SourceOutcome, last_success, publish, query, store, writing
from warehouse.upkeep import backup, compact


def look(
    path: Path, number: int, *outcomes: SourceOutcome, new: tuple[str, ...] = (), problems: tuple[Problem, ...] = ()
) -> None:
    """One day's run: `new` are sources with an article of that day."""
    published = (START + timedelta(days=number)).date()
    readings = [(day(number), plain(f"{it}-{number}", 1000 + number, source=it, published=published)) for it in new]
    store(path, batch(*readings, run=f"run-{number}", at=day(number), problems=problems, sources=outcomes))


def states(path: Path) -> dict[str, str]:
    publish(path)
    return dict(query(path, "SELECT source, state FROM source_health").rows)


def well(name: str, pages: int = 6, articles: int = 6, facts: int = 6) -> SourceOutcome:
    return SourceOutcome(name, "done", pages, None, articles, facts)


def test_a_source_is_judged_by_its_own_past(path: Path) -> None:
    for number in range(8):
        names = ("news", "slow") if number % 3 == 0 else ("news",)
        look(path, number, *map(well, ("news", "slow", "feed", "poor")), new=names)
    assert set(states(path).values()) == {"well"}
    misfit = Problem("news", "https://news.example/a", "recipe_mismatch", "body: div.x matches nothing")
    down = SourceOutcome("slow", "failed", message="its list answers 500")
    look(path, 8, well("news", 2, 1, 1), down, well("feed", 6, 2, 2), well("poor", 6, 6, 1), problems=(misfit,))
    assert states(path) == {"feed": "unread", "news": "recipe misfit", "poor": "fewer facts", "slow": "failing"}
    ((since, message),) = query(path, "SELECT failing_since, message FROM source_health WHERE source = 'slow'").rows
    assert (since, message) == (day(8).replace(tzinfo=None), "its list answers 500")
    ((found,),) = query(path, "SELECT misfit FROM source_health WHERE source = 'news'").rows
    assert found == "body: div.x matches nothing"
    look(path, 9, down)
    ((since,),) = query(path, "SELECT failing_since FROM source_health WHERE source = 'slow'").rows
    assert since == day(8).replace(tzinfo=None), "the first of those in a row"
    look(path, 10, well("slow"))
    assert states(path)["slow"] == "well"


def test_a_source_that_writes_no_more_is_silent_once_its_longest_pause_is_over(path: Path) -> None:
    for number in range(10):
        look(path, number, well("news"), well("weekly"), new=("news",) if number % 7 < 5 else ())
    found = {}
    for number in range(10, 18):
        look(path, number, well("news"))
        found[number] = states(path)["news"]
    # Days 5 and 6 were a pause of three days from article to article; day 9 had the last one.
    assert [number for number, state in found.items() if state == "silent"] == [14, 15, 16, 17]
    row = query(path, "SELECT newest, longest_pause, silent_days FROM source_health WHERE source = 'news'").rows
    assert row == [(date(2024, 11, 29), 3, 8)]
    assert states(path)["weekly"] == "well", "nothing is known of it"


def test_runs_of_before_have_no_counts_and_judge_nothing(path: Path) -> None:
    store(path, batch(sources=(SourceOutcome("feed", pages=3),)))
    assert states(path) == {"feed": "well"}


def test_the_last_success_is_a_daily_run_that_published(path: Path) -> None:
    publish(path)
    assert last_success(path) is None
    for number, (flow, status) in enumerate((("daily", "done"), ("announcements", "done"), ("daily", "failed"))):
        run = Run(f"r{number}", day(number), status=status, finished_at=day(number), flow=flow)
        store(path, LoadBatch(run, "v1"))
    assert last_success(path) == day(0).replace(tzinfo=None)
    assert last_success(path, "announcements") == day(1).replace(tzinfo=None)


def test_backups_are_whole_and_as_many_as_wanted(path: Path) -> None:
    look(path, 0, well("news"), new=("news",))
    publish(path)
    folder = path.parent / "backups"
    for number in range(5):
        made = backup(path, folder, day(number).date(), 3)
    assert sorted(it.name for it in folder.iterdir()) == [f"ledger-2024-11-{it}.duckdb" for it in (22, 23, 24)]
    assert made and query(made, "SELECT count(*) FROM milestones").rows == [(1,)]
    backup(path, folder, day(9).date(), 0)
    assert not list(folder.iterdir())


def test_compacting_keeps_every_row_and_view_and_frees_room(path: Path) -> None:
    for number in range(3):
        readings = [(day(number), plain(f"a{it}", *range(1000, 1040))) for it in range(number * 60, number * 60 + 60)]
        store(path, batch(*readings, run=f"run-{number}", at=day(number)))
    with writing(path) as con:
        con.execute("DELETE FROM milestones WHERE document_id NOT IN ('a1', 'a2')")
        con.execute("DELETE FROM documents WHERE id NOT IN ('a1', 'a2')")
    publish(path)
    tables = ("documents", "milestones", "runs", "schema_version", "source_health", "statements")
    before = [query(path, f"FROM {it} ORDER BY ALL").rows for it in tables]
    assert compact(path) > 0
    publish(path)
    assert [query(path, f"FROM {it} ORDER BY ALL").rows for it in tables] == before
    look(path, 5, well("news"), new=("news",))
    publish(path)

"""The commands that keep the warehouse: prices, export, backup, restore, verify."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_base import Day, Stop, Warehouse, read_settings

app = typer.Typer()
Files = StrEnum("Files", ["parquet", "csv", "json"])
_VERDICTS = "SELECT verdict, count(*) AS claims FROM stock_move_checks GROUP BY ALL ORDER BY claims DESC"
_CONTRADICTED = """
SELECT company, venue, session, pct AS claimed, measured, verdict, quote
FROM stock_move_checks WHERE verdict IN ('off', 'wrong direction') ORDER BY verdict DESC, company, session LIMIT 8
"""


@app.command()
def prices(
    files: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Read the CSV files of this folder, and ask nobody.")
    ] = None,
    company: Annotated[list[str] | None, typer.Option(metavar="SLUG", help="Only this carmaker's shares.")] = None,
    since: Day = None,
    warehouse: Warehouse = None,
) -> None:
    """Load closes of the carmakers' shares, benchmark indices and exchange rates; check what was claimed of them."""
    from extractors.registry import registry
    from flows import progress, show
    from flows.prefect_home import call, prefect_api
    from warehouse import query

    given = read_settings()
    target = warehouse.expanduser().absolute() if warehouse else given.warehouse
    if files is not None and not files.is_dir():
        raise Stop(f"There is no folder {files}: give one with CSV files of closes.")
    if unknown := sorted(set(company or ()) - {it.slug for it in registry().companies}):
        raise Stop(f"There is no carmaker {', '.join(unknown)}.")
    with progress.shown(), prefect_api(given.prefect_home, given.prefect_api_url):
        from flows.prices import prices as flow

        report = call(
            flow,
            since=since.date() if since else None,
            company=company or None,
            files=files.absolute() if files else None,
            warehouse=target,
        )
    loaded = report.loaded
    sys.stdout.write(f"{loaded.prices} closes, {loaded.splits} splits and {loaded.rates} exchange rates are new\n\n")
    for title, sql in (
        ("Claimed moves against closes", _VERDICTS),
        ("Moves that the closes contradict", _CONTRADICTED),
    ):
        answer = query(target, sql)
        sys.stdout.write(f"{title}\n{show.as_table(answer.columns, answer.rows)}\n")
    if report.failed:
        raise Stop(f"The run is not complete: {'; '.join(report.failed)}.", 1)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder to make; it must not be there yet.")],
    form: Annotated[
        Files, typer.Option("--format", help="parquet is partitioned: year=2024, venue=HKEX.")
    ] = Files.parquet,
    warehouse: Warehouse = None,
) -> None:
    """Write every table and view of the published warehouse as files for other engines."""
    from warehouse import WarehouseError
    from warehouse.export import export as write

    try:
        counts = write(warehouse or read_settings().warehouse, folder, form.name)
    except WarehouseError as error:
        raise Stop(error, 1) from error
    sys.stdout.write(f"{len(counts)} tables and views, {sum(counts.values())} rows in {folder}\n")


@app.command()
def backup(
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where copies go; by default backups in the data folder.")
    ] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest copies stay.")] = 7,
    warehouse: Warehouse = None,
) -> None:
    """Copy the published warehouse, one copy a day; readers and runs go on."""
    from warehouse import WarehouseError
    from warehouse.upkeep import backup as copy

    given = read_settings()
    try:
        made = copy(warehouse or given.warehouse, folder or given.data / "backups", datetime.now(UTC).date(), keep)
    except (WarehouseError, OSError) as error:
        raise Stop(error, 1) from error
    sys.stdout.write(f"{made}\n")


@app.command()
def restore(
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that `evledger backup` made.")],
    warehouse: Warehouse = None,
) -> None:
    """Go back to a copy: it becomes the warehouse and is published; what was there stays beside it."""
    from warehouse import WarehouseError
    from warehouse.restore import restore as go_back

    given = read_settings()
    target = warehouse or given.warehouse
    try:
        kept = go_back(target, copy, given.lock_seconds)
    except WarehouseError as error:
        raise Stop(error, 1) from error
    sys.stdout.write(f"{target} is {copy} again{f'; what was there is {kept}' if kept else ''}\n")


@app.command()
def verify(warehouse: Warehouse = None) -> None:
    """Read the whole warehouse: every block, every check, every id against the row it names. Code 1 if one is wrong."""
    from warehouse import WarehouseError
    from warehouse.restore import verify as look

    given = read_settings()
    try:
        found = look(warehouse or given.warehouse, given.lock_seconds)
    except WarehouseError as error:
        raise Stop(error, 1) from error
    for it in found:
        sys.stdout.write(f"{it.path} is sound: {sum(it.rows.values())} rows in {len(it.rows)} tables\n")

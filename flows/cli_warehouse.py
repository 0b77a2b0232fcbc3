"""The commands that keep the warehouse: prices, export, backup, restore, verify."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_base import Day, Stop, Warehouse, read_settings

app = typer.Typer()


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

        loaded = call(
            flow,
            since=since.date() if since else None,
            company=company or None,
            files=files.absolute() if files else None,
            warehouse=target,
        )
    sys.stdout.write(f"{loaded.prices} closes, {loaded.splits} splits and {loaded.rates} exchange rates are new\n\n")
    for title, sql in (
        ("Claimed moves against closes", _VERDICTS),
        ("Moves that the closes contradict", _CONTRADICTED),
    ):
        answer = query(target, sql)
        sys.stdout.write(f"{title}\n{show.as_table(answer.columns, answer.rows)}\n")


_VERDICTS = "SELECT verdict, count(*) AS claims FROM stock_move_checks GROUP BY ALL ORDER BY claims DESC"
_CONTRADICTED = """
SELECT company, venue, session, pct AS claimed, measured, verdict, quote
FROM stock_move_checks WHERE verdict IN ('off', 'wrong direction') ORDER BY verdict DESC, company, session LIMIT 8
"""

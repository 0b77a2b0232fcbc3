"""Commands of operation: up, down, status, trigger, upgrade."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_base import Day, Stop, Warehouse, read_settings

app = typer.Typer()
UNITS = {"m": 60, "h": 3600, "d": 86_400}


@app.command()
def up(
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay, and end all with this process: for systemd and containers.")
    ] = False,
) -> None:
    """Start Prefect's server, a worker and all deployments on this machine, and keep them alive."""
    from flows import operation, progress
    from flows.supervisor import StartFailed

    settings = read_settings()

    def ready() -> None:
        say = sys.stdout.write
        say(f"Prefect's pages are at {settings.ui_url}; all is kept in {settings.data}.\n")
        say("`evledger trigger daily` starts a run, `evledger status` tells how it goes, `evledger down` ends all.\n")
        sys.stdout.flush()

    try:
        if foreground:
            with progress.shown():
                operation.up_here(settings, ready)
        else:
            operation.up(settings)
            ready()
    except BlockingIOError as error:
        raise Stop(f"It is up already, at {settings.ui_url}.", 1) from error
    except StartFailed as error:
        raise Stop(error, 1) from error


@app.command()
def down() -> None:
    """End what `evledger up` started; a run in the middle is taken up again by the next `up`."""
    from flows import operation
    from flows.supervisor import StartFailed

    try:
        was_up = operation.down(read_settings())
    except StartFailed as error:
        raise Stop(error, 1) from error
    sys.stdout.write("Server and workers are down.\n" if was_up else "Nothing was up.\n")


@app.command()
def trigger(
    deployment: Annotated[
        str, typer.Argument(metavar="NAME", help="daily, announcements, prices, health or maintenance.")
    ],
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Read this source.")] = None,
    since: Day = None,
    watch: Annotated[bool, typer.Option("--watch", help="Wait for its end and tell how it went.")] = False,
) -> None:
    """Start a run on the server of `evledger up`, with the parameters its page there shows."""
    from flows import operation

    settings = read_settings()
    url = settings.prefect_api_url or settings.api_url
    given = {"source": source or None, "since": since and since.date().isoformat()}
    try:
        run = operation.trigger(url, deployment, {name: value for name, value in given.items() if value})
    except operation.NotUp as error:
        raise Stop(error, 1) from error
    except KeyError as error:
        raise Stop(f"There is no deployment {deployment} at {url}: `evledger status` lists those there are.") from error
    except ValueError as error:
        raise Stop(error) from error
    sys.stdout.write(f"{url.removesuffix('/api')}/runs/flow-run/{run}\n")
    if not watch:
        return
    name = ""
    for name, message in operation.watch(url, run):
        sys.stdout.write(f"{name}{f': {message}' if message else ''}\n")
        sys.stdout.flush()
    if name != "Completed":
        raise Stop(f"The run ended as {name}.", 1)


@app.command()
def status(
    warehouse: Warehouse = None,
    max_age: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only see whether a daily run succeeded within 26h, 2d …; code 1 if not."),
    ] = None,
) -> None:
    """The server, the last runs, the sources and how fresh they are, and open problems. Needs no server."""
    from flows import operation, show
    from warehouse import WarehouseError
    from warehouse import status as ask

    settings = read_settings()
    path = warehouse or settings.warehouse
    if max_age is not None:
        _fresh(path, _seconds(max_age))
        return
    lines = operation.state(settings)
    if lines:
        sys.stdout.write(f"Operation\n{show.as_table(('what', 'state'), lines)}\n")
    try:
        found = ask(path)
    except WarehouseError as error:
        if lines:
            sys.stdout.write("No run has published yet.\n")
            return
        raise Stop(error) from error
    for title in ("runs", "sources", "freshness", "problems"):
        part = getattr(found, title)
        sys.stdout.write(f"{title.capitalize()}\n{show.as_table(part.columns, part.rows)}\n")


@app.command()
def upgrade() -> None:
    """After a new version was installed: back the warehouse up, migrate and publish it, start anew what was up."""
    from flows import operation
    from warehouse import WarehouseError, publish
    from warehouse.upkeep import backup

    settings = read_settings()
    was_up = operation.down(settings)
    try:
        if settings.warehouse.exists():
            copy = backup(settings.warehouse, settings.data / "backups", datetime.now(UTC).date(), settings.backups)
            publish(settings.warehouse, settings.lock_seconds)
            kept = f"; a copy from before is {copy}" if copy else ""
            sys.stdout.write(f"{settings.warehouse} is of this version{kept}.\n")
    except (WarehouseError, OSError) as error:
        raise Stop(error, 1) from error
    if was_up:
        up(foreground=False)


def _fresh(path: Path, age: timedelta) -> None:
    from warehouse import WarehouseError, last_success

    try:
        last = last_success(path)
    except WarehouseError as error:
        raise Stop(error, 1) from error
    if last is None:
        raise Stop("No daily run has ever succeeded.", 1)
    old = datetime.now(UTC).replace(tzinfo=None) - last
    hours = old.total_seconds() / 3600
    when = f"The last daily run that succeeded ended at {last:%Y-%m-%d %H:%M} UTC, {hours:.1f} h ago"
    if old > age:
        raise Stop(f"{when}.", 1)
    sys.stdout.write(f"{when}.\n")


def _seconds(text: str) -> timedelta:
    number, unit = text[:-1], text[-1:]
    if unit not in UNITS or not number.isdecimal():
        raise Stop(f"{text} is no time: write 90m, 26h or 2d.")
    return timedelta(seconds=int(number) * UNITS[unit])

"""Commands of the catalogue: `sources` lists it, `sources show` tells all of one, `sources check` asks the web."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_base import Stop, read_catalogue, read_settings

if TYPE_CHECKING:
    from extractors.sources import Source

app = typer.Typer()


@app.callback(invoke_without_command=True)
def sources(context: typer.Context) -> None:
    """The catalogue of sources: what each is, and whether it is switched on."""
    if context.invoked_subcommand is not None:
        return
    from flows import show

    columns = ("name", "language", "channel", "url", "sureness", "enabled", "reason")
    rows = [[getattr(it, name) for name in columns] for it in read_catalogue().values()]
    sys.stdout.write(show.as_table(columns, rows))


@app.command("show")
def show_source(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """All that the catalogue says of one source: its fields, where its address was seen, how its pages are read."""
    from flows import catalogue, show

    (source,) = _chosen([name])
    sys.stdout.write(show.as_table(("field", "value"), catalogue.described(source, read_settings().sources)))


@app.command("check")
def check_sources(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="By default every source that is switched on.")
    ] = None,
) -> None:
    """Is a source alive: robots.txt, its list, its newest page, and whether that page is read whole?

    A source that is switched off is checked where it is named. Ends with 1 where one of them is not alive.
    """
    from flows import catalogue, progress, show

    chosen = _chosen(names) if names else [it for it in read_catalogue().values() if it.enabled]
    with progress.shown():
        found = catalogue.checked(chosen, read_settings())
    sys.stdout.write(show.as_table(catalogue.COLUMNS, [catalogue.row(it) for it in found]))
    if dead := [it.check.source.name for it in found if not it.alive]:
        raise Stop(f"{len(dead)} of {len(found)} sources are not alive: {', '.join(dead)}.", 1)


def _chosen(names: list[str]) -> list["Source"]:
    known = read_catalogue()
    if unknown := sorted(set(names) - known.keys()):
        raise Stop(f"There is no source {', '.join(unknown)}: `evledger sources` lists the {len(known)} there are.")
    return [known[name] for name in dict.fromkeys(names)]

"""What the modules of the command share: its way to end, its options, its settings and sources."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractors.sources import Source
    from flows.settings import Settings

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")]
Warehouse = Annotated[
    Path | None, typer.Option(metavar="PATH", help="The published file; by default evledger.duckdb in the data folder.")
]


class Stop(Exception):
    """Ends the command with one sentence that says what to do; `code` is 1 (failed) or 2 (wrong use)."""

    def __init__(self, message: object, code: int = 2) -> None:
        super().__init__(str(message))
        self.code = code


def read_settings() -> "Settings":
    """The settings; raises Stop where one is not right."""
    from pydantic import ValidationError

    from flows.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "_".join(("EVLEDGER", *(str(it) for it in wrong["loc"]))).upper()
        raise Stop(f"{name} is not right: {wrong['msg']}.") from error


def read_catalogue() -> "dict[str, Source]":
    """Every source by name; raises Stop where a file of one is not right."""
    from extractors.sources import SourceError, sources

    try:
        return sources(read_settings().sources)
    except SourceError as error:
        raise Stop(error) from error

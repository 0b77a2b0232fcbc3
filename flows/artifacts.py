"""What a run shows on its page in Prefect: tables, digest, links."""

from collections.abc import Mapping, Sequence
from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from flows.digest import COLUMNS, Digest, address, as_text, escaped
from flows.show import plain

MOST_LINKS = 20


def publish(told: Digest) -> None:
    """The artifacts of a run: sources, digest, share moves that prices contradict, links to the pages."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in told.sources]
    table("sources", rows, f"Sources of this run: {told.title}.")
    create_markdown_artifact(as_text(told), "digest", "New milestones, with quotes and links.")
    if told.contradictions:
        table("contradicted-share-moves", told.contradictions, "Share moves as told, beside the closes.")
    pages = {it.url: it for it in told.items if it.url.startswith(("http://", "https://"))}
    for url, it in list(pages.items())[:MOST_LINKS]:
        create_link_artifact(
            address(url), escaped(it.title or url), description=escaped(f"{it.company} {it.what} {it.value}")
        )


def table(key: str, rows: Sequence[Mapping[str, Any]], description: str) -> None:
    """A table artifact; text from pages is made printable, days become text."""
    values = [
        {name: value if isinstance(value, int | float | None) else plain(value) for name, value in row.items()}
        for row in rows
    ]
    create_table_artifact(values, key, description)

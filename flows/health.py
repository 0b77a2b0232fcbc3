"""The deployment `health`: is every source still alive, and read completely?"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prefect import flow
from prefect.states import Completed

from extractors.readers.recipe import valid_on
from extractors.sources import sources
from flows import artifacts, pipeline, store, webhook
from flows.catalogue import Checked, checked, utc_now
from flows.digest import slack_message
from flows.news import WITH_PROBLEMS
from flows.progress import speak
from flows.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that is not well: what its runs show, and what a look at it now does."""

    source: str
    state: str
    shown: str
    now: str

    def __str__(self) -> str:
        return f"{self.source} is {self.state}: {self.shown}; now {self.now}"


@flow(name="health", timeout_seconds=3600)
def health(source: list[str] | None = None) -> Any:
    """Compare each source with its own past, and look at those that are not well.

    Args:
        source: Names of the sources to judge; by default every one that was ever read and is switched on.
    """
    speak()
    return judge(Settings(), source)


def judge(settings: Settings, names: list[str] | None = None, now: Callable[[], datetime] = utc_now) -> Any:
    """What health does, inside a flow: gives the Troubles, as the data of a state of its own where there are any."""
    catalogue = sources(settings.sources)
    rows = [
        row
        for row in store.health(settings.warehouse)
        if row["source"] in catalogue and (row["source"] in names if names else catalogue[row["source"]].enabled)
    ]
    ill = [row for row in rows if row["state"] != "well"]
    looks = checked([catalogue[row["source"]] for row in ill], settings, now)
    troubles = [
        Trouble(row["source"], row["state"], _shown(row, settings), _now(look))
        for row, look in zip(ill, looks, strict=True)
    ]
    artifacts.table("source-health", rows, "Each source at its last run, beside its own past.")
    if not troubles:
        return troubles
    message = f"{len(troubles)} of {len(rows)} sources are not well: {'. '.join(map(str, troubles))}"
    log.warning("%s", message)
    webhook.post(slack_message(f"{len(troubles)} of {len(rows)} sources are not well", map(str, troubles)), settings)
    return Completed(name=WITH_PROBLEMS, message=message, data=troubles)


def _shown(row: dict[str, Any], settings: Settings) -> str:
    """What the warehouse says of a source that is not well, in words."""
    match row["state"]:
        case "failing":
            return f"since {row['failing_since']:%Y-%m-%d %H:%M} UTC, {row['message']}"
        case "silent":
            return (
                f"nothing new for {row['silent_days']} days, since {row['newest']}; it never paused for more than"
                f" {row['longest_pause']}"
            )
        case "recipe misfit":
            recipe = valid_on(pipeline.layouts(row["source"], settings.sources), row["last_run"].date())
            begun = f"its recipe from {recipe.start}" if recipe else "its recipe"
            return (
                f"{row['misfits']} of {row['pages']} pages do not fit {begun} in {row['source']}.toml: {row['misfit']}"
            )
        case "unread":
            return f"{row['read_share']:.0%} of its pages are read, {row['usual_read_share']:.0%} is usual"
        case _:
            return f"{row['facts_per_article']:.2f} facts an article, {row['usual_facts_per_article']:.2f} is usual"


def _now(look: Checked) -> str:
    """What a look at its list and newest page gives."""
    if look.problem:
        return f"{look.problem.message} ({look.problem.code})"
    newest = f", the newest of {look.check.newest:%Y-%m-%d}" if look.check.newest else ""
    return f"its list names {look.check.items} pages{newest}; that is {'read' if look.alive else 'not read whole'}"

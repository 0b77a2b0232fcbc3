"""The deployments `daily` and `announcements`: sources → pages → facts → warehouse → published copy."""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow

from extractors.sources import Source
from flows.news import SIDE_BY_SIDE, Order, chosen, read_and_publish
from flows.pipeline import is_announcement
from flows.progress import speak
from flows.settings import Settings

# No run of a day is still of use on the next one.
FLOW_SECONDS = 6 * 3600


@flow(name="daily", task_runner=SIDE_BY_SIDE, timeout_seconds=FLOW_SECONDS)
def daily(
    source: list[str] | None = None,
    since: date | None = None,
    archive: list[Path] | None = None,
    warehouse: Path | None = None,
) -> Any:
    """Read the live sources, or web archives in their place, and publish what they say.

    Args:
        source: Names of the sources to read; by default every one that is switched on.
        since: Only what was published (from an archive: captured) on this day or later.
        archive: WARC files or folders of them to read instead of the live sources.
        warehouse: The published file; by default the one in the settings.
    """
    speak()
    settings = Settings()
    wanted = () if archive else chosen(settings, source, _every)
    return read_and_publish(Order("daily", wanted, since, tuple(archive or ()), warehouse), settings)


@flow(name="announcements", task_runner=SIDE_BY_SIDE, timeout_seconds=FLOW_SECONDS)
def announcements(source: list[str] | None = None, since: date | None = None) -> Any:
    """Read what companies say themselves: newsrooms, EDGAR, HKEX, CNINFO; and publish it.

    Args:
        source: Names of the sources to read; by default every newsroom and authority that is switched on.
        since: Only what was published on this day or later.
    """
    speak()
    settings = Settings()
    return read_and_publish(Order("announcements", chosen(settings, source, is_announcement), since), settings)


def _every(_: Source) -> bool:
    return True

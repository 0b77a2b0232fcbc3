"""The deployment `maintenance`: what keeps the data folder bounded and safe."""

import logging
from datetime import UTC, datetime
from typing import Any

from prefect import flow

from extractors.web.archive import expired
from flows import artifacts
from flows.progress import speak
from flows.settings import Settings
from warehouse.upkeep import backup, compact

log = logging.getLogger(__name__)


@flow(name="maintenance", timeout_seconds=3600)
def maintenance() -> Any:
    """Give up archives beyond their retention, back the warehouse up, compact it."""
    speak()
    return upkeep(Settings(), datetime.now(UTC))


def upkeep(settings: Settings, now: datetime) -> dict[str, object]:
    """What maintenance does, inside a flow; gives what was done, for its table."""
    gone = expired(settings.archive, now.date(), settings.archive_days, settings.archive_bytes)
    for path in gone:
        path.unlink()
    done: dict[str, object] = {"archives given up": len(gone)}
    if settings.warehouse.exists():
        # The backup first: compacting writes the file anew.
        done["backup"] = backup(settings.warehouse, settings.data / "backups", now.date(), settings.backups)
        done["bytes freed"] = compact(settings.warehouse, settings.lock_seconds)
    log.info("%s", ", ".join(f"{name}: {value}" for name, value in done.items()))
    artifacts.table("maintenance", [{"what": name, "result": value} for name, value in done.items()], "What was done.")
    return done

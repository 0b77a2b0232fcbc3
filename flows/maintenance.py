"""The deployment `maintenance`: what keeps the data folder bounded and safe."""

import logging
from datetime import UTC, datetime
from typing import Any

from prefect import flow

from extractors.web.archive import archived, day_of, expired
from flows import artifacts
from flows.progress import speak
from flows.settings import Settings
from warehouse import publish
from warehouse.upkeep import backup, compact, give_up

log = logging.getLogger(__name__)


@flow(name="maintenance", timeout_seconds=3600)
def maintenance() -> Any:
    """Give up archives beyond their retention, back the warehouse up, compact it."""
    speak()
    done = upkeep(Settings(), datetime.now(UTC))
    artifacts.table("maintenance", [{"what": name, "result": value} for name, value in done.items()], "What was done.")
    return done


def upkeep(settings: Settings, now: datetime) -> dict[str, object]:
    """What maintenance does, and what came of it, for its table."""
    gone = expired(settings.archive, now.date(), settings.archive_days, settings.archive_bytes)
    days = {day_of(path) for path in gone} - {day_of(path) for path in archived(settings.archive) if path not in gone}
    if days and settings.warehouse.exists():
        # Said before it is done: a kill in between leaves files too many, not facts that claim a capture.
        give_up(settings.warehouse, sorted(days), now, settings.lock_seconds)
        publish(settings.warehouse, settings.lock_seconds)
    for path in gone:
        path.unlink()
    done: dict[str, object] = {"archives given up": len(gone)}
    if settings.warehouse.exists():
        # The backup first: compacting writes the file anew.
        done["backup"] = backup(settings.warehouse, settings.data / "backups", now.date(), settings.backups)
        done["bytes freed"] = compact(settings.warehouse, settings.lock_seconds)
    log.info("%s", ", ".join(f"{name}: {value}" for name, value in done.items()))
    return done

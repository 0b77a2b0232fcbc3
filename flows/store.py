"""What a run hands to the warehouse: its facts, and the carmakers they are about."""

import logging
from datetime import date
from pathlib import Path

from extractors.registry import launches, registry
from extractors.registry.company import Company, Launch
from extractors.version import extractor_version
from flows.pipeline import Batch
from flows.settings import Settings
from warehouse import LoadBatch, Loaded, Run, WarehouseError
from warehouse import begin as record
from warehouse import publish as swap
from warehouse import store as merge
from warehouse.batch import Row

log = logging.getLogger(__name__)


def refuse_a_lost_folder(settings: Settings, warehouse: Path | None, deployed: bool) -> None:
    """Raise ValueError where a deployed run would write beside itself: its worker's folder is gone after it."""
    if deployed and "data" not in settings.model_fields_set and warehouse is None:
        raise ValueError(
            "Set EVLEDGER_DATA to an absolute path and deploy again: a deployed run has no folder of its own."
        )


def begin(run: Run, warehouse: Path, wait: float) -> None:
    """Record that a run began, so that one that is killed is known."""
    record(warehouse, run, wait)


def load(run: Run, warehouse: Path, found: Batch, wait: float) -> Loaded:
    """Load what was found and the run's row in one transaction; loading it again changes nothing."""
    companies = registry().companies
    batch = LoadBatch(
        run,
        extractor_version(),
        found.extractions,
        found.captured,
        found.problems,
        [company_row(it) for it in companies],
        [row for it in companies for row in listing_rows(it)],
        [launch_row(it) for it in launches()],
    )
    loaded = merge(warehouse, batch, wait)
    log.info("loaded %d new milestones and %d new stock moves", loaded.new_milestones, loaded.new_stock_moves)
    return loaded


def publish(warehouse: Path, wait: float) -> None:
    """Check, and give analysts the new copy."""
    swap(warehouse, wait)
    log.info("published %s", warehouse)


def give_up(run: Run, warehouse: Path, wait: float, why: Exception) -> None:
    """Record that a run failed; where the warehouse itself failed there may be no place to record it in."""
    try:
        record(warehouse, run, wait)
        if not isinstance(why, WarehouseError):
            swap(warehouse, wait)
    except WarehouseError as error:
        log.warning("the failed run could not be recorded: %s", error)


def company_row(company: Company) -> Row:
    """A carmaker as a row of `companies`."""
    return {name: getattr(company, name) for name in ("slug", "name", "legal_name", "parent", "country", "ir_url")}


def launch_row(launch: Launch) -> Row:
    """A launch as a row of `launches`."""
    return {
        name: getattr(launch, name) for name in ("company", "model", "event", "date", "sure", "variant", "source_url")
    }


def listing_rows(company: Company) -> list[Row]:
    """A carmaker's shares as rows of `listings`."""
    return [
        {
            "company": company.slug,
            "venue": it.venue,
            "symbol": it.ticker,
            "isin": it.isin,
            "listed_until": _day(it.until),
        }
        for it in company.listings
    ]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

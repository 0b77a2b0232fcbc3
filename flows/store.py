"""What a run hands to the warehouse: its facts, and the carmakers they are about."""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extractors.registry import launches, registry
from extractors.registry.company import Company, Launch
from extractors.version import extractor_version
from flows.pipeline import Batch
from flows.settings import Settings
from warehouse import LoadBatch, Loaded, Result, Run, WarehouseError, query
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


_NEWS = """
SELECT m.company, m.brand, m.model, m.metric, m.value, m.qualifier, m.status, m.period, d.published, d.source,
    d.publisher, d.title, d.url, m.quote
FROM milestones m
JOIN documents d ON d.id = m.document_id AND d.version = m.document_version
WHERE m.superseded_at IS NULL AND m.id IN (SELECT unnest(CAST(? AS VARCHAR[])))
ORDER BY d.published DESC NULLS LAST, m.value DESC, m.id
"""


def news(warehouse: Path, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Of these milestones those that hold, with their documents, the latest published first."""
    return _rows(query(warehouse, _NEWS, [list(ids)])) if ids else []


_CONTRADICTIONS = """
SELECT company, venue, session, "window", pct AS claimed, measured, verdict, quote, url
FROM stock_move_checks WHERE verdict IN ('off', 'wrong direction') AND session >= ?
ORDER BY session DESC, company, id
"""


def contradictions(warehouse: Path, since: date) -> list[dict[str, Any]]:
    """Share moves of sessions from that day on that the closes do not bear out."""
    return _rows(query(warehouse, _CONTRADICTIONS, [since]))


def failing_since(warehouse: Path) -> dict[str, datetime]:
    """The sources whose last run failed, and when the first of the runs that failed in a row began."""
    found = query(warehouse, "SELECT source, failing_since FROM source_health WHERE failing_since IS NOT NULL")
    return {str(row["source"]): row["failing_since"] for row in _rows(found)}


def health(warehouse: Path) -> list[dict[str, Any]]:
    """Each source at its last run, beside its own past: the view source_health."""
    return _rows(query(warehouse, "FROM source_health"))


def _rows(found: Result) -> list[dict[str, Any]]:
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


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

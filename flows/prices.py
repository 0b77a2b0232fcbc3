"""Closes of the carmakers' shares and of benchmark indices, splits and exchange rates → warehouse → published copy."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from extractors.model import Capture, Problem
from extractors.prices import providers
from extractors.prices.collect import Fetch
from extractors.prices.ecb import Ecb
from extractors.web.archive import Writer
from extractors.web.client import Client
from flows import closes, store
from flows.closes import Quotes
from flows.news import WITH_PROBLEMS, as_is, trigger
from flows.progress import speak
from flows.settings import Settings, secret
from warehouse import PricesLoaded, Run, latest_closes, store_prices

log = logging.getLogger(__name__)

ask = task(name="ask", task_run_name="ask", cache_policy=NO_CACHE)(closes.ask)
rates = task(name="rates", task_run_name="rates", cache_policy=NO_CACHE)(closes.rates)
load = task(name="load", task_run_name="load-prices", cache_policy=NO_CACHE)(store_prices)
publish = task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)(store.publish)


@dataclass(frozen=True, slots=True)
class PricesReport:
    """What a run loaded, and which providers failed with why; empty where none did."""

    loaded: PricesLoaded
    failed: tuple[str, ...] = ()


@flow(name="prices", timeout_seconds=3600)
def prices(
    since: date | None = None,
    company: list[str] | None = None,
    files: Path | None = None,
    warehouse: Path | None = None,
) -> Any:
    """Load what is new of prices and exchange rates, and publish it. Gives a PricesReport.

    Args:
        since: Ask for closes from this day on; by default from a little before the latest one there is.
        company: Ask for the shares of these carmakers (slugs) alone.
        files: A folder of CSV files to read instead of asking anybody; see extractors/prices/files.py.
        warehouse: The published file; by default the one in the settings.
    """
    speak()
    settings = Settings()
    store.refuse_a_lost_folder(settings, warehouse, bool(runtime.deployment.id))
    target, wait, chosen = warehouse or settings.warehouse, settings.lock_seconds, settings.prices
    asked = closes.wanted(chosen, company or ())
    now = datetime.now(UTC)
    run = Run(
        str(runtime.flow_run.id or uuid4()),
        now,
        trigger(),
        {"since": since, "company": company, "files": files},
        flow="prices",
    )
    store.begin(run, target, wait)
    try:
        with ExitStack() as stack:
            writer = stack.enter_context(Writer(settings.archive))
            fetch = ask_the_web(stack.enter_context(Client(settings.fetch, keep=writer.write)))
            key = "" if files else secret(chosen.tiingo_key) or ""
            known = latest_closes(target, wait)
            asking = providers(fetch, files or chosen.files, key, chosen.yahoo and not files)
            if not asking:
                raise ValueError(
                    "Nobody is named to ask for prices: give --files, or set EVLEDGER_PRICES_FILES,"
                    " EVLEDGER_PRICES_TIINGO_KEY or EVLEDGER_PRICES_YAHOO."
                )
            found = ask(as_is(asked), as_is(asking), as_is(known), since, now, as_is(chosen))
            first = since or min([*known.values(), now.date()]) if known else chosen.since
            money: Quotes = rates(as_is(Ecb(fetch)), files, first, now)
        found = Quotes(found.prices, found.splits, money.rates, (*found.problems, *money.problems))
        fared = closes.outcomes(found)
        failed = tuple(f"{it.source}: {it.message}" for it in fared if it.status == "failed")
        run = replace(
            run,
            status="incomplete" if failed else "done",
            finished_at=datetime.now(UTC),
            message="; ".join(failed) or None,
            sources=fared,
        )
        loaded: PricesLoaded = load(target, as_is(closes.batch(run, found, known, now, chosen)), wait)
        log.info("loaded %d closes, %d splits, %d rates", loaded.prices, loaded.splits, loaded.rates)
        publish(target, wait)
    except Exception as error:
        gone = replace(run, status="failed", finished_at=datetime.now(UTC), message=str(error))
        store.give_up(gone, target, wait, error)
        raise
    report = PricesReport(loaded, failed)
    return Completed(name=WITH_PROBLEMS, message=run.message, data=report) if failed else report


def ask_the_web(client: Client) -> Fetch:
    """How providers fetch: politely, each answer kept in the archive as no page."""

    def fetch(url: str, headers: Mapping[str, str]) -> Capture | Problem:
        return client.get(url, "prices", "price", headers=headers)

    return fetch

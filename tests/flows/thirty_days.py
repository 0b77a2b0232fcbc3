"""Thirty days of runs on a replica that changes: thirty_days.py DATA SOURCES prints what happened as JSON.

A process of its own, because the settings and Prefect's API are its environment.
"""

import json
import os
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import replica
from small_archive import page
from thirty_days_plan import CORRECTION, DAYS, LAST_OF_SILENT, OUTAGE, RELAUNCH

FIRST = date(2026, 3, 1)
NAMES = ("steady", "relaunched", "away", "corrected", "silenced", "weekly")
OLD = """<article class="old"><h1>{title}</h1><time datetime="{day}">{day}</time>
<div class="body"><p>{text}</p></div></article>"""
NEW = '<main><h1>{title}</h1><time datetime="{day}">{day}</time><section class="text"><p>{text}</p></section></main>'
RECIPE = """
[[recipe]]
from = {start}
container = "{container}"
title = "h1"
published = "time"
body = "{body}"
"""
FILLER = " The company gave no outlook for the months to come, and dealers spoke of long queues in the larger cities."


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


class World:
    """What each site serves on the day that `today` is set to."""

    def __init__(self, sites: replica.Replica) -> None:
        self.today = 0
        self.sites = sites
        for number, name in enumerate(NAMES):
            sites.sites[number] = self.answers(number, name)

    def stories(self, name: str) -> list[int]:
        """The days on which this site wrote, up to today, the newest first and no more than a feed holds."""
        until = min(self.today, LAST_OF_SILENT) if name == "silenced" else self.today
        return [it for it in range(until, -1, -1) if name != "weekly" or it % 7 == 0][:8]

    def answers(self, number: int, name: str) -> replica.Answer:
        address = self.sites.address(number)

        def answer(path: str) -> replica.Reply:
            if name == "away" and self.today == OUTAGE:
                return replica.Reply(500)
            if path == "/feed":
                items = [
                    (f"{address}/story-{it}", f"{name} {it}", datetime.combine(day(it), time(5), UTC))
                    for it in self.stories(name)
                ]
                return replica.feed(items)
            if not path.startswith("/story-"):
                return replica.GONE
            return replica.Reply(200, self.story(number, name, int(path.removeprefix("/story-"))))

        return answer

    def story(self, number: int, name: str, written: int) -> bytes:
        value = 10_000 + 1_000 * number + 7 * written
        if name == "corrected" and written == CORRECTION - 1 and self.today >= CORRECTION:
            value += 500
        text = f"Tesla delivered {value:,} vehicles in January 2026, the company said.{FILLER}"
        if name != "relaunched":
            return page(f"{name} {written}", text, str(day(written)))
        layout = NEW if self.today >= RELAUNCH else OLD
        shown = layout.format(title=f"{name} {written}", day=day(written), text=text)
        return f"<!doctype html><html lang='en'><head><title>{name}</title></head><body>{shown}</body></html>".encode()


def main(data: Path, folder: Path) -> None:
    """Run all days, then one run over all that was archived."""
    from flows.prefect_home import call, prefect_api
    from flows.settings import Settings

    with replica.replica(len(NAMES)) as sites:
        folder.mkdir()
        replica.switch_off_packaged(folder)
        first = RECIPE.format(start="2026-01-01", container="article.old", body="div.body")
        for number, name in enumerate(NAMES):
            more = first if name == "relaunched" else ""
            replica.write_source(folder, name, f"{sites.address(number)}/feed", more=more)
        os.environ |= replica.settings(folder, EVLEDGER_DATA=str(data), EVLEDGER_RETRIES="0")
        settings, world = Settings(), World(sites)
        told: list[dict[str, object]] = []
        with prefect_api(settings.prefect_home):
            from prefect import flow

            from flows.health import judge
            from flows.news import SIDE_BY_SIDE, Order, chosen, read_and_publish
            from flows.pipeline import layouts

            @flow(task_runner=SIDE_BY_SIDE)
            def run(order: Order, moment: datetime) -> object:
                return read_and_publish(order, settings, lambda: moment)

            @flow
            def health(moment: datetime) -> object:
                return judge(settings, None, lambda: moment)

            for number in range(DAYS):
                world.today = number
                moment = datetime.combine(day(number), time(6, 30), UTC)
                report = call(run, order=Order("daily", chosen(settings, None, lambda _: True)), moment=moment)
                troubles = call(health, moment=moment + timedelta(hours=2))
                told.append({"failed": report.failed, "health": {it.source: str(it) for it in troubles}})
                if any(it.source == "relaunched" for it in troubles):
                    # What a reader of the report does: a recipe for the new layout, the old one stays.
                    second = RECIPE.format(start=day(number), container="main", body="section.text")
                    replica.write_source(folder, "relaunched", f"{sites.address(1)}/feed", more=first + second)
                    layouts.cache_clear()
            whole = Order("daily", archive=(settings.archive,), warehouse=data / "whole.duckdb")
            call(run, order=whole, moment=datetime.combine(day(DAYS), time(6, 30), UTC))
    print(json.dumps(told))


main(Path(sys.argv[1]), Path(sys.argv[2]))

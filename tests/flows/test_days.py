"""Runs over many sources on a bad day, and over many days."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import replica
import thirty_days_plan as plan
from small_archive import EVLEDGER, environment, rows, story

from extractors.sources import load
from extractors.sources.collect import Plan
from extractors.web.client import Client, Limits
from flows.pipeline import fetch_source

pytestmark = pytest.mark.timeout(1500)

GOOD, BAD = 180, 20
NEVER = threading.Event()


def test_a_source_that_hangs_is_cut_off_at_its_bound(tmp_path: Path) -> None:
    with replica.replica(1) as sites:
        address = sites.address(0)
        usual = replica.site(address, {f"/{it}": story(it) for it in range(30)})

        def slow(path: str) -> replica.Reply:
            reply = usual(path)
            hold = NEVER if path not in {"/feed", "/robots.txt", "/0"} else None
            return replica.Reply(reply.status, reply.body, reply.kind, hold=hold)

        sites.sites[0] = slow
        replica.write_source(tmp_path / "own", "hangs", f"{address}/feed")
        source = load(tmp_path / "own" / "hangs.toml")
        limits = Limits(allow_private=True, ask_rights=False, pace=0, attempts=1, read_seconds=0.2, failures=100)
        with Client(limits) as client:
            found = fetch_source(source, client, Plan(datetime.now(UTC)), 1.0, time.monotonic)
    assert [capture.url for capture, _ in found.pages] == [f"{address}/0"], "what came is kept"
    codes = [it.code for it in found.problems]
    assert codes[-1] == "source_timeout" and set(codes[:-1]) == {"slow_header"}
    assert len(codes) < 29


def ways(sites: replica.Replica, number: int) -> tuple[str, replica.Answer]:
    """The number-th of ten ways to fail, as address and answers of a site."""
    feed = f"{sites.address(number)}/feed"

    def always(reply: replica.Reply) -> replica.Answer:
        return lambda path: reply if path == "/feed" else replica.GONE

    def forbids(path: str) -> replica.Reply:
        return (
            replica.Reply(200, b"User-agent: *\nDisallow: /\n", "text/plain") if path == "/robots.txt" else replica.GONE
        )

    found: list[tuple[str, replica.Answer]] = [
        (feed.replace(f":{sites.port}", ":9"), always(replica.GONE)),
        (feed, always(replica.Reply(200, hold=NEVER))),
        (feed, always(replica.GONE)),
        (feed, always(replica.Reply(500))),
        (feed, always(replica.Reply(403))),
        (feed, always(replica.Reply(200, b"<html><body><h1>Welcome</h1></body></html>"))),
        (feed, always(replica.Reply(200, b"<rss><channel>", promised=5000))),
        (feed, always(replica.Reply(302, headers=(("Location", "/feed"),)))),
        (feed, always(replica.Reply(200, b"no gzip at all", headers=(("Content-Encoding", "gzip"),)))),
        (feed, forbids),
    ]
    return found[number % len(found)]


@pytest.mark.slow
def test_of_two_hundred_sources_twenty_fail_in_ten_ways_and_the_others_are_loaded(tmp_path: Path) -> None:
    folder, data = tmp_path / "own", tmp_path / "data"
    folder.mkdir()
    replica.switch_off_packaged(folder)
    with replica.replica(GOOD + BAD) as sites:
        for number in range(GOOD + BAD):
            address = sites.address(number)
            if number < BAD:
                feed, sites.sites[number] = ways(sites, number)
            else:
                feed = f"{address}/feed"
                sites.sites[number] = replica.site(address, {f"/{it}": story(3 * number + it) for it in range(3)})
            replica.write_source(folder, f"s{number}", feed)
        bounds = {"EVLEDGER_FETCH_READ_SECONDS": "10", "EVLEDGER_FETCH_ATTEMPTS": "1", "EVLEDGER_RETRIES": "1"}
        env = environment(data, **replica.settings(folder, **bounds))
        words = [str(EVLEDGER), "run"]
        done = subprocess.run(words, env=env, cwd="/", capture_output=True, text=True, timeout=1200)
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("\n") > 0 and "Traceback" not in done.stderr
    with duckdb.connect(str(data / "evledger.duckdb"), read_only=True) as con:
        outcomes = con.execute("SELECT source, status, articles FROM run_sources").fetchall()
        codes = con.execute("SELECT source, code, message FROM problems").fetchall()
    assert Counter((status, articles) for _, status, articles in outcomes) == {("done", 3): GOOD, ("failed", 0): BAD}
    assert {source for source, status, _ in outcomes if status == "failed"} == {f"s{it}" for it in range(BAD)}
    assert len({(code, message.split(":")[0]) for _, code, message in codes}) >= 8
    documents, milestones, *_ = rows(data / "evledger.duckdb")
    assert (len(documents), len(milestones)) == (3 * GOOD, 3 * GOOD)


@pytest.mark.slow
def test_thirty_days_end_as_one_run_over_everything(tmp_path: Path) -> None:
    data, script = tmp_path / "data", Path(__file__).with_name("thirty_days.py")
    words = [sys.executable, str(script), str(data), str(tmp_path / "own")]
    done = subprocess.run(words, env=environment(data), capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    by_days, at_once = (rows(data / name)[:3] for name in ("evledger.duckdb", "whole.duckdb"))
    assert by_days == at_once
    documents, milestones, _ = by_days
    assert len({it[0] for it in documents}) == 4 * plan.DAYS + plan.LAST_OF_SILENT + 1 + 5
    assert len(documents) == len({it[0] for it in documents}) + 1, "the correction is a second version"
    assert len(milestones) == len(documents)

    assert {number for number, it in enumerate(told) if it["failed"]} == {plan.OUTAGE}
    assert told[plan.OUTAGE]["failed"][0].startswith("away (since 2026-03-11")
    ill = [set(it["health"]) for it in told]
    assert [number for number, it in enumerate(ill) if "relaunched" in it] == [plan.RELAUNCH]
    report = told[plan.RELAUNCH]["health"]["relaunched"]
    assert "relaunched is recipe misfit" in report and "its recipe from 2026-01-01 in relaunched.toml" in report
    assert "article.old" in report
    assert [number for number, it in enumerate(ill) if "away" in it] == [plan.OUTAGE]
    silent = [number for number, it in enumerate(ill) if "silenced" in it]
    assert silent[0] == plan.LAST_OF_SILENT + 3 and silent == list(range(silent[0], plan.DAYS))
    assert not any({"steady", "corrected", "weekly"} & it for it in ill)

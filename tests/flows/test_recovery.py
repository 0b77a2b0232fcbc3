"""Which runs are marked lost, taken up again, or made one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from replica import Reply, replica

from flows.recovery import Act, FlowRun, again, carry_out, lost, missed, unattended

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
RUN = FlowRun("r", "daily", "daily{}", "RUNNING", "Running", "s1", NOW - HOUR, NOW - HOUR, True, 1)


def test_a_run_without_a_process_is_lost_at_the_second_look() -> None:
    assert unattended(RUN, (), NOW) and not unattended(RUN, {"r"}, NOW)
    assert not lost([RUN], (), (), NOW)
    (act,) = lost([RUN], (), {"s1"}, NOW)
    assert (act.state, act.name) == ("CRASHED", "Crashed")
    assert not lost([RUN], {"r"}, {"s1"}, NOW)
    (act,) = lost([replace(RUN, state="CANCELLING")], (), {"s1"}, NOW)
    assert act.state == "CANCELLED"


def test_a_run_that_is_just_being_started_is_given_time() -> None:
    fresh = replace(RUN, state="PENDING", since=NOW - timedelta(seconds=20))
    assert not unattended(fresh, (), NOW)
    assert unattended(replace(fresh, since=NOW - 2 * HOUR), (), NOW)
    assert not unattended(replace(RUN, state="COMPLETED"), (), NOW)


def test_a_crashed_run_is_taken_up_again_a_bounded_number_of_times() -> None:
    crashed = replace(RUN, state="CRASHED")
    (act,) = again([crashed], {}, 3, NOW)
    assert (act.run, act.state, act.name) == (crashed, "SCHEDULED", "AwaitingRetry")
    assert not again([replace(crashed, times=3)], {}, 3, NOW)
    assert not again([replace(crashed, times=0)], {"r": 3}, 3, NOW), "it crashed each time before it began"
    assert not again([replace(crashed, since=NOW - timedelta(days=2))], {}, 3, NOW)
    assert not again([replace(crashed, since=NOW - timedelta(seconds=5))], {}, 3, NOW), "the worker tells of it twice"


def test_a_crash_that_a_later_run_of_the_same_work_made_good_stays() -> None:
    crashed = replace(RUN, state="CRASHED")
    later = replace(RUN, id="l", state="COMPLETED", due=NOW)
    assert not again([crashed, later], {}, 3, NOW)
    assert again([crashed, replace(later, work="daily{source}")], {}, 3, NOW), "that read something else"
    assert again([crashed, replace(later, state="CANCELLED")], {}, 3, NOW)


def test_of_many_missed_runs_the_newest_of_each_deployment_stays() -> None:
    def due(name: str, hours: int, **more: object) -> FlowRun:
        return replace(
            RUN, id=f"{name}-{hours}", deployment=name, state="SCHEDULED", due=NOW + hours * HOUR, times=0, **more
        )

    runs = [due("daily", it) for it in (-72, -48, -24, 24)] + [due("health", -24), due("daily", -30, scheduled=False)]
    acts = missed(runs, NOW)
    assert {it.run.id for it in acts} == {"daily--72", "daily--48"}
    assert {(it.state, it.name) for it in acts} == {("CANCELLED", "Missed")}
    assert "2026-11-23 08:00" in acts[0].why


def test_a_run_that_was_deleted_meanwhile_holds_up_no_other_and_a_busy_server_is_told_of() -> None:
    with replica(1) as server, httpx.Client(base_url=f"{server.address(0)}/", trust_env=False) as api:
        server.sites[0] = lambda path: Reply({"gone": 404, "busy": 503}.get(path.split("/")[2], 201))
        for name in ("gone", "r"):
            carry_out(api, Act(replace(RUN, id=name), "CANCELLED", "Missed", "late"), NOW)
        with pytest.raises(httpx.HTTPStatusError):
            carry_out(api, Act(replace(RUN, id="busy"), "CANCELLED", "Missed", "late"), NOW)
    assert server.asked == [f"0/flow_runs/{name}/set_state" for name in ("gone", "r", "busy")]

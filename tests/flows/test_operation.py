"""`evledger up` with a real server, worker and deployed flows: a schedule, a kill in the middle, a trigger."""

from pathlib import Path

import pytest
from operated import held, operated
from small_archive import rows

pytestmark = pytest.mark.timeout(600)


def test_a_scheduled_run_that_is_killed_is_taken_up_again_and_a_trigger_runs(tmp_path: Path) -> None:
    with operated(tmp_path) as here:
        assert here.url in here.command("status").stdout
        with held(here) as in_the_middle:
            with here.scheduled("daily"):
                in_the_middle()
            (run,) = here.runs("RUNNING")
            assert "auto-scheduled" in run["tags"]
            here.kill("flow")
        here.ended(run["id"])
        states = here.states(run["id"])
        assert states.index("Crashed") < states.index("AwaitingRetry") < states.index("Completed")
        documents, milestones, _, problems = rows(here.data / "evledger.duckdb")
        assert (len(documents), len(milestones), problems) == (16, 16, [])

        done = here.command("trigger", "daily", "--source", "alive", "--since", "2026-01-01", "--watch")
        assert done.stdout.splitlines()[-1] == "Completed"
        run_id = done.stdout.split()[0].rsplit("/", 1)[1]
        assert here.run(run_id)["parameters"] == {"source": ["alive"], "since": "2026-01-01"}
        (table,) = here.artifacts(run_id)["sources"]
        assert [(row["source"], row["status"], row["pages"], row["articles"]) for row in table] == [
            ("alive", "done", 8, 8)
        ]
        assert "succeeded" in here.command("status", "--max-age", "26h").stdout
        assert here.command("trigger", "nothing", code=2).stderr.startswith("evledger: There is no deployment")
        assert here.command("trigger", "maintenance", "--source", "alive", code=2).stderr.count("\n") == 1

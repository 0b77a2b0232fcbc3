"""The SQL is what DuckDB 1.5 understands as well: this room's tests run on it, and its client reads our files."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from ledger_data import article, batch, count, day, plain

from warehouse import publish, query, store

ROOT = Path(__file__).parents[2]
OLDER = "duckdb==1.5.5"
READ = """
import duckdb, json, sys
with duckdb.connect(sys.argv[1], read_only=True) as con:
    names = json.loads(sys.argv[2])
    rows = {name: con.execute(f"SELECT CAST(v AS VARCHAR) FROM {name} v ORDER BY ALL").fetchall() for name in names}
    print(json.dumps([duckdb.__version__, rows]))
"""


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `import duckdb` gives the older one; skipped where it is not to be had."""
    folder = tmp_path_factory.mktemp("older")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), OLDER]
    if subprocess.run(install, check=False).returncode:
        pytest.skip(f"{OLDER} could not be installed")
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_this_room_s_tests_pass_on_the_older_one(older: dict[str, str]) -> None:
    tests = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "tests/warehouse"]
    done = subprocess.run(tests, cwd=ROOT, env=older, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_an_older_client_sees_the_same_rows(path: Path, older: dict[str, str]) -> None:
    month = article("c", "5 and 7", count(5, "5 and 7", period="2024-03", region="China"), published=date(2024, 4, 1))
    store(
        path, batch((day(0), plain("a", 41000)), (day(1), plain("a", 40058)), (day(0), plain("b", 9)), (day(0), month))
    )
    publish(path)
    names = [row[0] for row in query(path, "SELECT view_name FROM duckdb_views() WHERE NOT internal").rows]
    names += ["events", "statement_events", "timeline('xiaomi')", "compare(['xiaomi'], 'production')", "sources_of('')"]
    names += ["around('xiaomi', DATE '2024-11-14', 5)"]
    script = [sys.executable, "-c", READ, str(path), json.dumps(names)]
    version, rows = json.loads(subprocess.run(script, env=older, check=True, stdout=subprocess.PIPE).stdout)
    assert OLDER.endswith(version)
    for name in names:
        ours = query(path, f"SELECT CAST(v AS VARCHAR) FROM {name} v ORDER BY ALL").rows  # noqa: S608
        assert [tuple(row) for row in rows[name]] == ours, name

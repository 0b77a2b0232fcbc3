"""Files of every earlier layout, with data in them, come to the newest one."""

import sys
from pathlib import Path
from typing import Any

import pytest
from ledger_data import batch, day, plain, rows

from warehouse import check, connect_writer, migrate, publish, query, schema_version, store
from warehouse.migrate import scripts

LAYOUTS = [int(name[:4]) for name, _ in scripts("migrations")]


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(range(1, len(LAYOUTS) + 1)) == LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_of_an_earlier_layout_keeps_its_rows(path: Path, layout: int) -> None:
    newest = path.with_name("newest.duckdb")
    store(newest, batch((day(0), plain("a", 1, 2))))
    publish(newest)
    name = str(newest).replace("'", "''")
    with connect_writer(path) as con:
        for number, (step, sql) in enumerate(scripts("migrations")[:layout], 1):
            con.execute(sql)
            con.execute("INSERT INTO schema_version VALUES (?, ?)", [number, step[5:]])
        con.execute(f"ATTACH '{name}' AS newest (READ_ONLY)")
        for table in ("companies", "listings", "documents", "milestones", "runs"):
            old = ", ".join(f'"{row[0]}"' for row in con.execute(f"DESCRIBE {table}").fetchall())
            con.execute(f"INSERT INTO {table} BY NAME SELECT {old} FROM newest.{table}")  # noqa: S608
        con.execute("DETACH newest")
        assert migrate(con) == schema_version(con) == LAYOUTS[-1]
        assert not check(con)
    again = store(path, batch((day(0), plain("a", 1, 2)), run="run-2", at=day(1)))
    assert (again.new_documents, again.new_milestones) == (0, 0)
    publish(path)
    assert rows(path) == rows(newest)


def test_views_follow_the_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(path)

    def changed(folder: str) -> Any:
        view = "CREATE OR REPLACE VIEW extra AS SELECT 7 AS seven"
        return (*scripts(folder), ("99_extra", view)) if folder == "views" else scripts(folder)

    module = sys.modules["warehouse.migrate"]
    for given, extra in ((changed, 1), (scripts, 0)):
        monkeypatch.setattr(module, "scripts", given)
        publish(path)
        assert query(path, "SELECT count(*) FROM duckdb_views() WHERE view_name = 'extra'").rows == [(extra,)]

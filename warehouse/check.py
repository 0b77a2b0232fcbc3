"""What must hold of the tables: one SQL file a rule, which gives the rows that break it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from warehouse.connect import WarehouseError
from warehouse.scripts import scripts

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A broken rule: its file's name, what it demands, how many rows break it, the first of them."""

    name: str
    rule: str
    count: int
    rows: tuple[tuple[object, ...], ...]

    def __str__(self) -> str:
        first = "; ".join(", ".join(map(str, row)) for row in self.rows)
        return f"{self.name} ({self.rule}) is broken by {self.count} rows: {first}"


class CheckFailed(WarehouseError):
    """Rows break a check; nothing of them was loaded or published."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("a check failed, the published copy is as it was: " + " | ".join(map(str, failures)))
        self.failures = tuple(failures)


def check(con: duckdb.DuckDBPyConnection, only: Collection[str] = ()) -> list[Failure]:
    """Run every check on an open file, or `only` those named; an empty list is a sound warehouse."""
    failures = []
    for name, sql in scripts("checks"):
        if only and name not in only:
            continue
        result = con.execute(sql)
        rows = result.fetchmany(SHOWN)
        if rows:
            count = len(rows) + len(result.fetchall())
            failures.append(Failure(name, sql.partition("\n")[0].removeprefix("--").strip(), count, tuple(rows)))
    return failures

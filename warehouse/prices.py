"""Closes, splits, exchange rates and sessions into the writer's file: bulk, in one short transaction, the same however
often. A close that a provider gives otherwise than before takes the earlier one's place; what is the same stays.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from extractors.model import FxRate, Price, Problem, Session, Split
from warehouse.batch import TIME, Row
from warehouse.check import CheckFailed, check
from warehouse.connect import WAIT, utc
from warehouse.derive import checked
from warehouse.load import add_problems
from warehouse.publish import writing
from warehouse.runs import Loaded, Run, record
from warehouse.scripts import scripts

_SHARES = pa.schema(
    [(name, pa.string()) for name in ("venue", "symbol", "company", "currency")] + [("place", pa.int32())]
)
_TYPES: dict[str, pa.DataType] = {
    "date": pa.date32(),
    "close": pa.float64(),
    "adjusted_close": pa.float64(),
    "volume": pa.int64(),
    "ratio": pa.float64(),
    "rate": pa.float64(),
    "opens_at": TIME,
    "closes_at": TIME,
}
_KEYS = {"prices": ("venue", "symbol"), "splits": ("venue", "symbol"), "fx": ("base", "currency")}


@dataclass(frozen=True, slots=True)
class PriceBatch:
    """What one run learnt of prices.

    `sessions` hold every session of a venue that is named in them. `shares` are mappings keyed by the columns of that
    table, and replace it as a whole where any are given.
    """

    run: Run
    prices: Sequence[Price] = ()
    splits: Sequence[Split] = ()
    rates: Sequence[FxRate] = ()
    sessions: Sequence[Session] = ()
    shares: Sequence[Row] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class PricesLoaded:
    """Rows that were not there before, or not so."""

    prices: int
    splits: int
    rates: int


def store_prices(path: Path, batch: PriceBatch, wait: float = WAIT) -> PricesLoaded:
    """Load a batch into the writer's file of the warehouse at `path`; analysts see it after `publish`."""
    with writing(path, wait) as con:
        return load_prices(con, batch)


def load_prices(con: duckdb.DuckDBPyConnection, batch: PriceBatch) -> PricesLoaded:
    """Load a batch and the run's row, all or nothing; loading it again changes nothing but that row.

    Raises CheckFailed, with everything as it was, where the rows would break one of the checks.
    """
    staged = {
        "prices": _table(Price, batch.prices),
        "splits": _table(Split, batch.splits),
        "fx": _table(FxRate, batch.rates),
        "sessions": _table(Session, batch.sessions),
        "shares": pa.Table.from_pylist([dict(row) for row in batch.shares], _SHARES),
    }
    now = utc(batch.run.started_at)
    con.execute("BEGIN")
    try:
        for name, table in staged.items():
            con.register(f"staged_{name}", table)
        try:
            changed = {name: _replace(con, name, now) for name in _KEYS}
            _sessions(con)
            if batch.shares:
                con.execute("DELETE FROM shares")
                con.execute("INSERT INTO shares BY NAME SELECT DISTINCT * FROM staged_shares")
        finally:
            for name in staged:
                con.unregister(f"staged_{name}")
        for _, sql in scripts("closes"):
            con.execute(sql)
        checked(con)
        problems = add_problems(con, batch.problems, batch.run.run_id, now)
        record(con, batch.run, Loaded(problems=problems))
        if failures := check(con, only=("prices",)):
            raise CheckFailed(failures)
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
    return PricesLoaded(changed["prices"], changed["splits"], changed["fx"])


def latest_closes(path: Path, wait: float = WAIT) -> dict[tuple[str, str], date]:
    """(venue, symbol) of every share or index with closes, and the day of its latest one."""
    with writing(path, wait) as con:
        rows = con.execute("SELECT venue, symbol, max(date) FROM prices GROUP BY ALL").fetchall()
    return {(venue, symbol): day for venue, symbol, day in rows}


def _table(kind: type, rows: Sequence[object]) -> pa.Table:
    names = [item.name for item in fields(kind)]
    columns = {}
    for name in names:
        values = [getattr(row, name) for row in rows]
        if _TYPES.get(name) is TIME:
            values = [utc(value) for value in values]
        columns[name] = pa.array(values, _TYPES.get(name, pa.string()))
    return pa.table(columns)


def _replace(con: duckdb.DuckDBPyConnection, table: str, now: datetime) -> int:
    """Put staged rows in the place of those of the same key and day that differ; how many there were."""
    names = [row[0] for row in con.execute(f"DESCRIBE staged_{table}").fetchall()]
    key = " AND ".join(f"t.{name} = s.{name}" for name in (*_KEYS[table], "date"))
    same = " AND ".join(f"t.{name} IS NOT DISTINCT FROM s.{name}" for name in names)
    seen = ", CAST(? AS TIMESTAMP) AS seen_at" if table == "prices" else ""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT * FROM staged_{table} s WHERE NOT EXISTS (FROM {table} t WHERE {same})
        QUALIFY row_number() OVER (PARTITION BY {", ".join((*_KEYS[table], "date"))}) = 1
        """  # noqa: S608
    )
    con.execute(f"DELETE FROM {table} t USING fresh s WHERE {key}")  # noqa: S608
    row = con.execute(
        f"INSERT INTO {table} BY NAME SELECT *{seen} FROM fresh",  # noqa: S608
        [now] if seen else [],
    ).fetchone()
    return int(row[0]) if row else 0


def _sessions(con: duckdb.DuckDBPyConnection) -> None:
    # A calendar is corrected now and then, so what it no longer has goes.
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE counted AS
        SELECT DISTINCT *, CAST(dense_rank() OVER (PARTITION BY venue ORDER BY date) AS INTEGER) AS number
        FROM staged_sessions
        """
    )
    con.execute(
        """
        DELETE FROM sessions t
        USING (FROM sessions EXCEPT SELECT venue, date, number, opens_at, closes_at FROM counted) gone
        WHERE t.venue = gone.venue AND t.date = gone.date AND t.venue IN (SELECT venue FROM counted)
        """
    )
    con.execute(
        """
        INSERT INTO sessions BY NAME
        FROM counted s ANTI JOIN sessions t ON t.venue = s.venue AND t.date = s.date
        """
    )

"""What is worked out of the statements and kept: who speaks, what each may tell of, the events, the checks of moves.

A load works out the keys that it touched, with the same rows as if all were. `everything` is for what changes all of
them: another program, another name of a company.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.scripts import scripts

_SITE = (
    r"regexp_extract(lower(regexp_extract({}, '^[a-z]+://([^/:?#]+)', 1)),"
    r" '[^.]+\.(?:(?:com?|org|net|gov|or)\.)?[a-z]+$')"
)
_VOICES = f"""
CREATE OR REPLACE TEMP TABLE voices AS
FROM sites UNION
SELECT {_SITE.format("ir_url")} AS site, 'company' FROM companies
WHERE ir_url IS NOT NULL AND {_SITE.format("ir_url")} NOT IN (SELECT site FROM sites)
"""  # noqa: S608
VOICE = f"coalesce((SELECT v.voice FROM voices v WHERE v.site = {_SITE.format('url')}), 'press')"  # noqa: S608
_SUBJECT = "coalesce(m.model, CASE WHEN lower(m.brand) <> lower(c.name) THEN m.brand END)"
# The engine's own hash is far faster than a digest; `migrate` works all out anew for another engine.
_EVENT_KEY = f"""hash(
    m.company, m.metric, {_SUBJECT}, m.scope,
    CASE WHEN m.scope <> 'cumulative' THEN m.period_start END,
    CASE WHEN m.scope <> 'cumulative' THEN m.period_end END
)"""
_PLACES = """
CREATE OR REPLACE TEMP TABLE places AS
SELECT rowid AS place, document_id FROM milestones WHERE event_key IN (SELECT event_key FROM touched)
"""
# Columns of `milestones m` that hang on `companies c` as well.
WORKED_OUT = {"subject": _SUBJECT, "event_key": _EVENT_KEY}
_EXTENTS = ("10_said", "20_placed", "30_extents", "40_suspects")
_EVENTS = ("50_doubts", "60_events")


def voices(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `voices` that the expression VOICE looks into."""
    con.execute(_VOICES)


@contextmanager
def narrowed(con: duckdb.DuckDBPyConnection, kept: bool = False, **conditions: str) -> Iterator[None]:
    """Meanwhile the tables named, and the views on them, hold only the rows that their condition picks.

    Rows that are read once are better looked up then, for the columns asked for; `kept` ones are set aside, by two
    looks, the first at the condition's columns alone: ten times faster than one where few rows are picked.
    """
    database = str(con.execute("SELECT current_database()").fetchall()[0][0]).replace('"', '""')
    kind = "TABLE" if kept else "VIEW"
    for table, condition in conditions.items():
        whole = f'"{database}".main.{table}'
        if kept:
            condition = f"rowid IN (SELECT rowid FROM {whole} WHERE {condition})"  # noqa: S608
        con.execute(f"CREATE TEMP {kind} {table} AS SELECT * FROM {whole} WHERE {condition}")  # noqa: S608
    yield
    # Where something failed, the load's rollback takes these away.
    for table in conditions:
        con.execute(f"DROP {kind} temp.{table}")


def touched(con: duckdb.DuckDBPyConnection) -> None:
    """Work out the events of the keys in the temporary table `touched`, and of those whose doubts hang on them.

    Leaves in the temporary table `places` which milestones these are, and whose.
    """
    more = True
    while more:
        con.execute(_PLACES)
        documents = "id IN (SELECT document_id FROM places)"
        with narrowed(con, milestones="rowid IN (SELECT place FROM places)", documents=documents):
            _run(con, _EXTENTS)
        found = con.execute(
            "INSERT INTO touched SELECT DISTINCT event_key FROM suspects WHERE NOT fresh AND beside_fresh"
        ).fetchone()
        more = found is not None and found[0] > 0
    _run(con, _EVENTS)


def everything(con: duckdb.DuckDBPyConnection, columns: bool = True) -> None:
    """Work out all events, in an open transaction, and before them what hangs on names in the rows themselves."""
    if columns:
        voices(con)
        con.execute(f"UPDATE documents SET voice = {VOICE}")  # noqa: S608
        given = ", ".join(f"{name} = {sql}" for name, sql in WORKED_OUT.items())
        con.execute(f"UPDATE milestones m SET {given} FROM companies c WHERE c.slug = m.company")  # noqa: S608
    con.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT event_key FROM milestones")
    con.execute("DELETE FROM statement_events")
    con.execute("DELETE FROM events")
    _run(con, (*_EXTENTS, *_EVENTS))


def checked(con: duckdb.DuckDBPyConnection) -> None:
    """Hold the claimed moves of shares against the closes: all of `stock_moves`, which a load narrows to its own."""
    for _, sql in scripts("moves"):
        con.execute(sql)


def _run(con: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    steps = dict(scripts("events"))
    for name in names:
        con.execute(steps[name])

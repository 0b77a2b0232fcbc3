"""One batch into the writer's file: bulk, in one short transaction, the same rows however often and in whatever order.

A document's versions are its texts, ordered by when each was last captured. The newest one's facts hold; those of the
others are superseded and stay. A text that is known is read again only by another extractor: what it states as before
keeps its row, what it no longer states is superseded, what is new to it is added.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime

import duckdb

from extractors.model import Problem
from warehouse.batch import MILESTONE, STOCK_MOVE, LoadBatch, Tables, problem_table, tables
from warehouse.check import CheckFailed, Failure, check
from warehouse.connect import utc
from warehouse.derive import VOICE, WORKED_OUT, checked, everything, narrowed, touched, voices
from warehouse.runs import Loaded, Run, record

_VERSIONS = """
CREATE OR REPLACE TEMP TABLE versions AS
WITH known AS (
    SELECT * FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE id IN (SELECT id FROM staged_documents))
), alone AS (
    -- Most come once and are new; the rest is slow for many.
    SELECT id FROM staged_documents WHERE id NOT IN (SELECT id FROM known) GROUP BY id HAVING count(*) = 1
), every AS (
    SELECT
        * EXCLUDE (superseded_at, version, voice),
        version AS old_version,
        first_seen AS old_first_seen,
        false AS reread
    FROM known
    UNION ALL BY NAME
    SELECT s.*, NOT EXISTS (
        SELECT 1 FROM known k
        WHERE k.id = s.id AND k.text_sha256 = s.text_sha256 AND k.extractor_version = s.extractor_version
    ) AS reread
    FROM staged_documents s WHERE id NOT IN (SELECT id FROM alone)
), merged AS (
    SELECT * REPLACE (
        min(first_seen) OVER same AS first_seen,
        max(last_seen) OVER same AS last_seen,
        max(old_version) OVER same AS old_version,
        max(old_first_seen) OVER same AS old_first_seen,
        bool_or(reread) OVER same AS reread
    )
    FROM every
    WINDOW same AS (PARTITION BY id, text_sha256)
    -- What a new reading says of the page replaces what the old one said, and else nothing does.
    QUALIFY row_number() OVER (same ORDER BY every.reread DESC, every.old_version NULLS LAST) = 1
)
SELECT
    *,
    CAST(row_number() OVER chain AS INTEGER) AS version,
    CASE
        WHEN lead(first_seen) OVER chain IS NOT NULL THEN greatest(lead(first_seen) OVER chain, last_seen)
    END AS superseded_at
FROM merged
WINDOW chain AS (PARTITION BY id ORDER BY last_seen, first_seen, text_sha256)
UNION ALL BY NAME
SELECT *, NULL AS old_version, NULL AS old_first_seen, true AS reread, 1 AS version, NULL AS superseded_at
FROM staged_documents WHERE id IN (SELECT id FROM alone)
"""

_HELD = """
CREATE OR REPLACE TEMP TABLE held AS
SELECT * FROM {table} WHERE rowid IN (
    SELECT rowid FROM {table} WHERE document_id IN (SELECT id FROM versions WHERE old_version IS NOT NULL)
)
"""

_INCOMING = """
CREATE TEMP {kind} incoming AS
SELECT
    {id} AS id,
    m.* EXCLUDE (text_sha256),
    {worked_out}
    v.version AS document_version,
    v.extractor_version,
    CASE WHEN v.old_version IS NULL THEN v.first_seen ELSE greatest({now}, v.first_seen) END AS first_seen,
    CASE
        WHEN v.superseded_at IS NULL THEN NULL
        WHEN v.old_version IS NULL THEN v.superseded_at
        ELSE greatest({now}, v.superseded_at)
    END AS superseded_at
FROM staged_{table} m
JOIN versions v ON m.document_id = v.id AND m.text_sha256 = v.text_sha256
LEFT JOIN companies c ON c.slug = m.company
WHERE v.reread
"""

_UPDATE = """
UPDATE {table} SET
    document_version = u.version,
    extractor_version = u.extractor_version,
    first_seen = u.first_seen,
    superseded_at = u.superseded_at
FROM (
    SELECT
        id,
        version,
        CASE WHEN stated THEN reader ELSE old_reader END AS extractor_version,
        first_seen,
        CASE
            WHEN NOT stated THEN coalesce(old_end, greatest($now, first_seen))
            WHEN version_end IS NOT NULL THEN greatest(version_end, first_seen)
        END AS superseded_at
    FROM (
        SELECT
            f.id,
            v.version,
            v.extractor_version AS reader,
            f.extractor_version AS old_reader,
            CASE WHEN f.first_seen = v.old_first_seen THEN v.first_seen ELSE f.first_seen END AS first_seen,
            f.superseded_at AS old_end,
            v.superseded_at AS version_end,
            CASE
                WHEN v.reread THEN f.id IN (SELECT id FROM incoming)
                ELSE f.extractor_version = v.extractor_version
            END AS stated
        FROM held f JOIN versions v ON f.document_id = v.id AND f.document_version = v.old_version
    )
) u
WHERE {table}.id = u.id AND (
    {table}.document_version <> u.version
    OR {table}.extractor_version <> u.extractor_version
    OR {table}.first_seen <> u.first_seen
    OR {table}.superseded_at IS DISTINCT FROM u.superseded_at
)
"""

_INSERT = """
INSERT INTO {table} BY NAME
SELECT * FROM incoming WHERE id NOT IN (SELECT id FROM held)
"""

_NEW = "SELECT id FROM incoming WHERE id NOT IN (SELECT id FROM held)"
# More news than this is a backfill, of which nobody is told fact by fact.
TOLD = 10_000


_TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS
SELECT event_key FROM held UNION SELECT event_key FROM incoming
"""

_DOCUMENTS = f"""
INSERT INTO documents BY NAME
SELECT * EXCLUDE (old_version, old_first_seen, reread), {VOICE} AS voice FROM versions
"""  # noqa: S608

_RENAMED = """
SELECT count(*) FROM staged_companies s JOIN companies c ON c.slug = s.slug
WHERE c.name <> s.name OR c.ir_url IS DISTINCT FROM s.ir_url
"""


def fact_id(kind: str, names: Sequence[str]) -> str:
    """SQL for a fact's id: `model.content_id` of the table's name, the document, its text and all the fact's fields."""
    parts = ["document_id", "text_sha256", *names]
    texts = ", ".join(f"coalesce(CAST(m.\"{part}\" AS VARCHAR), '')" for part in parts)
    return f"left(sha256(concat_ws(chr(31), '{kind}', {texts})), 16)"


def load(con: duckdb.DuckDBPyConnection, batch: LoadBatch) -> Loaded:
    """Load a batch and the run's row, all or nothing; loading it again changes nothing.

    Raises CheckFailed, with everything as it was, where the rows would break one of the checks.
    """
    return load_tables(con, tables(batch), batch.run)


def load_tables(con: duckdb.DuckDBPyConnection, staged: Tables, run: Run) -> Loaded:
    """Load a batch that is in Arrow tables already, as `load` does."""
    con.execute("BEGIN")
    try:
        loaded, anew = _merge(con, staged, run.run_id, utc(run.started_at))
        record(con, run, loaded)
        if failures := _finish(con, anew):
            raise CheckFailed(failures)
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
    return loaded


def _merge(con: duckdb.DuckDBPyConnection, staged: Tables, run_id: str, now: datetime) -> tuple[Loaded, bool]:
    """Merge staged tables and work out the events; whether all was worked out anew, which is less work for a big batch.

    `now` is the run's time, naive UTC.
    """
    names = [item.name for item in fields(Tables)]
    for name in names:
        con.register(f"staged_{name}", getattr(staged, name))
    try:
        renamed = _companies(con, staged)
        con.execute(_VERSIONS)
        new_documents = _count(con, "SELECT count(*) FROM versions WHERE old_version IS NULL")
        known = _count(con, "SELECT count(*) FROM documents")
        mostly_new = 2 * _count(con, "SELECT count(*) FROM versions") > known + new_documents
        anew = renamed or mostly_new
        new_stock_moves, _ = _facts(con, "stock_moves", STOCK_MOVE, now)
        new_milestones, milestone_ids = _facts(con, "milestones", MILESTONE, now, WORKED_OUT, touch=not anew)
        voices(con)
        con.execute("DELETE FROM documents WHERE id IN (SELECT id FROM versions WHERE old_version IS NOT NULL)")
        con.execute(_DOCUMENTS)
        problems = _problems(con, run_id, now)
        if anew:
            everything(con, renamed)
        else:
            touched(con)
    finally:
        for name in names:
            con.unregister(f"staged_{name}")
    found = (staged.documents.num_rows, staged.milestones.num_rows, staged.stock_moves.num_rows)
    return Loaded(*found, problems, new_documents, new_milestones, new_stock_moves, milestone_ids), anew


def _facts(
    con: duckdb.DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    now: datetime,
    worked_out: Mapping[str, str] = {},
    touch: bool = False,
) -> tuple[int, tuple[str, ...]]:
    """How many facts are new, and their ids where a person may still want to hear of each."""
    con.execute(_HELD.format(table=table))
    held = _count(con, "SELECT count(*) FROM held") > 0
    # Where all documents are new the rows go straight to their table.
    kind = "TABLE" if held else "VIEW"
    extra = "".join(f"{sql} AS {name}," for name, sql in worked_out.items())
    given = {"table": table, "id": fact_id(table, names), "worked_out": extra, "now": f"TIMESTAMP '{now}'"}
    con.execute(_INCOMING.format(kind=kind, **given))
    if held:
        # The old version numbers still stand in the facts here, so the rows that are there move first.
        con.execute(_UPDATE.format(table=table), {"now": now})
    added = _count(con, _INSERT.format(table=table))
    ids = con.execute(_NEW).fetchall() if added <= TOLD else []
    if touch:
        con.execute(_TOUCHED)
    con.execute(f"DROP {kind} incoming")
    return added, tuple(str(id) for (id,) in ids)


def _companies(con: duckdb.DuckDBPyConnection, staged: Tables) -> bool:
    """Put the register into its tables; whether a name or site is another than before, on which all events hang."""
    renamed = _count(con, _RENAMED) > 0
    con.execute("INSERT OR REPLACE INTO companies BY NAME SELECT * FROM staged_companies")
    for table in ("listings", "launches"):
        if getattr(staged, table).num_rows:
            con.execute(f"DELETE FROM {table}")  # noqa: S608
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staged_{table}")  # noqa: S608
    return renamed


def _finish(con: duckdb.DuckDBPyConnection, anew: bool) -> list[Failure]:
    """Hold moves of shares against closes and run the checks, on all or on the batch and what it touches."""
    batch = "IN (SELECT id FROM versions)"
    keys = "event_key IN (SELECT event_key FROM touched)"
    narrow = {
        "documents": f"id {batch}",
        "milestones": f"rowid IN (SELECT place FROM places WHERE document_id {batch})",  # noqa: S608
        "stock_moves": f"document_id {batch}",
        "statement_events": keys,
        "events": keys,
    }
    with narrowed(con, kept=True, **({} if anew else narrow)):
        checked(con)
        return check(con)


def add_problems(con: duckdb.DuckDBPyConnection, problems: Sequence[Problem], run_id: str, now: datetime) -> int:
    """Problems met by a run, each once with the run that met it last; how many there are."""
    con.register("staged_problems", problem_table(problems))
    try:
        return _problems(con, run_id, now)
    finally:
        con.unregister("staged_problems")


def _problems(con: duckdb.DuckDBPyConnection, run_id: str, now: datetime) -> int:
    same = " AND ".join(f"p.{name} IS NOT DISTINCT FROM s.{name}" for name in ("source", "url", "code", "message"))
    con.execute(f"DELETE FROM problems p USING staged_problems s WHERE {same}")  # noqa: S608
    return _count(
        con,
        "INSERT INTO problems BY NAME SELECT DISTINCT $run AS run_id, *, $now AS seen_at FROM staged_problems",
        {"run": run_id, "now": now},
    )


def _count(con: duckdb.DuckDBPyConnection, sql: str, values: dict[str, object] | None = None) -> int:
    row = con.execute(sql, values or {}).fetchone()
    return int(row[0]) if row else 0

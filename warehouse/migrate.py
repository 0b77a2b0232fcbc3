"""Bring a file to the layout this program knows: numbered SQL, forward only."""

from contextlib import suppress

import duckdb

from extractors.model import content_id
from warehouse import reference
from warehouse.connect import WarehouseError
from warehouse.derive import checked, everything
from warehouse.scripts import scripts


def schema_version(con: duckdb.DuckDBPyConnection) -> int:
    """The layout of an open file; 0 for an empty one. Raises WarehouseError for a database of something else."""
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
    if not tables:
        return 0
    if ("schema_version",) not in tables:
        raise WarehouseError("this database is no warehouse of evledger: name another place, nothing was changed")
    row = con.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return int(row[0]) if row else 0


def migrate(con: duckdb.DuckDBPyConnection) -> int:
    """Bring a file to the newest layout, and its views, macros and what is worked out to this program; all or nothing.

    Gives the layout. Raises WarehouseError for a file that a newer program wrote.
    """
    steps = [(int(name[:4]), name[5:], sql) for name, sql in scripts("migrations")]
    newest = steps[-1][0]
    version = schema_version(con)
    if version > newest:
        raise WarehouseError(
            f"a newer evledger wrote this warehouse (layout {version}, known here: {newest}): update evledger"
        )
    shown = [sql for folder in ("views", "macros") for _, sql in scripts(folder)]
    worked_out = (sql for folder in ("events", "closes", "moves") for _, sql in scripts(folder))
    program = content_id((*shown, *worked_out, *reference.texts(), duckdb.__version__), 64)
    if version == newest and con.execute("FROM schema_version WHERE version = 0 AND name = ?", [program]).fetchone():
        return newest
    con.execute("BEGIN")
    try:
        for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            con.execute(f'DROP VIEW "{name}"')
        for number, name, sql in steps:
            if number > version:
                con.execute(sql)
                con.execute("INSERT INTO schema_version VALUES (?, ?)", [number, name])
        macros = (
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"
        )
        for (name,) in con.execute(macros).fetchall():
            con.execute(f'DROP MACRO TABLE "{name}"')
        for sql in shown:
            con.execute(sql)
        reference.fill(con)
        everything(con)
        for _, sql in scripts("closes"):
            con.execute(sql)
        checked(con)
        con.execute("INSERT OR REPLACE INTO schema_version VALUES (0, ?)", [program])
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
    return newest

"""Bring a file to the layout this program knows: numbered SQL, forward only."""

from contextlib import suppress
from functools import cache
from importlib.resources import files

import duckdb

from extractors.model import content_id
from warehouse.connect import WarehouseError


@cache
def scripts(folder: str) -> tuple[tuple[str, str], ...]:
    """The packaged SQL files of a folder of this room, as (name without .sql, text), in the order of their names."""
    found = (entry for entry in files("warehouse").joinpath(folder).iterdir() if entry.name.endswith(".sql"))
    return tuple(sorted((entry.name.removesuffix(".sql"), entry.read_text("utf-8")) for entry in found))


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
    """Apply the migrations this file has not been through, set changed views and macros anew; all or nothing.

    Gives the layout.
    Raises WarehouseError for a file that a newer program wrote.
    """
    steps = [(int(name[:4]), name[5:], sql) for name, sql in scripts("migrations")]
    newest = steps[-1][0]
    version = schema_version(con)
    if version > newest:
        raise WarehouseError(
            f"a newer evledger wrote this warehouse (layout {version}, known here: {newest}): update evledger"
        )
    derived = [sql for folder in ("views", "macros") for _, sql in scripts(folder)]
    views = content_id(derived, 64)
    if version == newest and con.execute("FROM schema_version WHERE version = 0 AND name = ?", [views]).fetchone():
        return newest
    con.execute("BEGIN")
    try:
        for number, name, sql in steps:
            if number > version:
                con.execute(sql)
                con.execute("INSERT INTO schema_version VALUES (?, ?)", [number, name])
        for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            con.execute(f'DROP VIEW "{name}"')
        macros = (
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"
        )
        for (name,) in con.execute(macros).fetchall():
            con.execute(f'DROP MACRO TABLE "{name}"')
        for sql in derived:
            con.execute(sql)
        con.execute("INSERT OR REPLACE INTO schema_version VALUES (0, ?)", [views])
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        raise
    return newest

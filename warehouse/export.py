"""What is published as files for other engines: a folder, one entry a table and view, partitioned where it is big."""

import shutil
from pathlib import Path

import duckdb

from warehouse.connect import WarehouseError, beside, connect_reader, sync

# The rows of a year, or of a venue, are what others read of these at a time.
PARTITIONS = {"milestones": "year", "stock_moves": "year", "documents": "year", "prices": "venue"}
_YEARS = {
    "milestones": "coalesce(period_end, CAST(first_seen AS DATE))",
    "stock_moves": "coalesce(date, CAST(first_seen AS DATE))",
    "documents": "coalesce(published, CAST(first_seen AS DATE))",
}
_OPTIONS = {"parquet": "FORMAT parquet, COMPRESSION zstd", "csv": "FORMAT csv, HEADER", "json": "FORMAT json"}


def export(path: Path, folder: Path, form: str) -> dict[str, int]:
    """Write every table and view of the published copy at `path` into a new `folder`; rows by name.

    As Parquet, big tables are partitioned in Hive's layout (year=2024); every other table, and each as CSV or JSON
    (an object a line), is one file. Raises WarehouseError, and leaves no half of a folder, where it cannot be written.
    """
    if folder.exists():
        raise WarehouseError(f"{folder} is there already: name a folder that is not")
    fresh = beside(folder, ".new")
    with connect_reader(path) as con:
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            names = con.execute(
                "SELECT table_name FROM duckdb_tables() WHERE NOT internal UNION ALL"
                " SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"
            ).fetchall()
            counts = {name: _write(con, name, fresh, form) for (name,) in names}
            fresh.rename(folder)
            sync(folder.parent)
        except (duckdb.Error, OSError) as error:
            shutil.rmtree(fresh, ignore_errors=True)
            reason = str(error).strip().partition("\n")[0]
            raise WarehouseError(f"{folder} could not be written, nothing is left of it: {reason}") from error
    return counts


def _write(con: duckdb.DuckDBPyConnection, name: str, folder: Path, form: str) -> int:
    partition = PARTITIONS.get(name) if form == "parquet" else None
    source, options = f'FROM "{name}"', _OPTIONS[form]
    if partition:
        # An empty table makes no partition: it is one file, so that its columns are there.
        ((filled,),) = con.execute(f'SELECT count(*) > 0 FROM "{name}"').fetchall()  # noqa: S608
        partition = partition if filled else None
    if partition == "year":
        source = f'SELECT *, year({_YEARS[name]}) AS year FROM "{name}"'  # noqa: S608
    target = folder / (name if partition else f"{name}.{form}")
    options += f", PARTITION_BY ({partition})" if partition else ""
    quoted = str(target).replace("'", "''")
    ((count,),) = con.execute(f"COPY ({source}) TO '{quoted}' ({options})").fetchall()
    return int(count)

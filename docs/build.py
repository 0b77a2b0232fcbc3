"""Writes docs/sql.md: the data dictionary out of the warehouse's own comments, and docs/questions.toml answered.

`python docs/build.py [FILE]` runs the sample with its synthetic prices into a warehouse of its own.
"""

import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from extractors.channels import warc
from extractors.model import Problem
from extractors.prices import providers
from extractors.prices.ecb import Ecb
from flows import closes, store
from flows.pipeline import read_batch
from flows.settings import Prices
from flows.show import as_markdown
from warehouse import Run, query, store_prices

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)
QUESTIONS: list[dict[str, str]] = tomllib.loads((HERE / "questions.toml").read_text("utf-8"))["question"]

HEAD = """# Asking in SQL

Written by `make docs` out of the comments in the warehouse and `docs/questions.toml`; do not edit.

The warehouse is one DuckDB file. Open it read-only. No extension is needed; clients of DuckDB 1.5 and 2.0 read it. A
session keeps the copy it opened: connect again for a newer one.

| from | how |
| --- | --- |
| the shell | `evledger sql "SELECT …"`, or DuckDB's own: `duckdb -readonly data/evledger.duckdb` |
| Python | `duckdb.connect("data/evledger.duckdb", read_only=True)` |
| R | `dbConnect(duckdb::duckdb(), "data/evledger.duckdb", read_only = TRUE)` |
| DBeaver | a DuckDB connection to the file, driver property `duckdb.read_only` = `true` |
| Excel | DuckDB's ODBC driver: `Database=C:\\data\\evledger.duckdb;access_mode=READ_ONLY` |
| other engines | `evledger export out --format parquet` |
"""


def sample(path: Path) -> None:
    """Run the sample archive and its synthetic prices into a published warehouse at `path`."""
    pages = list(warc.pages([SAMPLES / "sample.warc.gz"]))
    found = read_batch(it if isinstance(it, Problem) else (it, None) for it in pages)
    store.load(Run("sample", NOW, status="done", finished_at=NOW, pages=found.pages), path, found, 10)
    load_prices(path)


def load_prices(path: Path) -> None:
    """Load the synthetic prices beside what is in the warehouse at `path`, and publish it."""

    def nobody(url: str, headers: object) -> Problem:
        return Problem(None, url, "no_network", "the sample asks nobody")

    files, settings = SAMPLES / "synthetic-prices", Prices()
    quotes = closes.ask(closes.wanted(settings), providers(nobody, files), {}, None, NOW, settings)
    money = closes.rates(Ecb(nobody), files, settings.since, NOW)
    whole = closes.Quotes(quotes.prices, quotes.splits, money.rates, quotes.problems)
    store_prices(path, closes.batch(Run("prices", NOW, status="done"), whole, (), NOW, settings))
    store.publish(path, 10)


def questions(path: Path) -> list[str]:
    """Each question with its query and its answer in the warehouse at `path`."""
    parts = []
    for number, it in enumerate(QUESTIONS, 1):
        answer = query(path, it["sql"])
        parts.append(
            f"### {number}. {it['ask']}\n\n```sql\n{it['sql']}\n```\n\n{as_markdown(answer.columns, answer.rows)}"
        )
    return parts


def dictionary(path: Path) -> list[str]:
    """Every table, view and macro of the warehouse at `path` with its comment, and every column with its own."""
    entries = query(
        path,
        """
        SELECT 'table' AS kind, table_name AS name, comment FROM duckdb_tables() WHERE NOT internal
        UNION ALL
        SELECT 'view', view_name, comment FROM duckdb_views() WHERE NOT internal
        ORDER BY kind DESC, name
        """,
    ).rows
    columns = query(
        path,
        """
        SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal
        ORDER BY table_name, column_index
        """,
    ).rows
    macros = query(
        path,
        """
        SELECT DISTINCT function_name, comment FROM duckdb_functions()
        WHERE NOT internal AND function_type = 'table_macro' ORDER BY function_name
        """,
    ).rows
    parts = ["### Macros\n\n" + as_markdown(("macro", "what it gives"), macros)]
    for kind, name, comment in sorted(entries, key=lambda row: (row[0] == "table", row[1])):
        own = [row[1:] for row in columns if row[0] == name]
        parts.append(f"### {name} ({kind})\n\n{comment}\n\n{as_markdown(('column', 'type', 'meaning'), own)}")
    return parts


def text(path: Path) -> str:
    """All of docs/sql.md."""
    asked = ["## Twenty questions, answered on the sample", *questions(path)]
    return "\n".join([HEAD, *(f"{it.strip()}\n" for it in (*asked, "## Data dictionary", *dictionary(path)))])


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.duckdb"
        sample(path)
        target.write_text(text(path), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "sql.md")

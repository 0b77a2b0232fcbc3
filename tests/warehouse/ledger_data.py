"""Hand-made articles for the warehouse's tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from extractors.model import Document, Extraction, Milestone, Problem, StockMove
from warehouse import LoadBatch, Run, connect_writer, query, writer_path

START = datetime(2024, 11, 20, 6, 30, tzinfo=UTC)
COMPANIES = [
    {"slug": "xiaomi", "name": "Xiaomi", "legal_name": "Xiaomi Corporation", "country": "CN"},
    {"slug": "nio", "name": "NIO", "country": "CN"},
]
LISTINGS = [{"company": "xiaomi", "venue": "HKEX", "symbol": "1810"}]
FACTS = ("documents", "milestones", "stock_moves", "companies", "listings")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def count(value: int, text: str, **fields: Any) -> Milestone:
    quote = str(value)
    start = text.index(quote)
    given = {"company": "xiaomi", "metric": "production", "qualifier": "exact", "scope": "period", "status": "actual"}
    return Milestone(value=value, quote=quote, quote_start=start, quote_end=start + len(quote), **{**given, **fields})


def move(pct: float, text: str, **fields: Any) -> StockMove:
    quote = str(pct)
    start = text.index(quote)
    return StockMove(
        **{"company": "xiaomi", **fields},
        direction="up",
        quote=quote,
        quote_start=start,
        quote_end=start + len(quote),
        pct=pct,
    )


def article(name: str, text: str, *facts: Milestone | StockMove, **fields: Any) -> Extraction:
    given = {"url": f"https://{name}.example/", "source": "feed", "publisher": "paper", "lang": "en", "title": name}
    return Extraction(
        Document(**{"id": name, "text": text, "published": date(2024, 11, 14), **given, **fields}),
        tuple(fact for fact in facts if isinstance(fact, Milestone)),
        tuple(fact for fact in facts if isinstance(fact, StockMove)),
    )


def plain(name: str, *values: int, **fields: Any) -> Extraction:
    """An article whose text is the values it states, all of October 2024."""
    text = " and ".join(map(str, values)) or "nothing"
    return article(name, text, *(count(value, text, period="2024-10") for value in values), **fields)


def batch(
    *readings: tuple[datetime, Extraction],
    run: str = "run-1",
    at: datetime = START,
    extractor: str = "v1",
    problems: Sequence[Problem] = (),
    **fields: Any,
) -> LoadBatch:
    return LoadBatch(
        run=Run(run, at, status="done", finished_at=at + timedelta(minutes=1), pages=len(readings), **fields),
        extractor_version=extractor,
        extractions=[extraction for _, extraction in readings],
        captured=[captured for captured, _ in readings],
        problems=problems,
        companies=COMPANIES,
        listings=LISTINGS,
    )


def rows(path: Path, tables: Sequence[str] = FACTS) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the tables of a published copy, in one order."""
    return {table: query(path, f"FROM {table} ORDER BY ALL").rows for table in tables}


def writer_rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    assert writer_path(path).exists()
    with connect_writer(path) as con:
        return con.execute(sql).fetchall()

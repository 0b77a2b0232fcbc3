"""A run's results as Arrow tables, with the facts that break the contract taken out and made Problems."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from extractors import model
from extractors.model import Document, Extraction, Milestone, Problem, StockMove
from warehouse.connect import utc
from warehouse.period import bounds
from warehouse.runs import Run

Row = Mapping[str, object]
TIME = pa.timestamp("us")
_TYPES: dict[str, pa.DataType] = {
    "value": pa.int64(),
    "quote_start": pa.int32(),
    "quote_end": pa.int32(),
    "elapsed_days": pa.int32(),
    "yoy_pct": pa.float64(),
    "seq_pct": pa.float64(),
    "pct": pa.float64(),
    "price": pa.float64(),
    "date": pa.date32(),
}
MILESTONE = tuple(item.name for item in fields(Milestone))
STOCK_MOVE = tuple(item.name for item in fields(StockMove))
COMPANIES = pa.schema([(name, pa.string()) for name in ("slug", "name", "legal_name", "parent", "country", "ir_url")])
LISTINGS = pa.schema(
    [(name, pa.string()) for name in ("company", "venue", "symbol", "isin", "currency")]
    + [("listed_from", pa.date32()), ("listed_until", pa.date32())]
)
_LAUNCHES = pa.schema(
    [(name, pa.string()) for name in ("company", "model", "event", "sure", "variant", "source_url")]
    + [("date", pa.date32()), ("day_known", pa.bool_())]
)
_CLOSED: dict[str, tuple[str | None, ...]] = {
    "metric": model.METRICS,
    "qualifier": model.QUALIFIERS,
    "scope": model.SCOPES,
    "status": model.STATUSES,
    "powertrain": (*model.POWERTRAINS, None),
    "direction": model.DIRECTIONS,
    "window": model.WINDOWS,
}


# Nothing was said of cars before the first one was patented; the checks hold the same years.
_DAYS = (date(1886, 1, 1), date(2199, 12, 31))
_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class LoadBatch:
    """What one run has to say.

    `captured[i]` is when the page of `extractions[i]` was captured, UTC: captures decide which text of an article is
    the newer one, whatever the order of loading. `problems` are those of pages; those inside extractions are taken
    from there. `companies` and `listings` hold one mapping a row, keyed by the column names of these tables; companies
    that are not named stay, listings and launches are replaced as a whole where any are given. A launch's `date` is
    text, YYYY-MM-DD or YYYY-MM.
    """

    run: Run
    extractor_version: str
    extractions: Sequence[Extraction] = ()
    captured: Sequence[datetime] = ()
    problems: Sequence[Problem] = ()
    companies: Sequence[Row] = ()
    listings: Sequence[Row] = ()
    launches: Sequence[Row] = ()

    def __post_init__(self) -> None:
        if len(self.captured) != len(self.extractions):
            raise ValueError(f"{len(self.extractions)} extractions, but {len(self.captured)} capture times")


@dataclass(frozen=True, slots=True)
class Tables:
    """The batch for bulk loading: one row a text in `documents`, facts joined to it by document_id and text_sha256."""

    documents: pa.Table
    milestones: pa.Table
    stock_moves: pa.Table
    problems: pa.Table
    companies: pa.Table
    listings: pa.Table
    launches: pa.Table


@dataclass(slots=True)
class _Text:
    extraction: Extraction
    sha256: str
    first_seen: datetime
    last_seen: datetime


def tables(batch: LoadBatch) -> Tables:
    """Each text once, as its earliest capture was read, with its facts; pure."""
    texts: dict[tuple[str, str], _Text] = {}
    problems = list(batch.problems)
    for captured, extraction in sorted(
        zip(map(utc, batch.captured), batch.extractions, strict=True), key=lambda pair: pair[0]
    ):
        problems += extraction.problems
        document = extraction.document
        try:
            (document.title or "").encode()
            sha256 = hashlib.sha256(document.text.encode()).hexdigest()
        except UnicodeEncodeError as error:
            problems.append(Problem(document.source, document.url, "invalid_text", f"the text is no Unicode: {error}"))
            continue
        if document.published and not _DAYS[0] <= document.published <= _DAYS[1]:
            problems.append(
                Problem(document.source, document.url, "invalid_date", f"published on {document.published}: left out")
            )
            extraction = replace(extraction, document=replace(document, published=None))
        text = texts.setdefault((document.id, sha256), _Text(extraction, sha256, captured, captured))
        text.last_seen = captured
    milestones = _sound(texts.values(), lambda it: it.milestones, problems)
    stock_moves = _sound(texts.values(), lambda it: it.stock_moves, problems)
    return Tables(
        _documents(list(texts.values()), batch.extractor_version),
        _with_bounds(_facts(milestones, MILESTONE)),
        _facts(stock_moves, STOCK_MOVE),
        problem_table(problems),
        pa.Table.from_pylist([dict(row) for row in batch.companies], COMPANIES),
        pa.Table.from_pylist([dict(row) for row in batch.listings], LISTINGS),
        pa.Table.from_pylist([_launch(row) for row in batch.launches], _LAUNCHES),
    )


def problem_table(problems: Sequence[Problem]) -> pa.Table:
    """Problems for bulk loading."""
    names = ("source", "url", "code", "message")
    return pa.table({name: pa.array([getattr(it, name) for it in problems], pa.string()) for name in names})


def _launch(row: Row) -> dict[str, object]:
    first, last = bounds(str(row["date"]))
    return {**row, "date": first, "day_known": first == last}


def _documents(texts: Sequence[_Text], extractor_version: str) -> pa.Table:
    documents = [text.extraction.document for text in texts]
    names = ("id", "url", "source", "publisher", "lang", "title", "published_from")
    columns = {name: pa.array([getattr(document, name) for document in documents], pa.string()) for name in names}
    return pa.table(
        columns
        | {
            "published": pa.array([document.published for document in documents], pa.date32()),
            "published_at": pa.array([it.published_at and utc(it.published_at) for it in documents], TIME),
            "text_length": pa.array([len(document.text) for document in documents], pa.int32()),
            "text_sha256": pa.array([text.sha256 for text in texts], pa.string()),
            "first_seen": pa.array([text.first_seen for text in texts], TIME),
            "last_seen": pa.array([text.last_seen for text in texts], TIME),
            "extractor_version": pa.array([extractor_version] * len(texts), pa.string()),
        }
    )


Stated = tuple[_Text, Milestone | StockMove]


def _sound(
    texts: Iterable[_Text],
    facts: Callable[[Extraction], Iterable[Milestone | StockMove]],
    problems: list[Problem],
) -> list[Stated]:
    """The facts that keep the contract, each once a text; the others are added to the problems."""
    sound: list[Stated] = []
    for text in texts:
        document = text.extraction.document
        for fact in dict.fromkeys(facts(text.extraction)):
            if why := fault(fact, document):
                problems.append(Problem(document.source, document.url, "invalid_fact", f"{why}: {fact.quote!r}"))
            else:
                sound.append((text, fact))
    return sound


def fault(fact: Milestone | StockMove, document: Document) -> str | None:
    """What in a fact breaks the contract, or None: the tables' own constraints would refuse the whole load for it."""
    for name, allowed in _CLOSED.items():
        if (found := getattr(fact, name, allowed[0])) not in allowed:
            return f"{name} cannot be {found!r}"
    start, end = fact.quote_start, fact.quote_end
    if not 0 <= start < end <= len(document.text) or document.text[start:end] != fact.quote:
        return f"characters {start} to {end} are not the quote"
    if isinstance(fact, Milestone):
        if not 0 <= fact.value < 2**63 or not 0 <= (fact.elapsed_days or 0) < 2**31:
            return f"{fact.value} vehicles in {fact.elapsed_days} days cannot be"
        try:
            first, last = bounds(fact.period) if fact.period is not None else _DAYS
        except ValueError as error:
            return str(error)
        return None if _DAYS[0] <= first and last <= _DAYS[1] else f"{fact.period} is no period of cars"
    if fact.currency is not None and not _CURRENCY.fullmatch(fact.currency):
        return f"{fact.currency!r} is no currency"
    return None


def _facts(stated: Sequence[Stated], names: Sequence[str]) -> pa.Table:
    columns: dict[str, Any] = {
        "document_id": pa.array([text.extraction.document.id for text, _ in stated], pa.string()),
        "text_sha256": pa.array([text.sha256 for text, _ in stated], pa.string()),
    }
    for name in names:
        values: list[Any] = [getattr(fact, name) for _, fact in stated]
        columns[name] = pa.array(values, _TYPES.get(name, pa.string()))
    return pa.table(columns)


def _with_bounds(milestones: pa.Table) -> pa.Table:
    spans = [(None, None) if period is None else bounds(period) for period in milestones["period"].to_pylist()]
    for place, name in enumerate(("period_start", "period_end")):
        milestones = milestones.append_column(name, pa.array([span[place] for span in spans], pa.date32()))
    return milestones

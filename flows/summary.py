"""What a run did, in numbers, and the same for a person to read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from extractors.model import Extraction, Milestone
from flows.pipeline import Batch
from flows.show import SIGN, grid, plain
from warehouse import Loaded, Run, SourceOutcome


@dataclass(frozen=True, slots=True)
class News:
    """One milestone as the summary shows it."""

    company: str
    metric: str
    value: str
    period: str | None
    published: date | None
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """A run's result. Counts by language count an article once, by however many links it came; `failed` is empty
    where every source was read, loaded and published; `new` counts rows that were not there before, by table."""

    run_id: str
    warehouse: Path
    pages: int
    documents: Counter[str] = field(default_factory=Counter)
    milestones: Counter[str] = field(default_factory=Counter)
    stock_moves: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    newest: tuple[News, ...] = ()
    failed: tuple[str, ...] = ()
    new: dict[str, int] = field(default_factory=dict)
    sources: tuple[SourceOutcome, ...] = ()
    seconds: float = 0.0


def newest(extractions: Iterable[Extraction], count: int = 10) -> tuple[News, ...]:
    """The latest published milestones, one line for the same statement by several papers."""
    found: dict[tuple[object, ...], tuple[tuple[object, ...], News]] = {}
    for extraction in extractions:
        document = extraction.document
        for fact in extraction.milestones:
            key = (fact.company, fact.metric, fact.value, fact.period)
            order = (document.published or date.min, document.id, -fact.quote_start)
            if key not in found or found[key][0] < order:
                found[key] = (order, _news(extraction, fact))
    ranked = sorted(found.values(), key=lambda pair: pair[0], reverse=True)
    return tuple(news for _, news in ranked[:count])


def _news(extraction: Extraction, fact: Milestone) -> News:
    of_what = " ".join(part for part in (fact.metric, fact.brand, fact.model) if part)
    status = "" if fact.status == "actual" else f" ({fact.status})"
    value = f"{SIGN[fact.qualifier]}{fact.value:,}"
    document = extraction.document
    return News(fact.company, of_what + status, value, fact.period, document.published, fact.quote, document.url)


def distinct(extractions: Iterable[Extraction]) -> list[Extraction]:
    """Each version of an article once: a second link, or three papers' copies of one link, count no second time."""
    return list({(it.document.id, it.document.text): it for it in extractions}.values())


def report(
    run: Run, warehouse: Path, found: Batch, loaded: Loaded, since: Mapping[str, datetime], seconds: float
) -> Report:
    """Count what a run read; problems of pages and those inside documents together.

    `since` says of sources that failed in earlier runs too when that began.
    """
    once = distinct(found.extractions)
    milestones: Counter[str] = Counter()
    stock_moves: Counter[str] = Counter()
    for it in once:
        milestones[it.document.lang] += len(it.milestones)
        stock_moves[it.document.lang] += len(it.stock_moves)
    problems = [*found.problems, *(it for each in once for it in each.problems)]
    return Report(
        run.run_id,
        warehouse,
        run.pages,
        Counter(it.document.lang for it in once),
        milestones,
        stock_moves,
        Counter(it.code for it in problems),
        newest(once),
        tuple(_failed(it, since.get(it.source)) for it in run.sources if it.status == "failed"),
        {
            "documents": loaded.new_documents,
            "milestones": loaded.new_milestones,
            "stock moves": loaded.new_stock_moves,
        },
        run.sources,
        seconds,
    )


def _failed(it: SourceOutcome, since: datetime | None) -> str:
    when = f" (since {since:%Y-%m-%d %H:%M} UTC)" if since else ""
    return f"{it.source}{when}: {it.message}"


def show(report: Report, console: Console, command: str) -> None:
    """Print the report and, last, `command`: how to query further."""
    languages = sorted(report.documents, key=lambda lang: (-report.documents[lang], lang))
    counts = (report.documents, report.milestones, report.stock_moves)
    rows: list[list[object]] = [[lang, *(count[lang] for count in counts)] for lang in languages]
    rows.append(["all", *(count.total() for count in counts)])
    console.print()
    console.print(f"{report.pages} pages read in {report.seconds:.1f} s")
    console.print(grid(["language", "documents", "milestones", "stock moves"], rows))
    if report.problems:
        console.print(grid(["problem", "pages"], report.problems.most_common()))
    if report.newest:
        console.print("Newest milestones")
        for news in report.newest:
            when = f"{news.published or 'undated'}"
            line = Text(f"{when}  {plain(news.company)}  {plain(news.metric)}  ")
            line.append(plain(news.value), "bold").append(f"  {plain(news.period) or '-'}")
            console.print(line)
            console.print(Text(f"            “{plain(news.quote)}”", "italic"), soft_wrap=True)
            console.print(Text(f"            {plain(news.url)}", "dim"), soft_wrap=True)
    new = ", ".join(f"{count} {table}" for table, count in report.new.items() if count)
    console.print(f"\nNew in {report.warehouse}: {new or 'nothing, all of this was there'}", soft_wrap=True)
    for reason in report.failed:
        console.print(Text(f"Not done: {plain(reason)}", "red"), soft_wrap=True)
    console.print(f"Ask further: {command}", soft_wrap=True)

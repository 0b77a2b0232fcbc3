"""What a run has to tell, and the same as Markdown, as Slack's JSON and as plain JSON. Pure; pages are not trusted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import quote as percent

from flows.show import SIGN, as_markdown, plain
from flows.summary import Report

MOST = 40
SLACK_SECTION = 2900
SLACK_BLOCKS = 48
COLUMNS = ("source", "status", "pages", "articles", "facts", "new", "problems", "seconds", "message")


@dataclass(frozen=True, slots=True)
class Item:
    """A milestone that was not known before the run, by one of those that state it; `papers` says how many do."""

    company: str
    what: str
    value: str
    period: str | None
    status: str
    published: date | None
    source: str | None
    publisher: str | None
    title: str | None
    url: str
    quote: str
    papers: int = 1


@dataclass(frozen=True, slots=True)
class Digest:
    """`sources` are rows in the order of COLUMNS; `contradictions` are share moves that closes do not bear out."""

    title: str
    run_id: str
    items: tuple[Item, ...]
    sources: tuple[tuple[object, ...], ...]
    contradictions: tuple[dict[str, Any], ...]
    failed: tuple[str, ...]


def digest(report: Report, news: Sequence[dict[str, Any]], contradictions: Sequence[dict[str, Any]]) -> Digest:
    """Put together what a run found: `news` are its new milestones with their documents, one mapping each."""
    new = Counter(row["source"] for row in news)
    items: dict[tuple[object, ...], Item] = {}
    papers = Counter(map(_statement, news))
    for row in news:
        items.setdefault(_statement(row), _item(row, papers[_statement(row)]))
    sources = tuple(
        (
            *(it.source, it.status, it.pages, it.articles, it.facts),
            *(new[it.source], it.problems, round(it.seconds, 1), it.message),
        )
        for it in report.sources
    )
    parts = [_count(report.new.get("milestones", 0), "new milestone")]
    if report.failed:
        parts.append(f"{len(report.failed)} of {len(sources)} sources failed")
    if contradictions:
        parts.append(f"{_count(len(contradictions), 'share move')} contradicted")
    return Digest(", ".join(parts), report.run_id, tuple(items.values()), sources, tuple(contradictions), report.failed)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _statement(row: dict[str, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("company", "brand", "model", "metric", "value", "period", "status"))


def _item(row: dict[str, Any], papers: int) -> Item:
    return Item(
        company=row["company"],
        what=" ".join(str(row[name]) for name in ("metric", "brand", "model") if row[name]),
        value=f"{SIGN[row['qualifier']]}{row['value']:,}",
        period=row["period"],
        status=row["status"],
        published=row["published"],
        source=row["source"],
        publisher=row["publisher"],
        title=row["title"],
        url=row["url"],
        quote=row["quote"],
        papers=papers,
    )


def as_text(told: Digest) -> str:
    """Markdown, for Prefect's page."""
    lines = [f"# {escaped(told.title)}", ""]
    for it in told.items[:MOST]:
        status = "" if it.status == "actual" else f" ({it.status})"
        more = f", and {it.papers - 1} more" if it.papers > 1 else ""
        who, what = escaped(it.company), escaped(it.what)
        lines += [
            f"- **{who}** {what}{status}: **{escaped(it.value)}** {escaped(it.period or '')}",
            f"  “{escaped(it.quote)}” [{escaped(it.title or it.publisher or it.url)}]({address(it.url)}){more}",
        ]
    lines += _rest(told)
    if told.failed:
        lines += ["", "## Sources that failed", "", *(f"- {escaped(reason)}" for reason in told.failed)]
    if told.contradictions:
        rows = [list(row.values()) for row in told.contradictions]
        lines += ["", "## Share moves that prices contradict", "", as_markdown(tuple(told.contradictions[0]), rows)]
    return "\n".join(lines) + "\n"


def as_slack(told: Digest) -> dict[str, Any]:
    """A message of Slack's incoming webhooks: `text` for the notice, `blocks` within their bounds."""
    texts = []
    for it in told.items[:MOST]:
        link = f"<{address(it.url)}|{_slack(it.publisher or 'page').replace('|', ' ')}>"
        what = f"*{_slack(it.company)}* {_slack(it.what)}: *{_slack(it.value)}* {_slack(it.period or '')}"
        texts.append(f"{what} {link}\n>{_slack(it.quote)}")
    texts += _rest(told)
    moves = (", ".join(f"{name} {value}" for name, value in row.items()) for row in told.contradictions)
    troubles = [*told.failed, *(f"prices contradict {move}" for move in moves)]
    return _message(told.title, [*texts, *map(_warning, troubles)])


def slack_message(title: str, troubles: Iterable[str]) -> dict[str, Any]:
    """The same for troubles alone."""
    return _message(title, map(_warning, troubles))


def _message(title: str, texts: Iterable[str]) -> dict[str, Any]:
    first = [f"*{_slack(title)}*", *texts][:SLACK_BLOCKS]
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text[:SLACK_SECTION]}} for text in first]
    return {"text": _slack(title), "blocks": blocks}


def _warning(text: str) -> str:
    return f":warning: {_slack(text)}"


def as_data(told: Digest) -> dict[str, Any]:
    """All of it as plain data; days and decimals are for the writer of JSON to turn into text."""
    return asdict(told) | {"sources": [dict(zip(COLUMNS, row, strict=True)) for row in told.sources]}


def _rest(told: Digest) -> list[str]:
    rest = len(told.items) - MOST
    return [f"… and {rest} more, in the warehouse."] if rest > 0 else []


def escaped(text: object) -> str:
    """Text of a page as Markdown shows it: as it stands, with no mark-up or link of its own."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!$])", r"\\\1", plain(text))


def _slack(text: object) -> str:
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def address(url: str) -> str:
    """A link's address: only what a browser fetches, and nothing in it that would end the link."""
    return percent(url, safe="/:?=&%#+,;@~!$*'-._") if url.startswith(("http://", "https://")) else "#"

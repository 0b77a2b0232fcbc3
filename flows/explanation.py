"""An explanation for people: in the terminal, or as a page that needs nothing but itself."""

from bisect import bisect_left
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.text import Text

from extractors.facts.explain import Decision, Explanation, Mark
from flows.show import grid, plain

STYLES = {"fact": "reverse", "figure": "bold yellow", "name": "bold cyan", "period": "green", "cue": "dim"}
RANK = {kind: rank for rank, kind in enumerate(STYLES)}
COLUMNS = ("number", "what became of it", "question", "answer", "chance", "rather than", "because of")
LEGEND = (
    "Because of: traits with their weights. b, a: before, after the number; the digit behind it is the distance (0 "
    "touching to 6 far); x: counts in between; w: cuts in between (0 none, 3 a sentence)."
)
PAGE = """<!doctype html>
<html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b1b1b }}
h1 {{ font-size: 1.4rem }} h2 {{ font-size: 1.1rem; margin-top: 2rem }}
.text {{ white-space: pre-wrap }}
mark {{ background: none; border-radius: 3px; padding: 0 1px }}
.fact {{ background: #ffe08a }} .figure {{ background: #f1f1f1; font-weight: 600 }}
.name {{ background: #d7e8ff }} .period {{ background: #d9f2dd }} .cue {{ border-bottom: 2px dotted #999 }}
table {{ border-collapse: collapse; width: 100%; font-size: .85rem }}
th, td {{ text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #e4e4e4 }}
.note {{ color: #666; font-size: .85rem }}
</style>
<h1>{title}</h1>
<p class="note">{about}</p>
<p class="note"><mark class="fact">fact</mark> <mark class="figure">other number</mark> <mark class="name">name</mark>
<mark class="period">time</mark> <mark class="cue">word that says what a number means</mark></p>
<div class="text">{text}</div>
<h2>Every number</h2>
<table><tr>{head}</tr>
{rows}</table>
<p class="note">{legend}</p>
</html>
"""


def as_terminal(it: Explanation) -> RenderableType:
    """The text with its marks, then every number with what was decided."""
    text = Text()
    for piece, mark in pieces(it):
        text.append(plain(piece) if "\n" not in piece else "\n".join(map(plain, piece.split("\n"))), _style(mark))
    return Group(text, "", grid(COLUMNS, rows(it)), LEGEND)


def as_page(it: Explanation) -> str:
    """A page with the same, nothing of the text unescaped."""
    document = it.extraction.document
    facts = len(it.extraction.milestones), len(it.extraction.stock_moves)
    about = (
        f"{document.lang}, published {document.published or 'unknown'}: {facts[0]} milestones, {facts[1]} share moves"
    )
    cells = ("".join(f"<td>{escape(plain(cell))}</td>" for cell in row) for row in rows(it))
    return PAGE.format(
        lang=escape(document.lang, quote=True),
        title=escape(plain(document.title or document.id)),
        about=escape(about),
        text="".join(_marked(piece, mark) for piece, mark in pieces(it)),
        head="".join(f"<th>{name}</th>" for name in COLUMNS),
        rows="\n".join(f"<tr>{row}</tr>" for row in cells),
        legend=escape(LEGEND),
    )


def pieces(it: Explanation) -> Iterator[tuple[str, Mark | None]]:
    """The text in order, each stretch with the most telling mark upon it."""
    text = it.extraction.document.text
    facts = [Mark(v.start, v.end, "fact", v.outcome) for v in it.verdicts if v.outcome.startswith(("mile", "share"))]
    marks = [*facts, *it.marks]
    edges = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    cover: dict[int, Mark] = {}
    for mark in sorted(marks, key=lambda m: -RANK[m.kind]):
        cover |= dict.fromkeys(edges[bisect_left(edges, mark.start) : bisect_left(edges, mark.end)], mark)
    for start, end in pairwise(edges):
        yield text[start:end], cover.get(start)


def rows(it: Explanation) -> list[tuple[object, ...]]:
    """Every number with each question asked of it; its outcome stands in the first row."""
    found: list[tuple[object, ...]] = []
    for verdict in it.verdicts:
        number = it.extraction.document.text[verdict.start : verdict.end]
        first = (number, verdict.outcome)
        found += [
            (*(first if i == 0 else ("", "")), *_decided(decision)) for i, decision in enumerate(verdict.decisions)
        ] or [(*first, *[""] * 5)]
    return found


def _decided(it: Decision) -> tuple[object, ...]:
    why = ", ".join(f"{trait} {weight:+g}" for trait, weight in it.reasons)
    return it.question, it.answer, f"{it.chance:.0%}", it.other or "", why


def _style(mark: Mark | None) -> str:
    return STYLES[mark.kind] if mark else ""


def _marked(piece: str, mark: Mark | None) -> str:
    if mark is None:
        return escape(piece)
    return f'<mark class="{mark.kind}" title="{escape(plain(mark.label), quote=True)}">{escape(piece)}</mark>'

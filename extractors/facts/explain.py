"""Why each number of a text became a fact, or did not: what was found in it, and how the judge decided."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.facts import extract
from extractors.facts.figures import Figure
from extractors.facts.judge import Judge, Option, Weights, judge
from extractors.facts.milestones import DOUBTFUL
from extractors.facts.reader import Mentions, mentions
from extractors.facts.scene import Spanned
from extractors.model import Document, Extraction
from extractors.registry import registry
from extractors.text import language, languages

REASONS = 3
UNITS = {"time": "a stretch of time", "percent": "a percentage", "currency": "money", "": "no whole number by itself"}


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that was recognised, and as what; `kind` is name, figure, period or cue."""

    start: int
    end: int
    kind: str
    label: str


@dataclass(frozen=True)
class Decision:
    """One question with its answer, the chance (0 to 1) that it is right, the best other answer, and the traits that
    spoke most for the one over the other, with their weights."""

    question: str
    answer: str
    chance: float
    other: str | None
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Verdict:
    """A number of the text and what became of it."""

    start: int
    end: int
    outcome: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Explanation:
    """An extraction with all that was seen on the way to it, in the order of the text."""

    extraction: Extraction
    marks: tuple[Mark, ...]
    verdicts: tuple[Verdict, ...]


class Witness(Judge):
    """A judge that notes what was asked of which figure, and why it answered so."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(weights)
        self.noted: dict[tuple[int, int], list[Decision]] = defaultdict(list)

    def weigh(
        self, question: str, about: Spanned, options: Sequence[Option], same: Callable[[Any], Any] = lambda it: it
    ) -> tuple[Any, float]:
        """The judge's answer, noted."""
        value, chance = super().weigh(question, about, options, same)
        best = max((o for o in options if same(o.value) == same(value)), key=lambda o: self._sum(question, o))
        others = [o for o in options if same(o.value) != same(value)]
        other = max(others, key=lambda o: self._sum(question, o), default=None)
        decision = Decision(
            question, said(value), chance, said(other.value) if other else None, self._why(question, best, other)
        )
        self.noted[about.start, about.end].append(decision)
        return value, chance

    def _weighed(self, question: str, option: Option | None) -> list[tuple[str, float]]:
        if option is None:
            return []
        table = self.table(question, option)
        return [(trait, table.get(trait, 0.0)) for trait in option.told]

    def _sum(self, question: str, option: Option) -> float:
        return sum(weight for _, weight in self._weighed(question, option))

    def _why(self, question: str, best: Option, other: Option | None) -> tuple[tuple[str, float], ...]:
        gains: dict[str, float] = defaultdict(float)
        for trait, weight in self._weighed(question, best):
            gains[trait] += weight
        for trait, weight in self._weighed(question, other):
            gains[trait] -= weight
        strongest = sorted(gains.items(), key=lambda it: -it[1])[:REASONS]
        return tuple((trait, round(gain, 2)) for trait, gain in strongest if gain > 0)


def explain(document: Document) -> Explanation:
    """The facts of a document, what was recognised in it, and the verdict on each of its numbers."""
    code = document.lang.replace("_", "-").split("-")[0].lower()
    witness = Witness(judge().weights)
    extraction = extract(document, witness)
    if code not in languages():
        return Explanation(extraction, (), ())
    found = mentions(document.text, language(code), document.published, registry())
    figures = found.figures.within(0, len(document.text))
    verdicts = [
        Verdict(f.start, f.end, _outcome(f, extraction, decisions), decisions)
        for f in figures
        for decisions in (tuple(witness.noted.get((f.start, f.end), ())),)
    ]
    return Explanation(extraction, tuple(sorted(_marks(found, len(document.text)), key=_place)), tuple(verdicts))


def said(value: Any) -> str:
    """An answer in words: a name by its company, a figure by its number, a model without its brand."""
    if isinstance(value, tuple) and len(value) == 2:
        value = value[0]
    if isinstance(value, Figure):
        return f"{value.value.normalize():,f}"
    return str(getattr(value, "company", value) if value is not None else "none")


def _marks(found: Mentions, end: int) -> Iterable[Mark]:
    yield from (Mark(n.start, n.end, "name", n.model or n.brand or n.company) for n in found.names.within(0, end))
    for f in found.figures.within(0, end):
        yield Mark(f.start, f.end, "figure", " ".join(filter(None, (said(f), f.unit or "", f.qualifier))))
    yield from (Mark(p.start, p.end, "period", p.value or p.kind) for p in found.periods.within(0, end))
    yield from (Mark(c.start, c.end, "cue", f"{c.kind} {c.value}".strip()) for c in found.cues.within(0, end))


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _outcome(figure: Figure, extraction: Extraction, decisions: Sequence[Decision]) -> str:
    asked = {d.question: d for d in decisions}
    for m in extraction.milestones:
        if m.value == figure.value and m.quote_start <= figure.start < m.quote_end:
            overruled = "status" in asked and asked["status"].answer != m.status
            why = "; its time lies ahead, so it cannot be actual" if overruled else ""
            return f"milestone: {m.company} {m.metric} {m.value:,} ({m.scope}, {m.status}{why})"
    for s in extraction.stock_moves:
        if s.quote_start <= figure.start < s.quote_end and s.pct is not None and abs(s.pct) == abs(float(figure.value)):
            return f"share move: {s.company} {s.direction} {s.pct:+g}%"
    if "fact" in asked:
        if asked["fact"].answer == "False":
            return "no count of vehicles that somebody made or sold"
        total = 1.0
        for question in ("fact", "maker", "metric", "status", "scope"):
            total *= asked[question].chance if question in asked else 1.0
        if total < DOUBTFUL:
            return f"left out: its answers are right together with a chance of {total:.0%} only"
        return "stated elsewhere in the text as well, and listed there" if "metric" in asked else "of no known maker"
    if "change" in asked and asked["change"].answer != "none":
        return f"change of {asked['change'].answer}"
    if figure.is_count:
        return "not asked: its sentence is about a recall, or nothing in it is counted"
    return f"not asked: {UNITS.get(figure.unit or '', 'a measure')}"

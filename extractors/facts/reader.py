"""Builds the scenes and tables of a document: one pass for each kind of mention, then a slice of each per sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from extractors.facts.figures import Figure, figures
from extractors.facts.lexicon import NAMED, Cue, Lexicon, compile_lexicon
from extractors.facts.scene import Scene, Slicer, Spanned, cuts, windows
from extractors.facts.tables import Cell, Row, Table, rows
from extractors.registry import NameMention, Registry
from extractors.text import Hedge, Language, Number, Period, hedges, numbers, periods, sentences

# "On the year" is a period to the text room, and a change's basis to this one.
BASES = {"year_ago": "yoy", "previous": "seq", "rate": "rate"}


@dataclass(frozen=True)
class Mentions:
    """Everything found in a text, to be sliced."""

    text: str
    spaced: bool
    family: str
    joints: frozenset[str]
    articles: frozenset[str]
    names: Slicer[NameMention]
    figures: Slicer[Figure]
    periods: Slicer[Period]
    cues: Slicer[Cue]
    shares: Slicer[Cue]

    def scene(self, start: int, end: int, paragraph: int) -> Scene:
        """The mentions of one sentence."""
        found = self.figures.within(start, end)
        by_kind = _by_kind(self.cues.within(start, end))
        counts = [f for f in found if f.is_count]
        return Scene(
            self.text,
            start,
            end,
            paragraph,
            self.spaced,
            self.family,
            self.joints,
            self.articles,
            names=self.names.within(start, end),
            counts=counts,
            percents=[f for f in found if f.unit == "percent"],
            prices=[f for f in found if f.currency],
            times=[f for f in found if f.unit == "time"],
            periods=self.periods.within(start, end),
            cues=by_kind,
            shares=_by_kind(self.shares.within(start, end)),
            cuts=cuts(self.text, start, end, found, by_kind.get("breaks", [])),
            figures=[f.start for f in counts],
        )

    def cell(self, start: int, end: int) -> Cell:
        """The mentions of one cell of a table."""
        names, found = self.names.within(start, end), self.figures.within(start, end)
        return Cell(start, end, names, found, self.periods.within(start, end), self.cues.within(start, end))


def _by_kind(cues: list[Cue]) -> dict[str, list[Cue]]:
    found: dict[str, list[Cue]] = {}
    for cue in cues:
        found.setdefault(cue.kind, []).append(cue)
    return found


@cache
def lexicon(language: Language, section: str = "facts") -> Lexicon:
    """The fact words of a language, or its words of the stock market."""
    return compile_lexicon(language.section(section))


def mentions(text: str, language: Language, published: date | None, names: Registry) -> Mentions:
    """Names, figures, periods and cue words of a text; a number inside a name or date is no figure."""
    named = names.mentions(text)
    dates = periods(text, language, published)
    found, words = numbers(text, language), list(dict.fromkeys(lexicon(language).cues(text)))
    inside = {place for number in found for place in range(number.start + 1, number.end)}
    dates = [period for period in dates if period.end not in inside]  # "the half" of "the half-million mark"
    bounds = _bounding(hedges(text, language), found, words)
    counted = figures(text, found, bounds, [*named, *dates], language)
    dates = _years_ago(text, dates, words)
    used = _hedging(bounds, counted)
    cues = [cue for cue in words if not _hedges(cue, used)]
    cues += [Cue(p.start, p.end, BASES[p.kind], "") for p in dates if p.kind in BASES]
    traded = any(f.unit == "percent" or f.currency for f in counted) or any(cue.kind == "stock" for cue in words)
    market = list(lexicon(language, "shares").cues(text)) if traded else []
    used |= _hedging(bounds, [cue for cue in market if cue.kind == "multiple"])
    market = [cue for cue in market if not _hedges(cue, used)]
    family = ("f" if language.verb_final else "m") + ("" if language.spaced else "u")
    joints, articles = (frozenset(language.section("lists").get(kind, ())) for kind in ("joints", "articles"))
    return Mentions(
        text,
        language.spaced,
        family,
        joints,
        articles,
        Slicer(named),
        Slicer(counted),
        Slicer(dates),
        Slicer(cues),
        Slicer(market),
    )


def read(found: Mentions, language: Language) -> list[Scene | Table]:
    """The sentences and tables of a text in order."""
    text, paragraph, last = found.text, 0, 0
    parts: list[Scene | Table] = []
    grid: list[Row] = []
    for sentence in sentences(text, language):
        paragraph += text.count("\n\n", last, sentence.start)
        last = sentence.start
        if text[sentence.start] == "|":
            grid += rows(text, sentence.start, sentence.end, found.cell)
            continue
        if grid:
            parts.append(Table(text, paragraph - 1, tuple(grid)))
            grid = []
        parts += [found.scene(start, end, paragraph) for start, end in windows(sentence.start, sentence.end)]
    if grid:
        parts.append(Table(text, paragraph, tuple(grid)))
    return parts


def _years_ago(text: str, dates: list[Period], words: list[Cue]) -> list[Period]:
    """ "A year ago" beside a quarter's figure is that quarter a year before, not the year."""
    ends = {cue.end for cue in words if cue.kind == "yoy"}
    return [
        replace(p, kind="year_ago", value=None)
        if p.kind == "year" and p.end in ends and not any(c.isdigit() for c in text[p.start : p.end])
        else p
        for p in dates
    ]


def _bounding(found: list[Hedge], counted: Sequence[Number], words: Sequence[Cue]) -> list[Hedge]:
    """Hedges that bound a figure: "20% more than" compares, and "handed over" is one word."""
    compared = {end + gap for n in counted if n.unit == "percent" and (end := n.unit_end) for gap in (0, 1)}
    whole = {cue.end: cue.start for cue in words if cue.kind == "metrics"}
    return [h for h in found if h.side == "after" or (h.start not in compared and whole.get(h.end, h.end) >= h.start)]


def _hedges(cue: Cue, used: set[int]) -> bool:
    if cue.kind in NAMED:
        return False  # 賣破 bounds the count, and names what was counted
    return cue.start in used or (cue.kind in ("up", "down") and cue.end - 1 in used)


def _hedging(bounds: list[Hedge], counted: Sequence[Spanned]) -> set[int]:
    """Places of the words that hedge a figure: the "more" of "more than 5" is no growth."""
    starts = {place for f in counted for place in range(f.start - 3, f.start + 1)}
    ends = {place for f in counted for place in (f.end, f.end + 1)}
    used = [h for h in bounds if (h.end in starts if h.side == "before" else h.start in ends)]
    return {place for hedge in used for place in range(hedge.start, hedge.end)}

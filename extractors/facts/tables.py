"""Counts in tables: rows and columns tell what a sentence would (maker, model, metric, time), in either order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.facts.changes import off
from extractors.facts.figures import Figure
from extractors.facts.lexicon import Cue
from extractors.facts.when import LEANING, in_year
from extractors.registry import NameMention
from extractors.text import Period

PERCENT = re.compile("[%％]")
EXACT = 0.1  # percentage points
LIMIT = 400  # rows: a longer table is data, no press release


@dataclass(frozen=True)
class Cell:
    """One cell and what it names."""

    start: int
    end: int
    names: Sequence[NameMention]
    figures: Sequence[Figure]
    periods: Sequence[Period]
    cues: Sequence[Cue]

    def value(self, kind: str) -> str | None:
        """Value of the last whole cue of a kind: "BEV sales" is sales, "Production volume" production."""
        own = [cue for cue in self.cues if cue.kind == kind]
        size = {cue: cue.end - cue.start for cue in own}
        whole = [c for c in own if not any(o.start <= c.start and c.end <= o.end and size[o] > size[c] for o in own)]
        return whole[-1].value if whole else None

    def has(self, *kinds: str) -> bool:
        """Whether a cue of one of the kinds stands in the cell."""
        return any(cue.kind in kinds for cue in self.cues)

    @property
    def count(self) -> Figure | None:
        """The only figure of the cell, where it can be a count and nothing else stands there."""
        counts = [f for f in self.figures if f.is_count]
        return counts[0] if len(counts) == 1 and not self.names and not self.has("metrics") else None

    @property
    def percent(self) -> Figure | None:
        """The only percentage of the cell."""
        percents = [f for f in self.figures if f.unit == "percent"]
        return percents[0] if len(percents) == 1 else None


Row = Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A table of a text, in the order of the text among its sentences."""

    text: str
    paragraph: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class Entry:
    """A count of a table with what its row, its column and the title row say of it."""

    row: Cell
    figure: Figure
    value: int
    name: NameMention | None
    metric: str | None
    period: str | None
    powertrain: str | None
    region: str | None
    yoy: float | None
    seq: float | None
    so_far: bool  # since the year began, or since the start
    since: bool  # since the start
    leaning: str | None  # a time beside the table's: year_ago, previous
    status: str


def rows(text: str, start: int, end: int, cell: Callable[[int, int], Cell]) -> list[Row]:
    """The cells of `| a | b |` lines; a rule of dashes is no row."""
    found: list[Row] = []
    place = start
    for line in text[start:end].split("\n")[:LIMIT]:
        if line.strip(" |-:"):
            inner = line.rstrip().removesuffix("|")
            shift = 1 if inner.startswith("|") else 0
            offset = place + shift
            cells = []
            for part in inner[shift:].split("|"):
                left = len(part) - len(part.lstrip())
                cells.append(cell(offset + left, offset + max(left, len(part.rstrip()))))
                offset += len(part) + 1
            found.append(cells)
        place += len(line) + 1
    return found


def unfold(table: Sequence[Row]) -> Sequence[Row]:
    """The rows of a table that came as one line, where an empty cell parts them."""
    if len(table) != 1 or all(c.end > c.start for c in table[0][1:]):
        return table
    found: list[list[Cell]] = [[table[0][0]]]
    for cell in table[0][1:]:
        if cell.end > cell.start:
            found[-1].append(cell)
        else:
            found.append([])
    return [row for row in found if row]


def entries(whole: Table) -> list[Entry]:
    """Every count of a table under its heads. The first rows without a count are heads, as is the first column."""
    table, text = unfold(whole.rows), whole.text
    thousands = any(c.has("thousands") for row in table for c in row)
    heads = 0
    while heads < len(table) and not any(c.count and not _is_period(c) for c in table[heads][1:]):
        heads += 1
    head_rows, body = [_spread(row) for row in table[:heads]], table[heads:]
    found: list[Entry] = []
    columns = [[r[i] for r in head_rows if i < len(r)] for i in range(max(map(len, table), default=0))]
    dated = any(c.periods for row in head_rows for c in row)
    percents = {i for r in head_rows for i, c in enumerate(r) if i and PERCENT.search(text[c.start : c.end])}
    section: Cell | None = None
    above: str | None = None  # metric of the row before: "sales", "of which large"
    for row in body:
        label = row[0]
        counted = [(i, c) for i, c in enumerate(row) if i and c.count and i not in percents]
        if not counted:
            section = label if label.names or label.cues else section
            continue
        plain = label.has("cumulative") or not (label.cues or label.names)  # "Total"
        above = label.value("metrics") or (None if plain else above)
        changes = _changes(row, [i for i, _ in counted], columns, percents)
        for i, cell in counted:
            column = columns[i]
            parts = [label, *column[::-1], *([section] if section else [])]
            leaning = next((p.kind for c in column for p in c.periods if p.kind in LEANING), None)
            beside = columns[i - 1] if leaning else []
            reaching = [*(parts[1:] if dated else parts), *beside]
            if any(c.has("gap", "others") for c in parts):
                continue
            figure = cell.count
            assert figure is not None
            told = changes.get(i, {})
            found.append(
                Entry(
                    label,
                    figure,
                    int(figure.value) * (1000 if thousands else 1),
                    next((n for c in parts for n in c.names), None),
                    next((v for c in (*parts, *beside) if (v := c.value("metrics"))), above),
                    _period(parts),
                    next((v for c in parts if (v := c.value("powertrain"))), None),
                    next((v for c in parts if (v := c.value("region"))), None),
                    told.get("yoy"),
                    told.get("seq"),
                    any(map(_is_so_far, reaching)),
                    any(c.has("since") for c in parts),
                    leaning,
                    "target" if any(c.has("target") for c in parts) else "actual",
                )
            )
    return found


def _spread(row: Row) -> Row:
    """A head whose cells reach over the empty ones behind them."""
    filled: list[Cell] = []
    for i, cell in enumerate(row):
        filled.append(filled[-1] if i > 1 and cell.start >= cell.end else cell)
    return filled


def _is_period(cell: Cell) -> bool:
    return bool(cell.periods) or any(f.looks_like_year for f in cell.figures)


def _period(parts: Sequence[Cell]) -> str | None:
    """Month in one head and year in the other are one period; else the most exact that is told."""
    values = [p.value for c in parts for p in c.periods if p.value and p.kind not in LEANING]
    years = [str(f.value) for c in parts for f in c.figures if f.looks_like_year]
    values += years
    year = next((v for v in values if len(v) == 4), None)
    exact = next((v for v in values if len(v) > 4), None)
    if exact and year and exact[:4] != year and len(exact) in (7, 21):
        return in_year(exact, year)
    return exact or year


def _is_so_far(cell: Cell) -> bool:
    return cell.has("cumulative") or any(p.kind == "ytd" for p in cell.periods)


def _changes(
    row: Row, counted: Sequence[int], columns: Sequence[Row], percents: set[int]
) -> dict[int, dict[str, float]]:
    """The changes of a row by the column of the count that each is of, `percents` the columns of bare ones.

    That is the count since the change before by which it is right over its neighbour; else the first, or the year so
    far where the head of the change says so.
    """
    found: dict[int, dict[str, float]] = {}
    said = {i: float(figure.value) for i in counted if (figure := row[i].count)}
    last, target = 0, None
    for i, cell in enumerate(row):
        bare = cell.figures[0] if i in percents and len(cell.figures) == 1 else None
        percent = (cell.percent or bare) if i else None
        if percent is None:
            continue
        change = float(abs(percent.value)) * (percent.sign or 1)
        since = [c for c in counted if last < c < i]
        right = [c for c, base in pairwise(since) if off(said[c], said[base], change) < EXACT]
        if any(map(_is_so_far, columns[i])):
            since = [c for c in since if any(map(_is_so_far, columns[c]))] or since
        target = next(iter([*right, *since]), target) if cell.percent else next(iter(right), None)
        last = i
        if target is not None:
            stepwise, yearly = (any(c.has(kind) for c in columns[i]) for kind in ("seq", "yoy"))
            found.setdefault(target, {}).setdefault("seq" if stepwise and not yearly else "yoy", change)
    return found

"""Counts in tables: rows and columns tell what a sentence would (maker, model, metric, time), in either order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.facts.figures import Figure
from extractors.facts.lexicon import Cue
from extractors.registry import NameMention
from extractors.text import Period

CELL = re.compile(r"[^|\n]+")
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
        """Value of the last cue of a kind: "BEV sales" is sales, "Total NEV production" production."""
        return next((cue.value for cue in reversed(self.cues) if cue.kind == kind), None)

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
    cumulative: bool
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
    table = unfold(whole.rows)
    thousands = any(c.has("thousands") for row in table for c in row)
    heads = 0
    while heads < len(table) and not any(c.count and not _is_period(c) for c in table[heads][1:]):
        heads += 1
    head_rows, body = table[:heads], table[heads:]
    found: list[Entry] = []
    section: Cell | None = None
    for row in body:
        label = row[0]
        counted = [(i, c) for i, c in enumerate(row) if i and c.count]
        if not counted:
            section = label if label.names or label.cues else section
            continue
        changes = [(i, c.percent) for i, c in enumerate(row) if i and c.percent]
        for order, (i, cell) in enumerate(counted):
            column = [r[i] for r in head_rows if i < len(r)]
            parts = [label, *column[::-1], *([section] if section else [])]
            if any(c.has("gap", "others") for c in parts):
                continue
            figure = cell.count
            assert figure is not None
            basis = {kind: _change(changes, head_rows, kind) for kind in ("yoy", "seq")} if not order else {}
            found.append(
                Entry(
                    label,
                    figure,
                    int(figure.value) * (1000 if thousands else 1),
                    next((n for c in parts for n in c.names), None),
                    next((v for c in parts if (v := c.value("metrics"))), None),
                    _period(parts),
                    next((v for c in parts if (v := c.value("powertrain"))), None),
                    next((v for c in parts if (v := c.value("region"))), None),
                    basis.get("yoy"),
                    basis.get("seq"),
                    any(c.has("cumulative") for c in parts),
                    "target" if any(c.has("target") for c in parts) else "actual",
                )
            )
    return found


def _is_period(cell: Cell) -> bool:
    return bool(cell.periods) or any(f.looks_like_year for f in cell.figures)


def _period(parts: Sequence[Cell]) -> str | None:
    """Month in one head and year in the other are one period; else the most exact that is told."""
    values = [p.value for c in parts for p in c.periods if p.value]
    years = [str(f.value) for c in parts for f in c.figures if f.looks_like_year]
    values += years
    year = next((v for v in values if len(v) == 4), None)
    exact = next((v for v in values if len(v) > 4), None)
    if exact and year and exact[:4] != year and len(exact) in (7,):
        return year + exact[4:]
    return exact or year


def _change(changes: Sequence[tuple[int, Figure | None]], heads: Sequence[Row], kind: str) -> float | None:
    for i, percent in changes:
        column = [r[i] for r in heads if i < len(r)]
        told = any(c.has(kind) for c in column)
        other = any(c.has("seq" if kind == "yoy" else "yoy") for c in column)
        if percent is not None and (told or (kind == "yoy" and not other)):
            return float(abs(percent.value)) * (percent.sign or 1)
    return None

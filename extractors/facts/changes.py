"""Percentages: which one says how a count moved, against what, and which count it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.facts.figures import Figure
from extractors.facts.lexicon import Cue
from extractors.facts.scene import Scene
from extractors.text import Period

FAR = 999.0
CLAUSE = 6.0
BASES = {"year_ago": "yoy", "previous": "seq"}


@dataclass(frozen=True)
class Change:
    """Signed percentages of a count on the year and on the month or quarter before."""

    yoy: float | None = None
    seq: float | None = None

    def with_(self, basis: str, value: float) -> "Change":
        """The change with one more percentage; the first one stated stands."""
        if basis == "yoy":
            return self if self.yoy is not None else replace(self, yoy=value)
        return self if self.seq is not None else replace(self, seq=value)


def changes(scene: Scene, counts: Sequence[Figure]) -> dict[Figure, Change]:
    """Changes of the counts of a sentence."""
    found: dict[Figure, Change] = {}
    for percent in scene.percents:
        sign = direction(scene, percent)
        count = _owner(scene, percent, counts) if sign else None
        if count is not None:
            basis = _basis(scene, percent)
            found[count] = found.get(count, Change()).with_(basis, sign * float(abs(percent.value)))
    return found


def direction(scene: Scene, percent: Figure) -> int:
    """+1, -1, or 0 where nothing says that the percentage is a change."""
    if percent.sign:
        return percent.sign
    best: tuple[float, int] = (70.0, 0)
    for cue in scene.of("up", "down"):
        cost = scene.cost(cue, percent)
        if cue.end <= percent.start and any(cue.end <= p.start < percent.start for p in scene.percents):
            cost += 12
        if cue.start >= percent.end and any(percent.end <= p.start < cue.start for p in scene.percents):
            cost += 40
        best = min(best, (cost, 1 if cue.kind == "up" else -1), key=lambda o: o[0])
    return best[1]


def compared(scene: Scene) -> dict[Period, str]:
    """Periods that only say what a percentage is measured against, with the basis: "up 5% from August" is seq."""
    found: dict[Period, str] = {}
    for period in scene.periods:
        based = period.kind in BASES or any(cue.end <= period.start <= cue.end + 5 for cue in scene.of("base"))
        if based and _measured(scene, period):
            yearly = len(period.value or "") == 4 or period.explicit
            found[period] = BASES.get(period.kind) or ("yoy" if yearly else "seq")
    return found


def _measured(scene: Scene, period: Period) -> bool:
    """Whether a percentage of the clause stands nearer to a period than any count."""
    count = min((scene.cost(c, period) for c in scene.counts), default=FAR)
    for percent in scene.percents:
        cost, behind = scene.cost(percent, period), percent.start >= period.end
        parted = scene.crossed(percent, period) or scene.barrier(percent, period) >= CLAUSE
        if not parted and cost <= (40 if behind else 60) and (cost < count or not behind):
            return True
    return False


def _basis(scene: Scene, percent: Figure) -> str:
    options: list[tuple[float, Cue]] = []
    told = [Cue(p.start, p.end, kind, "") for p, kind in compared(scene).items()]
    for cue in [*scene.of("yoy", "seq"), *told]:
        low, high = min(cue.end, percent.end), max(cue.start, percent.start)
        others = sum(low <= p.start < high for p in scene.percents if p is not percent)
        options.append((scene.cost(cue, percent) + 30 * others, cue))
    cost, cue_ = min(options, key=lambda o: o[0], default=(999.0, None))
    return cue_.kind if cue_ is not None and cost <= 70 else "yoy"


def _owner(scene: Scene, percent: Figure, counts: Sequence[Figure]) -> Figure | None:
    """The count a percentage belongs to: the one it leads to ("up 68% to X"), else the nearest before, else after."""
    before = [c for c in counts if c.end <= percent.start]
    after = [c for c in counts if c.start >= percent.end]
    if after and scene.cost(percent, after[0]) <= 45 and scene.barrier(percent, after[0]) < CLAUSE:
        low, high = percent.end, after[0].start
        if any(low <= cue.start and cue.end <= high for cue in scene.of("to")):
            return after[0]
    if before:
        return before[-1]
    return after[0] if after and scene.cost(percent, after[0]) <= 60 else None

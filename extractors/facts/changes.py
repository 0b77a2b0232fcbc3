"""Percentages: which one says how a count moved, against what, and which count it belongs to."""

from dataclasses import dataclass, replace

from extractors.facts.figures import Figure
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


def off(value: float, base: float, pct: float) -> float:
    """By how many percentage points a change told differs from the one that a count and its base compute."""
    return abs(100 * (value / base - 1) - pct)


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

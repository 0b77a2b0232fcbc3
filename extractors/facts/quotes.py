"""From what was read to what is listed: stated twice is listed once, each with the shortest stretch that states it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.facts.lexicon import Cue
from extractors.facts.milestones import Draft
from extractors.facts.scene import Scene, Spanned
from extractors.model import Milestone, StockMove

REACH = 60.0  # how far from the figure a word may stand to be part of its quote
ROUNDED = 1.06  # "over 100,000" beside 104,326 is the same count


def settle_milestones(drafts: Sequence[Draft]) -> tuple[Milestone, ...]:
    """The counts, each once, in the order of the text, quotes set."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((i for i, other in enumerate(kept) if _same(other.milestone, draft.milestone)), None)
        if twin is None:
            kept.append(draft)
        else:
            poor, rich = sorted((draft, kept[twin]), key=_wealth)
            kept[twin] = replace(rich, milestone=_filled(rich.milestone, poor.milestone))
    exact = [d.milestone for d in kept if d.milestone.qualifier == "exact"]
    listed = [d for d in kept if not any(_rounds(d.milestone, m) for m in exact)]
    return tuple(sorted((_quoted(d) for d in listed), key=lambda m: (m.quote_start, m.value)))


def settle_moves(moves: Iterable[tuple[Scene, StockMove]]) -> tuple[StockMove, ...]:
    """The moves, each once, in the order of the text, quotes set."""
    kept: dict[tuple[object, ...], StockMove] = {}
    for scene, move in moves:
        here: list[Spanned] = [Cue(move.quote_start, move.quote_end, "", "")]
        near: list[Spanned] = [*(n for n in scene.names if n.company == move.company), *scene.of("stock", "up", "down")]
        here += [w for w in near if scene.cost(w, here[0]) <= REACH]
        start, end = min(w.start for w in here), max(w.end for w in here)
        key = (move.company, move.direction, move.pct)
        kept.setdefault(key, replace(move, quote=scene.text[start:end], quote_start=start, quote_end=end))
    return tuple(kept.values())


def _same(a: Milestone, b: Milestone) -> bool:
    """Whether two statements are of one count: nothing that both tell differs."""
    if (a.company, a.value, a.status, a.metric, a.scope) != (b.company, b.value, b.status, b.metric, b.scope):
        return False
    # When a running total was reached is often told once and repeated without.
    pairs = ((a.model, b.model), *(() if a.scope == "cumulative" else ((a.period, b.period),)))
    return all(x is None or y is None or x == y for x, y in pairs)


def _filled(rich: Milestone, poor: Milestone) -> Milestone:
    """A statement with what only the other statement of the same count tells."""
    fields = ("period", "model", "elapsed_days", "yoy_pct", "seq_pct", "powertrain", "region")
    told = {name: getattr(poor, name) for name in fields if getattr(rich, name) is None}
    return replace(rich, **{name: value for name, value in told.items() if value is not None})


def _wealth(draft: Draft) -> int:
    m = draft.milestone
    return (
        sum(x is not None for x in (m.period, m.model, m.elapsed_days, m.yoy_pct, m.seq_pct, m.powertrain)) + draft.told
    )


def _rounds(rough: Milestone, exact: Milestone) -> bool:
    """Whether a bound only repeats an exact figure of the same maker."""
    if (
        rough.qualifier not in ("over", "under", "about")
        or rough.company != exact.company
        or rough.status != exact.status
    ):
        return False
    low, high = sorted((rough.value, exact.value))
    side = rough.qualifier == "about" or (rough.value == low) == (rough.qualifier == "over")
    return side and low != high and high <= low * ROUNDED and rough.scope == exact.scope


def _quoted(draft: Draft) -> Milestone:
    scene, figure = draft.scene, draft.figure
    if scene is None:
        return draft.milestone
    words: list[Spanned] = [figure]
    names = [n for n in scene.names if n.company == draft.milestone.company]
    metrics = [cue for cue in scene.of("metrics") if cue.value == draft.milestone.metric]
    for group in (names, metrics):
        near = scene.nearest(figure, group)
        if near and near[0] <= REACH and scene.crossed(figure, near[1]) == 0:
            words.append(near[1])
    start, end = min(w.start for w in words), max(w.end for w in words)
    return replace(draft.milestone, quote=scene.text[start:end], quote_start=start, quote_end=end)

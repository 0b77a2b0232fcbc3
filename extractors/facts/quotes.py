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
    places: dict[tuple[object, ...], list[int]] = {}
    for draft in drafts:
        m = draft.milestone
        alike = places.setdefault((m.company, m.value, m.status, m.metric), [])
        twin = next((i for i in alike if _same(kept[i], draft)), None)
        if twin is None:
            alike.append(len(kept))
            kept.append(draft)
        else:
            poor, rich = sorted((draft, kept[twin]), key=_wealth)
            kept[twin] = replace(rich, milestone=_filled(rich.milestone, poor.milestone))
    exact: dict[tuple[object, ...], list[Milestone]] = {}
    for m in (d.milestone for d in kept if d.milestone.qualifier == "exact"):
        exact.setdefault(_kind(m), []).append(m)
    rough = [d for d in kept if d.milestone.qualifier != "exact"]
    rounded = {id(d) for d in rough for m in exact.get(_kind(d.milestone), ()) if _rounds(d.milestone, m)}
    listed = [d for d in kept if id(d) not in rounded]
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


def _same(one: Draft, two: Draft) -> bool:
    """Whether two statements of one maker, value, metric and standing are of one count: nothing told differs.

    "It has built 100,000 cars" beside "the 100,000th car" is the running total, unless a time is told with it.
    """
    a, b = one.milestone, two.milestone
    if a.scope != b.scope:
        total, other = (one, two) if a.scope == "cumulative" else (two, one)
        if total.milestone.scope != "cumulative" or not total.figure.ordinal or other.told:
            return False
    # When a running total was reached is often told once and repeated without.
    pairs = ((a.model, b.model), *(() if "cumulative" in (a.scope, b.scope) else ((a.period, b.period),)))
    return all(x is None or y is None or x == y for x, y in pairs)


def _kind(m: Milestone) -> tuple[object, ...]:
    return m.company, m.status, m.scope


def _filled(rich: Milestone, poor: Milestone) -> Milestone:
    """A statement with what only the other statement of the same count tells."""
    fields = ["model", "elapsed_days", "yoy_pct", "seq_pct", "powertrain", "region"]
    fields += ["period"] * (rich.scope == poor.scope)
    told = {name: getattr(poor, name) for name in fields if getattr(rich, name) is None}
    return replace(rich, **{name: value for name, value in told.items() if value is not None})


def _wealth(draft: Draft) -> tuple[bool, int]:
    m = draft.milestone
    told = (m.period, m.model, m.elapsed_days, m.yoy_pct, m.seq_pct, m.powertrain)
    return m.scope == "cumulative", sum(x is not None for x in told) + draft.told


def _rounds(rough: Milestone, exact: Milestone) -> bool:
    """Whether a bound only repeats an exact figure of the same maker: a rounder number, with nothing else told."""
    low, high = sorted((rough.value, exact.value))
    pairs = ((rough.period, exact.period), (rough.model, exact.model))
    if _digits(rough.value) >= _digits(exact.value) or any(a and b and a != b for a, b in pairs):
        return False
    side = rough.qualifier == "about" or (rough.value == low) == (rough.qualifier == "over")
    return side and low != high and high <= low * ROUNDED


def _digits(value: int) -> int:
    """How many digits of a number say something: 2 of 41,000."""
    return len(str(value).rstrip("0"))


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

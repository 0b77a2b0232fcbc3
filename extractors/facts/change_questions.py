"""What a percentage says: of which count it tells the change, and against what."""

from collections.abc import Mapping, Sequence

from extractors.facts.changes import compared, off
from extractors.facts.figures import Figure
from extractors.facts.judge import Option, each
from extractors.facts.lexicon import Cue
from extractors.facts.pairs import change, runs
from extractors.facts.scene import Scene
from extractors.facts.traits import View
from extractors.facts.when import moved
from extractors.model import Milestone
from extractors.text import Period
from extractors.text.calendar import bounds

OPENING = 40  # characters
EXACT = 0.7  # percentage points
MEASURES = (("yoy", (-1, 0)), ("seq", (0, -1)))
CLOSE = 60.0  # from a percentage to the count it is measured by


def owners(
    scene: Scene,
    percent: Figure,
    counts: Sequence[Figure],
    earlier: Sequence[Figure],
    said: Mapping[Figure, Milestone],
    changed: Mapping[Figure, Figure],
    sign: int,
) -> list[Option]:
    """Which count a percentage says the change of: one of the sentence, of the one before (`earlier`), or none.

    `said`: what is known of each of them and of some before; `changed`: the counts whose change was told in the
    sentence, with it; `sign`: whether it rose or fell.
    """
    view = View(scene, percent)
    near = view.around(counts, 4, 3)
    left = [c for c in near if c.start < percent.start]
    right = [c for c in near if c.start >= percent.end]
    traits = [*_change_words(view), *view.words]
    bracketed = scene.text[percent.start - 2 : percent.start].strip("+-−–± ").endswith(("(", "（"))
    partner = _partner(scene, percent, counts)
    habit = [f"habit {count.start < other.start}" for count, other in list(changed.items())[-1:]]
    alone = f"alone {not near}"
    opens = f"opens {percent.start - scene.start < OPENING} {bool(scene.names)} {alone}"
    traits += [opens, f"{opens} {_first(scene)}"]
    options = [Option(None, [f"none {trait}" for trait in ("bias", alone, *traits)])]
    for count in near:
        place = view.place("count", count)
        own = [
            *place,
            *(["next before"] * bool(left and count is left[-1])),
            *(["next behind"] * bool(right and count is right[0])),
            f"left {min(2, len(left))} right {min(2, len(right))} {count in left}",
            f"bracketed {bracketed} {bool(left) and count is left[-1]}",
            f"{change(scene, count)} {count in left} bracketed {bracketed}",
        ]
        own += _standing(said, count, near)
        fitting = [_basis_of(said[count], m) for m in said.values() if _fits(percent, sign, said[count], m)]
        own += [f"computes {bool(fitting)}", f"computes {bool(fitting)} {count in left}"]
        own += [f"changed {count in changed} {count in left}"]
        own += [f"{how} {count in left} {'next before' in own or 'next behind' in own}" for how in habit]
        if partner is not None:
            own.append(f"partner {partner is count}")
        gap = (min(count.end, percent.end), max(count.start, percent.start))
        for kind in ("to", "up", "down", "yoy", "seq", "breaks", "metrics"):
            inside = any(gap[0] <= cue.start and cue.end <= gap[1] for cue in scene.of(kind))
            own += [f"{kind} between {count in left}"] * inside
        others = sum(gap[0] <= p.start < gap[1] for p in scene.percents if p is not percent)
        own.append(f"percents between {min(2, others)} {count in left}")
        if any(gap[0] <= n.start < gap[1] for n in scene.names):
            own.append(f"name between {count in left}")
        options.append(Option(count, own))
    for count in dict.fromkeys((*earlier[:1], *earlier[-1:])):
        rank = "only" if len(earlier) == 1 else "first" if count is earlier[0] else "last"
        own = [
            f"earlier {rank}",
            f"earlier {rank} counts {min(2, len(near))} percents {min(3, len(scene.percents))}",
            f"earlier name {bool(scene.names)} metric {bool(scene.of('metrics'))}",
            f"earlier changed {count in changed} {len(changed)}",
            f"earlier first {percent is scene.percents[0]} after a count {bool(left)}",
            f"earlier anaphor {bool(scene.of('anaphor'))}",
            *(f"earlier {change(scene, c)}" for c in right[:1]),
            *(f"earlier {trait}" for trait in _standing(said, count, earlier)),
            f"computes {any(_fits(percent, sign, said[count], m) for m in said.values())}",
            *(f"earlier {trait}" for trait in traits),
        ]
        options.append(Option(count, own))
    return options


def _first(scene: Scene) -> str:
    """The word that opens a sentence; a letter where no blanks part words."""
    words = scene.text[scene.start : scene.start + 20].lower().split()
    return words[0] if words and scene.spaced else scene.text[scene.start : scene.start + 1]


def _fits(percent: Figure, sign: int, count: Milestone, base: Milestone) -> bool:
    """Whether a count lies by a percentage over or under another, as far as rounding lets one see."""
    told = sign * float(abs(percent.value))
    return count.value != base.value and off(count.value, base.value, told) < EXACT


def _basis_of(count: Milestone, base: Milestone) -> str | None:
    """Of which kind a change is that leads from one count to another."""
    if not count.period or not base.period:
        return None
    return next((kind for kind, by in MEASURES if moved(count.period, by) == base.period), None)


def _standing(said: Mapping[Figure, Milestone], count: Figure, others: Sequence[Figure]) -> list[str]:
    """What a count is among others: fact or goal, and whether one of a later time stands beside it."""
    own = said[count]
    times = [bounds(period)[1] for c in others if (period := said[c].period)]
    older = own.period is not None and bounds(own.period)[1] < max(times)
    return [f"status {own.status}", f"older {older}", f"older {older} {count is others[-1]}"]


def _change_words(view: View) -> list[str]:
    percent = view.figure
    traits = [f"sign {percent.sign}"]
    for kind in ("up", "down", "yoy", "seq", "base", "stock", "not_stock", "of", "share"):
        traits += view.cued(kind)
    return traits


def _partner(scene: Scene, percent: Figure, counts: Sequence[Figure]) -> Figure | None:
    """The count that a percentage of a list belongs to: "1, 2 and 3, up 4%, 5% and 6%"."""
    for run in runs(scene, scene.percents):
        members = [scene.percents[i] for i in run]
        before = [c for c in counts if c.end <= members[0].start][-len(members) :]
        if percent in members and len(before) == len(members):
            return before[members.index(percent)]
    return None


def bases(
    scene: Scene, percent: Figure, count: Figure, said: Mapping[Figure, Milestone], before: str, sign: int
) -> list[Option]:
    """Against what a change is measured: the year before, or the month or quarter before.

    `before`: the basis of the change told last.
    """
    when = {figure: milestone.period for figure, milestone in said.items()}
    if (measured := _measure(scene, percent, count, when)) is not None:
        return [Option(measured, ())]
    view = View(scene, percent)
    own = when[count] or ""
    cued = " ".join(kind for kind in ("yoy", "seq") if scene.of(kind))
    traits = ["bias", f"length {len(own)}", f"length {len(own)} {own[4:6]}", *view.words, *view.context]
    computed = {_basis_of(said[count], m) for m in said.values() if _fits(percent, sign, said[count], m)}
    traits += [f"computes {basis}" for basis in sorted(map(str, computed))]
    traits += [f"last {before}", f"last {before} cued {cued}", f"last {before} length {len(own)}"]
    for kind, by in MEASURES:
        earlier = moved(own, by) if own else None
        traits += view.nearest(f"told {kind}", [p for p in scene.periods if earlier and p.value == earlier])
    for kind in ("yoy", "seq"):
        told: list[Cue | Period] = [*scene.of(kind), *(p for p, basis in compared(scene).items() if basis == kind)]
        traits += view.nearest(kind, told)
        others = [p for p in scene.percents if p is not percent]
        cost, cue = min(((scene.cost(c, percent), c) for c in told), key=lambda o: o[0], default=(999.0, None))
        taken = cue is not None and any(scene.cost(cue, p) < cost for p in others)
        traits.append(f"{kind} nearer to another {taken}")
    return each(("yoy", "seq"), traits)


def _measure(scene: Scene, percent: Figure, count: Figure, when: Mapping[Figure, str | None]) -> str | None:
    """The basis where the count that is compared with tells it: "up 11% from 13,312 in March" is a month in April."""
    own = when[count]
    base = next((f for f in scene.counts if f in when and f.start >= percent.end and change(scene, f) == "base"), None)
    then = when[base] if base is not None and base is not count else None
    if base is None or not own or not then or scene.cost(percent, base) > CLOSE:
        return None
    return next((kind for kind, by in MEASURES if moved(own, by) == then), None)

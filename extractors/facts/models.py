"""Which model was counted: one of the maker's beside the figure, a list of them, one spoken of before, or none."""

from collections.abc import Iterator, Sequence

from extractors.facts.figures import Figure
from extractors.facts.judge import Option
from extractors.facts.names import joint, listed
from extractors.facts.topic import Topic
from extractors.facts.traits import View, beside
from extractors.registry import NameMention


def models(
    view: View, name: NameMention, topic: Topic, here: bool, metric: str, counterparts: frozenset[str | None]
) -> list[Option]:
    """Models of one maker, given whose count it is and of what.

    `counterparts`: of which models, or None for all, such a count of the same time was told.
    """
    scene, last = view.scene, topic.last
    near = [n for n in view.around(scene.names, 6, 4) if n.model and n.company == name.company]
    situation = _situation(view, near, name, topic, here, metric)
    none = ["none", *(f"none {trait}" for trait in situation)]
    if name in scene.names:
        none += [f"none {place}" for place in view.place("name", name)[:3]]
    options = [option for other in near for option in _beside(view, near, other, name)]
    options.append(Option((None, name.brand), none))
    if last is not None and last.model is not None and last.company == name.company:
        state = f"last {here} {last.metric == metric} {bool(scene.names)}"
        options.append(Option((last.model, last.brand), ["last", state, *(f"last {trait}" for trait in situation)]))
    if name.model and name not in scene.names:
        options.append(Option((name.model, name.brand), ["carried", f"carried {bool(near)}"]))
    options += _before(name, topic, situation)
    if not counterparts:
        return options
    return [option._replace(traits=[*option.traits, *_told(option.value[0], counterparts, here)]) for option in options]


def _told(model: str | None, counterparts: frozenset[str | None], here: bool) -> Iterator[str]:
    told = f"told {model in counterparts} {model is None}"
    yield told
    yield f"{told} {here}"
    yield f"{told} all {None in counterparts} {here}"


def _situation(
    view: View, near: Sequence[NameMention], name: NameMention, topic: Topic, here: bool, metric: str
) -> list[str]:
    """What speaks for or against a count of one model at all."""
    scene, last = view.scene, topic.last
    chosen = name.kind if name in scene.names else "carried"
    own = sum(n.company == name.company for n in topic.featured)
    same = last is not None and last.company == name.company
    before = "none" if last is None or not same else "model" if last.model else "all"
    opened = "none" if topic.first is None else "model" if topic.first.model else "all"
    alike = last is not None and last.metric == metric
    closest = min((view.relation(n) for n in near), key=lambda r: (min(r.wall, 2), r.crossed, r.near), default=None)
    place = f"{closest.side}{closest.crossed}{min(closest.wall, 2)}" if closest else "none"
    car = any(not any(n.start < cue.end and cue.start < n.end for n in scene.names) for cue in scene.of("car"))
    return [
        f"{chosen} {min(2, len(near))}",
        f"size {len(str(int(view.figure.value)))}",
        f"metric {metric}",
        f"models {min(3, own)} {bool(near)}",
        f"before {before} {here} {bool(near)}",
        f"before {before} {chosen} {alike}",
        f"closest {place}",
        f"closest {place} before {before} {here}",
        f"first {topic.sentence == 0}",
        f"opened {opened} {bool(near)}",
        f"car {car} {bool(near)}",
        f"car {car} anaphor {bool(scene.of('anaphor'))} {chosen}",
    ]


def _beside(view: View, near: Sequence[NameMention], other: NameMention, name: NameMention) -> Iterator[Option]:
    """A model of the sentence, and where it stands in a list of two, both."""
    scene, figure = view.scene, view.figure
    left = [n for n in near if n.start < figure.start]
    right = [n for n in near if n.start >= figure.end]
    before, behind = bool(left and other is left[-1]), bool(right and other is right[0])
    traits = view.place("model", other)
    traits += [f"chosen {other is name}", f"chosen {other is name} kind {name.kind}"]
    traits += ["next before"] * before + ["next behind"] * behind
    traits += [f"{traits[1]} next {before} {behind}"]
    between = [n for n in scene.names if n is not other and min(n.start, other.start) >= min(other.end, figure.start)]
    traits.append(f"company between {any(n.kind == 'company' and _within(n, other, figure) for n in between)}")
    whose = view.whose(other)
    traits += [f"closest to its {whose}", f"closest to its {whose} {before} {behind}"]
    lead, trail = beside(scene, other)
    traits += [f"led by {lead}", f"trailed by {trail}", f"led by {lead} {before}"]
    row = listed(scene, other)
    traits.append(f"one of {min(3, len(row))}")
    yield Option((other.model, other.brand), traits)
    if len(row) == 2:
        side = "b" if other.start < figure.start else "a"
        parted = row[0].start < figure.start < row[1].start
        both = ["both", f"both {side} {other is row[0]}", f"both parted {parted}"]
        yield Option((joint([n.model for n in row if n.model]), other.brand), [*traits, *both])


def _before(name: NameMention, topic: Topic, situation: Sequence[str]) -> Iterator[Option]:
    """The models of the headline, of the whole text and of the sentences before."""
    headline = [n for n in topic.headline if n.company == name.company]
    for other in headline[:2]:
        yield _carried("headline", other, topic, situation)
    featured = [n for n in topic.featured if n.company == name.company]
    if featured:
        yield _carried("featured", featured[0], topic, situation)
    for seen in topic.models:
        if seen.name.company == name.company:
            apart = min(3, topic.sentence - seen.sentence)
            option = _carried(f"seen {apart} ago {seen.sole}", seen.name, topic, situation)
            yield Option(option.value, [*option.traits, f"seen {apart} ago leads {seen.leads}"])


def _carried(source: str, other: NameMention, topic: Topic, situation: Sequence[str]) -> Option:
    model = other.company, other.model
    named = [
        f"headline {any((n.company, n.model) == model for n in topic.headline)}",
        f"featured {bool(topic.featured) and (topic.featured[0].company, topic.featured[0].model) == model}",
    ]
    first = topic.first
    if first is not None:
        named.append(f"opened {(first.company, first.model) == model}")
    traits = [source, *named, " ".join(named), *(f"carried {trait}" for trait in situation)]
    return Option((other.model, other.brand), [*traits, *(f"{source} {trait}" for trait in situation)])


def _within(name: NameMention, other: NameMention, figure: Figure) -> bool:
    low, high = min(other.end, figure.end), max(other.start, figure.start)
    return low <= name.start < high

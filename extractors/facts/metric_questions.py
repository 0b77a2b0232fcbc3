"""What was counted: production, deliveries, sales …, by the words around, the one carried over, an ordinal."""

from bisect import bisect
from collections.abc import Iterator, Sequence

from extractors.facts.judge import Option
from extractors.facts.lexicon import Cue
from extractors.facts.scene import Scene
from extractors.facts.topic import Topic
from extractors.facts.traits import ALIKE, View

FIGURED = ("sales", "deliveries", "registrations", "orders")  # for which figures of speech stand, one for the other


def metrics(view: View, topic: Topic, here: bool, company: str) -> list[Option]:
    """What was counted of a maker's cars. `here`: the last count is of this sentence."""
    scene, figure = view.scene, view.figure
    cues = [
        cue for cue in scene.of("metrics") if not any(n.start <= cue.start and cue.end <= n.end for n in scene.names)
    ]
    near = view.around(sorted(cues), 5, 4)
    figurative = [cue for cue in near if _figurative(scene, cue)]
    told = "plainly" if len(figurative) < len(near) else "figuratively" if near else "not"
    spoken = " ".join(sorted({cue.value for cue in figurative}))
    options = [*_named(view, topic, here, near, figurative), *_carried(view, topic, here, near, told, spoken)]
    if figure.ordinal:
        options.append(Option("production", ["by ordinal", f"by ordinal {bool(near)}"]))
    options += [
        Option(value, [f"unnamed {value}", f"unnamed {bool(near)}", f"unnamed {value}, figure of {spoken}"])
        for value in topic.metrics
    ]
    options = options or [Option("sales", ["by default"])]
    options.append(_able(view, topic, near))
    beside = [
        f"beside {m.metric} {m.scope} {bisect(ALIKE, figure.value / m.value)}"
        for m in {m.metric: m for m in topic.counts if m.company == company}.values()
    ]
    own = {option.value: [f"{option.value} {it}" for it in (*view.context, *beside)] for option in options}
    return [option._replace(common=own[option.value]) for option in options]


def _figurative(scene: Scene, cue: Cue) -> bool:
    """Whether a word for a metric is a figure of speech ("found buyers"), which any of FIGURED may be meant by."""
    return cue.value in FIGURED and not any(cue.start <= p.start and p.end <= cue.end for p in scene.of("plain"))


def _named(view: View, topic: Topic, here: bool, near: Sequence[Cue], figurative: Sequence[Cue]) -> Iterator[Option]:
    """The metrics that the sentence names."""
    scene, figure = view.scene, view.figure
    most = next(iter(topic.metrics), None)
    many = len({cue.value for cue in near}) > 1
    goal = bool(scene.of("target", "forecast"))
    told = "plainly" if len(figurative) < len(near) else "figuratively"
    left = [cue for cue in near if cue.start < figure.start]
    right = [cue for cue in near if cue.start >= figure.end]
    for cue in near:
        traits = view.place("cue", cue)
        side = view.relation(cue).side
        whose = view.whose(cue)
        traits += [f"closest to its {whose}", f"closest to its {whose} {side} {many}"]
        traits += [f"closest to its {whose} {scene.family}{side}"]
        if cue in figurative:
            traits += [f"figure of {cue.value}, {told}", f"figure of {cue.value}, most {most}", f"figure {traits[1]}"]
            traits += [f"figure, is metric {topic.metric == cue.value}", f"figure, is most {most == cue.value}"]
        traits += [f"of {cue.value}", f"of {cue.value} {many}", f"of {cue.value} goal {goal}"]
        traits += [f"{cue.value} {' '.join(view.place('', cue)[1:2])}"]
        traits += ["next before"] * bool(left and cue is left[-1]) + ["next behind"] * bool(right and cue is right[0])
        if any(c.start <= cue.start and cue.end < c.end for c in near):
            traits.append("part of another")
        if cue.value == "capacity":
            traits.append(f"capacity, rate {bool(scene.of('rate'))}")
        traits.append(f"is last {topic.last is not None and topic.last.metric == cue.value} {here}")
        traits += [f"{cue.value} where most is {most}", f"is most {most == cue.value} {many}"]
        traits.append(f"is metric {topic.metric == cue.value}")
        traits.append(f"is main {topic.main == cue.value}")
        yield Option(cue.value, traits)


def _carried(view: View, topic: Topic, here: bool, near: Sequence[Cue], told: str, spoken: str) -> Iterator[Option]:
    """The metrics spoken of so far. `told`: how the sentence names one; `spoken`: its figures of speech."""
    scene = view.scene
    most = next(iter(topic.metrics), None)
    goal, part, past = bool(scene.of("target", "forecast")), bool(scene.of("part")), bool(scene.of("past"))
    last = topic.last.metric if topic.last else None
    for source, value in (("topic", topic.metric), ("last", last), ("main", topic.main)):
        if value is not None:
            traits = [
                f"carried {source}",
                f"carried {source} {bool(near)} {here}",
                f"carried {source} part {part}",
                f"carried {value} where most is {most}",
                f"carried {source} most {most == value} {bool(near)} {here}",
                f"carried {source} {value == topic.metric} {value == last} {value == topic.main}",
                f"carried {source} ordinal {view.figure.ordinal}",
                f"of {value}",
                f"carried {value} past {past}",
                f"carried {value} goal {goal}",
                f"carried {source} goal {goal} most {most == value}",
                f"carried {source} told {told} {here}",
                f"carried {value} told {told}",
                f"carried {value}, figure of {spoken}",
                f"carried {source}, figure of {spoken}",
            ]
            yield Option(value, traits)


def _able(view: View, topic: Topic, near: Sequence[Cue]) -> Option:
    """What could be made, though no word says so: "the lines put out 300,000 a year"."""
    made = any(cue.value == "production" for cue in near)
    able = [f"able {trait}" for kind in ("rate", "future", "target") for trait in view.cued(kind)]
    able += [f"able {trait}" for trait in view.words]
    future = bool(view.scene.of("future"))
    return Option("capacity", ["able", f"able {made} {future}", f"able main {topic.main}", *able])

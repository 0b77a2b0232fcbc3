"""Where the vehicles of a count were made or sold: the market or country that its sentence or the text so far names."""

from extractors.facts.judge import Option
from extractors.facts.topic import Topic
from extractors.facts.traits import View


def regions(view: View, topic: Topic, here: bool, company: str, metric: str) -> list[Option]:
    """The regions named around a figure, those of the count before it and of the text, or none."""
    scene, last = view.scene, topic.last
    near = view.around(sorted(scene.of("region")), 3, 3)
    many = min(2, len({cue.value for cue in near}))
    same = last is not None and last.company == company
    listed = f"{here} {same} {last is not None and last.metric == metric}"
    left = [cue for cue in near if cue.start < view.figure.start]
    options = []
    for cue in near:
        traits = [*view.place("cue", cue), f"of {cue.value}", f"{metric} {many}", f"many {many}"]
        traits += ["next before"] * bool(left and cue is left[-1])
        traits.append(f"word {scene.text[max(scene.start, cue.start - 3) : cue.start].lower()}")
        traits.append(f"is last {last is not None and last.region == cue.value} {listed}")
        options.append(Option(cue.value, traits))
    none = [
        "none",
        f"none {many}",
        f"none {metric}",
        f"none {len(topic.regions) > 0}",
        *(f"none {w}" for w in view.words),
    ]
    if last is not None:
        none.append(f"none, last {last.region is not None} {listed}")
    options.append(Option(None, none))
    if last is not None and last.region:
        options.append(Option(last.region, ["last", f"last {listed} {many}", f"last {last.region}"]))
    for i, value in enumerate(topic.regions[:3]):
        traits = [f"topic {i} of {min(3, len(topic.regions))} {many}", f"topic {value} {metric}", f"topic {i} {metric}"]
        options.append(Option(value, traits))
    return options

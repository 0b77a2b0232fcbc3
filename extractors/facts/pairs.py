"""What belongs together: "A, B and C sold 1, 2 and 3", "A and B each passed 20,000", "from 1 to 2"."""

from collections.abc import Sequence

from extractors.facts.figures import Figure
from extractors.facts.scene import Scene, Spanned
from extractors.registry import NameMention

NEAR = 90.0
REACH, WIDE = 7, 40  # characters from a word to its count, from one count of a change to the other


def linked(scene: Scene, a: Spanned, b: Spanned) -> bool:
    """Whether two mentions are neighbours in a list: "Model 3s and a Model Y", "de Renault et de Stellantis"."""
    gap = scene.between(a, b).lower().removeprefix("s ").replace(",", " , ").split()
    words = [word for word in gap if word not in scene.articles]
    return 0 < len(words) <= 2 and all(word in scene.joints for word in words)


def runs(scene: Scene, mentions: Sequence[Spanned]) -> list[list[int]]:
    """Indexes of the mentions that stand in lists of two or more."""
    found: list[list[int]] = []
    for i in range(1, len(mentions)):
        if linked(scene, mentions[i - 1], mentions[i]):
            if found and found[-1][-1] == i - 1:
                found[-1].append(i)
            else:
                found.append([i - 1, i])
    return found


def listed_names(scene: Scene, before: int) -> list[NameMention]:
    """The last list of different makers' or models' names that ends before a place."""
    names = [n for n in scene.names if n.end <= before]
    merged = [
        n for i, n in enumerate(names) if not i or (n.company, n.model) != (names[i - 1].company, names[i - 1].model)
    ]
    lists = runs(scene, merged)
    found = [merged[i] for i in lists[-1]] if lists else []
    maker_first = len(found) > 2 and not found[0].model and all(n.model for n in found[1:])
    return found[1:] if maker_first else found


def in_step(scene: Scene, figure: Figure) -> NameMention | None:
    """The name at a figure's place, where a list of figures follows a list of as many names."""
    for run in runs(scene, scene.counts):
        members = [scene.counts[i] for i in run]
        names = listed_names(scene, members[0].start)
        if figure in members and len(names) == len(members):
            return names[members.index(figure)]
    return None


def paired(scene: Scene, figures: Sequence[Figure], told: bool = False) -> dict[Figure, list[NameMention]]:
    """Figures of a list with the names of the list before it, one each, where the text says "respectively".

    `told`: two lists of one length say it.
    """
    found: dict[Figure, list[NameMention]] = {}
    for run in runs(scene, figures):
        members = [figures[i] for i in run]
        names = listed_names(scene, members[0].start)
        each = told or any(scene.cost(cue, members[0]) <= NEAR for cue in scene.of("respectively"))
        each = each or any(scene.cost(cue, members[-1]) <= NEAR for cue in scene.of("respectively"))
        if len(names) == len(members) and each:
            found |= {figure: [name] for figure, name in zip(members, names, strict=True)}
    return found


def shared(scene: Scene, figure: Figure, figures: Sequence[Figure]) -> list[NameMention]:
    """The names that share one figure: "A and B each passed 20,000"."""
    names = listed_names(scene, figure.start)
    if len(names) < 2 or any(names[0].start <= f.start < figure.start for f in figures if f is not figure):
        return []
    each = any(
        names[0].start <= cue.start and scene.cost(cue, figure) <= 40 for cue in scene.of("each", "respectively")
    )
    return names if each and scene.cost(names[-1], figure) <= 60 else []


def led(scene: Scene, figure: Figure, *kinds: str) -> bool:
    """Whether a word of the kinds leads to a figure, or follows it where verbs end the sentence."""
    if scene.family.startswith("f"):
        return any(figure.end <= cue.start <= figure.end + 1 for cue in scene.of(*kinds))
    return any(cue.end <= figure.start <= cue.end + REACH for cue in scene.of(*kinds))


def change(scene: Scene, figure: Figure) -> str:
    """What a count is of a change that its sentence tells: the "old" of "from 1 to 2", its "new", or "none"."""
    place = next(i for i, count in enumerate(scene.counts) if count is figure)
    before, behind = scene.counts[max(0, place - 1) : place], scene.counts[place + 1 : place + 2]
    if behind and _moves(scene, figure, behind[0]):
        return "old"
    if before and _moves(scene, before[0], figure):
        return "new"
    return "base" if led(scene, figure, "base", "than") else "none"


def _moves(scene: Scene, old: Figure, new: Figure) -> bool:
    if new.start - old.end > WIDE or not led(scene, old, "from"):
        return False
    return scene.family.startswith("f") or any(old.end <= cue.start < new.start for cue in scene.of("to"))


def of_old(scene: Scene, place: int) -> bool:
    """Whether the count that begins at a place is what another is measured by."""
    return any(change(scene, count) in ("old", "base") for count in scene.counts if count.start == place)

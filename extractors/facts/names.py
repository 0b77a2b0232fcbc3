"""Names that belong together: two models of a list are one, a group and its marque are counted jointly."""

from dataclasses import replace

from extractors.facts.pairs import linked
from extractors.facts.scene import Scene
from extractors.registry import NameMention, registry


def jointly(scene: Scene, name: NameMention) -> NameMention:
    """The name, or where it ends a list of a group and its marque, the group with both as its brand: Hyundai/Kia."""
    before = [n for n in scene.names if n.end <= name.start and n.company != name.company]
    companies = registry().by_slug
    if name not in scene.names or not before:
        return name
    if not linked(scene, before[-1], name):
        return name
    first, second = companies[before[-1].company], companies[name.company]
    if second.parent == first.slug and name.kind == before[-1].kind == "company":
        return replace(before[-1], brand=f"{first.name}/{second.name}")
    return name


def listed(scene: Scene, name: NameMention) -> list[NameMention]:
    """The models of one maker in whose list a name stands: "Model S and Model X"."""
    names = [n for n in scene.names if n.model and n.company == name.company]
    first = last = names.index(name)
    while first and linked(scene, names[first - 1], names[first]):
        first -= 1
    while last + 1 < len(names) and linked(scene, names[last], names[last + 1]):
        last += 1
    return names[first : last + 1]


def joint(models: list[str]) -> str:
    """One name of two models: Model S and Model X are Model S/X."""
    first, second = models
    head = first.rpartition(" ")[0] + " "
    return f"{first}/{second.removeprefix(head)}" if len(head) > 2 else f"{first}/{second}"

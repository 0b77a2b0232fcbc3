"""Names that belong together: two models of a list are one, a group and its marque are counted jointly."""

from dataclasses import replace

from extractors.facts.scene import JOINTS, Scene
from extractors.registry import NameMention, registry


def jointly(scene: Scene, name: NameMention) -> NameMention:
    """The name, or where it ends a list of a group and its marque, the group with both as its brand: Hyundai/Kia."""
    before = [n for n in scene.names if n.end <= name.start and n.company != name.company]
    companies = registry().by_slug
    if name not in scene.names or not before:
        return name
    if scene.between(before[-1], name).strip().lower() not in JOINTS:
        return name
    first, second = companies[before[-1].company], companies[name.company]
    if second.parent == first.slug and name.kind == before[-1].kind == "company":
        return replace(before[-1], brand=f"{first.name}/{second.name}")
    return name


def chain(scene: Scene, name: NameMention) -> list[NameMention]:
    """The names of one maker that are listed up to this one: "Model S and Model X"."""
    found = [name]
    for other in reversed([n for n in scene.names if n.end <= name.start]):
        gap = scene.text[other.end : found[0].start].strip().lower()
        if other.company != name.company or not (gap in JOINTS or gap.removeprefix("s ") in JOINTS):
            break
        found.insert(0, other)
    return found


def joint(models: list[str]) -> str:
    """One name of two models: Model S and Model X are Model S/X."""
    first, second = models
    head = first.rpartition(" ")[0] + " "
    return f"{first}/{second.removeprefix(head)}" if len(head) > 2 else f"{first}/{second}"

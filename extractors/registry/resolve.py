"""What an ambiguous name stands for, by the company it keeps."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractors.registry.names import LATIN, NameMention, Reading, mention

ARTICLE = r"(?: (?:an?|the|die|der|das|la|le|el|il|de|het))?"
LIST = re.compile(rf"\s*(?:[、,，/・]|(?:and|und|et|y|e|en){ARTICLE}|와|과|和|与|及|與)\s*")
OPENING = re.compile(r"(?:^|[.!?:;…»”\"]\s|\n)$")  # where a sentence begins, every word has a capital
NEAR = 60  # characters in which a cue such as "cars" or 汽车 stands beside a maker's name


def cue_pattern(cues: Iterable[str]) -> re.Pattern[str]:
    """Latin cues as whole words, others anywhere."""
    latin = re.compile(f"[{LATIN}]")
    parts = [rf"(?<![{LATIN}]){re.escape(c)}(?![{LATIN}])" if latin.match(c) else re.escape(c) for c in cues]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)) or r"(?!)")


def distance(positions: list[int], start: int) -> int:
    """To the nearest of the sorted positions; one behind counts double, as texts name a maker before its models."""
    i = bisect_left(positions, start)
    return min([2 * (p - start) for p in positions[i : i + 1]] + [start - p for p in positions[max(i - 1, 0) : i]])


def resolve(
    text: str, mentions: Iterable[NameMention], cues: re.Pattern[str], parents: Mapping[str, str | None]
) -> list[NameMention]:
    """The mentions with every ambiguous one settled or dropped.

    A maker's or brand's name holds where its maker, or its maker's group, is named unambiguously anywhere in the text,
    beside a cue (not a brand's that opens a sentence: any word may), or in a list with another maker; a model's or
    plant's only by its maker. A name that makers share is the nearest named one's, or else the first's.
    """
    mentions = list(mentions)
    settled: defaultdict[str, list[int]] = defaultdict(list)
    for m in mentions:
        if not m.ambiguous:
            settled[m.company].append(m.start)
    makers = [m for m in mentions if m.kind in ("company", "brand")]
    cued = {
        m.start
        for before, m, after in zip([None, *makers], makers, [*makers[1:], None], strict=False)
        if m.ambiguous and not named(m.candidates, settled, parents) and vouched(text, before, m, after, cues)
    }
    for m in mentions:
        if m.start in cued:
            settled[m.company].append(m.start)
    for positions in settled.values():
        positions.sort()
    found: list[NameMention] = []
    for m in mentions:
        if not m.ambiguous:
            found.append(m)
            continue
        options = named(m.candidates, settled, parents)
        if options:
            best = min(options, key=lambda option: (option[0], distance(settled[option[1]], m.start)))
            found.append(mention(m.start, m.end, best[2], False, m.candidates))
    return found


def vouched(
    text: str, before: NameMention | None, m: NameMention, after: NameMention | None, cues: re.Pattern[str]
) -> bool:
    """Whether a maker's name stands beside a cue or in a list with an unambiguous maker; lower case is never enough."""
    if text[m.start].islower():
        return False
    if len({r.company for r in m.candidates}) > 1:
        return True
    listed = (before and not before.ambiguous and LIST.fullmatch(text, before.end, m.start)) or (
        after and not after.ambiguous and LIST.fullmatch(text, m.end, after.start)
    )
    if m.kind == "brand" and OPENING.search(text[max(m.start - 3, 0) : m.start]):
        return bool(listed)  # "Ora, in maggio…": now, in May
    around = text[max(m.start - NEAR, 0) : m.start] + "\n" + text[m.end : m.end + NEAR]
    return bool(listed or cues.search(around))


def named(
    readings: Iterable[Reading], settled: Mapping[str, list[int]], parents: Mapping[str, str | None]
) -> list[tuple[int, str, Reading]]:
    """The readings whose maker, or else whose maker's group, is settled: (0 or 1, who is named, reading)."""
    found = []
    for reading in readings:
        parent = parents.get(reading.company)
        if settled.get(reading.company):
            found.append((0, reading.company, reading))
        elif parent and settled.get(parent):
            found.append((1, parent, reading))
    return found

"""What is asked of every count, with the answers that its sentence and topic offer and what speaks for each.

A trait says how a mention stands to the figure ("n b2": a name before it, a word or two away) or what kind of thing it
is; which traits matter, and how much, is learned (see `judge`).
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.facts.figures import Figure
from extractors.facts.judge import Option, each
from extractors.facts.lexicon import Cue
from extractors.facts.pairs import change, in_step
from extractors.facts.scene import Scene
from extractors.facts.topic import Topic
from extractors.facts.traits import ALIKE, View, beside
from extractors.facts.when import tense
from extractors.model import QUALIFIERS, SCOPES, STATUSES, Milestone
from extractors.registry import NameMention, registry

FACT_CUES = (
    *("metrics", "others", "gap", "hypothesis", "transit", "than", "industry", "rate", "target", "forecast", "past"),
    *("reached", "cumulative", "up", "down", "powertrain", "group", "base", "to", "breaks", "stock", "not_stock"),
    *("future", "revised", "part", "buyers", "record"),
)
SCOPE_CUES = (
    "rate",
    "cumulative",
    "reached",
    "since",
    "target",
    "until",
    "metrics",
    "past",
    "future",
    "buyers",
    "part",
)
LEADING = 12  # characters: a name that begins within them leads its sentence
RATIOS = (0.2, 1.0, 2.0, 5.0)  # of a count to the largest of a maker
SIZES = (0.05, 0.3, 0.9, 1.1, 3.0, 20.0)  # of a count to the last one
BESIDE = 3.0  # cost between a name and what calls it by its country
SPANS = {"hours": ("second", "minute", "hour"), "days": ("day",), "months": ("week", "month", "quarter", "year")}
STATUS_CUES = (
    "target",
    "forecast",
    "past",
    "hypothesis",
    "metrics",
    "until",
    "reached",
    "future",
    "revised",
    "outsider",
    "goal",
)


def is_fact(view: View, topic: Topic, rejected: bool) -> list[Option]:
    """Whether a figure counts vehicles that somebody made, sold …: no difference, no station, no hypothesis."""
    scene, figure = view.scene, view.figure
    traits = ["bias", *_shape(figure), *_topic(scene, topic), *view.words]
    for kind in FACT_CUES:
        traits += view.cued(kind)
    traits += view.nearest("name", scene.names)
    traits += view.nearest("percent", scene.percents)
    traits += view.nearest("price", scene.prices)
    traits += view.nearest("count", [c for c in scene.counts if c is not figure])
    traits += view.nearest("period", scene.periods)
    traits.append(f"names {min(len(scene.names), 2)}")
    market = f"makers {min(2, len({n.company for n in scene.names}))} industry {bool(scene.of('industry'))}"
    leads = bool(scene.names) and scene.names[0].start - scene.start <= LEADING
    traits += [market, f"{market} largest {figure.value >= topic.largest}", f"{market} leads {leads}"]
    traits.append("rejected one here" if rejected else "none rejected here")
    last = topic.last
    if last is not None and last.value == figure.value:
        traits.append("like the last")
    size = f"size to the last {bisect(SIZES, figure.value / last.value) if last is not None else 'none'}"
    traits += [size, f"{size} names {min(2, len(scene.names))}", f"{size} unit {figure.unit}"]
    tail = scene.text[figure.end : figure.end + 2]
    traits.append(f"followed by {_kind(tail)}")
    traits.append(f"led by {_kind(scene.text[max(0, figure.start - 2) : figure.start][::-1])}")
    return [Option(False, ()), Option(True, traits)]


def _kind(tail: str) -> str:
    if not tail:
        return "end"
    first = tail[0]
    return "word" if first.isalpha() else "blank word" if first.isspace() and tail[1:].isalpha() else first


def _shape(figure: Figure) -> list[str]:
    digits = str(int(figure.value))
    zeros = min(5, len(digits) - len(digits.rstrip("0")))
    unit = figure.unit or ("ordinal" if figure.ordinal else "bare")
    traits = [
        f"unit {unit}",
        f"size {len(digits)}",
        f"zeros {zeros}",
        f"unit {unit} size {len(digits)}",
        f"unit {unit} zeros {zeros}",
        f"hedge {figure.qualifier}",
    ]
    marks = {
        "ordinal": figure.ordinal,
        "like a year": figure.looks_like_year and figure.unit is None,
        "in words": figure.looks_written,
        "in words, bare": figure.looks_written and figure.unit is None,
        "signed": bool(figure.sign),
        "high end": figure.low is not None,
        "low end": figure.low is None and figure.whole.end > figure.end,
    }
    return traits + [name for name, true in marks.items() if true]


def _topic(scene: Scene, topic: Topic) -> list[str]:
    apart = min(3, scene.paragraph - topic.paragraph) if topic.paragraph >= 0 else 4
    return [
        f"counted {apart} paragraphs ago",
        f"counted {apart} ago, names {min(len(scene.names), 1)}, metric {bool(scene.of('metrics'))}",
        f"topic {topic.name is not None} names {min(len(scene.names), 1)}",
    ]


def makers(view: View, topic: Topic, here: bool) -> list[Option]:
    """Whose count it is: the names around, and the ones carried over. `here`: the last count is of this sentence."""
    scene, figure = view.scene, view.figure
    options = []
    near = view.around(scene.names, 8, 4)
    before = [n for n in near if n.end <= figure.start]
    many = "many" if len({n.company for n in near}) > 1 else "one"
    partner = in_step(scene, figure)
    homes = sorted(scene.of("home"))
    homes = [cue for cue in homes if cue.end <= figure.start][-1:] or homes[:1]
    counted = {m.company for m in topic.counts if m.quote_start >= scene.start}
    ordered = [cue.kind for cue in sorted(scene.of("former", "latter")) if cue.end <= figure.start][-1:]
    for name in near:
        traits = view.place("name", name)
        left = name.start < figure.start
        passed = before[before.index(name) + 1 :] if name in before else []
        rank = min(3, len({n.company for n in passed} - {name.company}))
        traits += [
            f"{name.kind} {many}",
            f"rank {rank} {left}",
            f"rank {rank} {left} {many} {view.relation(name).crossed}",
            "ambiguous" if name.ambiguous else "plain",
        ]
        if name.start - scene.start <= LEADING:
            traits += ["leads", f"leads {many}"]
        if before and name is before[0]:
            traits.append("first")
        for kind in ("oblique", "than", "base"):
            if any(cue.end <= name.start <= cue.end + 4 for cue in scene.of(kind)):
                traits += [f"{kind} {left}", f"{kind} {left} {many} {view.relation(name).near > 2}"]
        if any(cue.start >= name.end and cue.start < figure.start for cue in scene.of("metrics")) and left:
            traits.append("metric between")
        if any(cue.start >= name.end and cue.start < figure.start for cue in scene.of("breaks")) and left:
            traits.append("break between")
        if scene.text[max(0, name.start - 1) : name.start] in ("(", "（"):
            traits.append("in brackets")
        traits.append(f"counted here {name.company in counted} {left} {passed == []}")
        lead, trail = beside(scene, name)
        traits += [f"led by {lead}", f"led by {lead} {left}", f"trailed by {trail}", f"trailed by {trail} {left}"]
        if partner is not None:
            traits.append(f"in step {name is partner}")
        traits += [*_known(name, topic, here), *_home(name, homes, scene)]
        options.append(Option(name, traits))
    meant = {"former": 0, "latter": len(topic.recent) - 1}
    spoken = [n for kind in ordered for n in topic.recent[meant[kind] :][:1]]
    recent = [("recent", n) for n in topic.recent]
    for source, carried in (("topic", topic.name), ("title", topic.title), *recent):
        if carried is not None:
            traits = [
                f"carried {source}",
                f"carried {source} names {min(2, len(near))} {here}",
                f"carried {source} before {bool(before)}",
                f"carried {source} anaphor {bool(scene.of('anaphor'))}",
                *(f"meant {carried.company == name.company}" for name in spoken),
                *_known(carried, topic, here),
                *_home(carried, homes, scene),
            ]
            options.append(Option(carried, traits))
    if not near and topic.name is None and topic.title is None:
        return []
    return options


def _known(name: NameMention, topic: Topic, here: bool) -> list[str]:
    last = topic.last
    return [
        f"is topic {topic.name is not None and topic.name.company == name.company}",
        f"is title {topic.title is not None and topic.title.company == name.company}",
        f"is last {last is not None and last.company == name.company} {here}",
    ]


def _home(name: NameMention, homes: Sequence[Cue], scene: Scene) -> Iterator[str]:
    """Whether a maker is of the country by which the sentence calls one: "the American company"."""
    country = registry().by_slug[name.company].country
    for cue in homes:
        named = any(scene.cost(cue, n) < BESIDE for n in scene.names)  # "the American carmaker Tesla"
        yield f"home {cue.value == country} {named}"


def statuses(view: View, topic: Topic, here: bool, company: str, metric: str, published: date | None) -> list[Option]:
    """Fact, goal of the maker, or estimate of somebody else; `published` is None where the day is unknown."""
    scene, last = view.scene, topic.last
    precise = min(4, len(str(int(view.figure.value)).rstrip("0")))  # goals are round
    lies = _lies(view, topic, published)
    traits = ["bias", f"hedge {view.figure.qualifier}", *view.words, *view.context, *lies]
    traits += [f"{how} precise {precise}" for how in lies]
    traits += [f"metric {metric}", f"metric {metric} past {bool(scene.of('past'))}"]
    for kind in STATUS_CUES:
        traits += view.cued(kind)
    own = [m for m in topic.counts if m.company == company and m.metric == metric and m.scope == "period"]
    for kind in STATUSES:
        held = [m.value for m in own if m.status == kind]
        size = bisect(ALIKE, view.figure.value / held[-1]) if held else "none"
        traits += [f"beside {kind} {size}", f"beside {kind} {size} {here}"]
    voice = _voice(view, topic)
    traits += [f"voice {voice}", f"voice {voice} metric {metric}"]
    if last is not None:
        traits.append(f"last {last.status} {here}")
        traits.append(f"last {last.status} {here} crossed {view.figure.low is not None}")
        traits.append(f"last {last.status} apart {min(2, scene.paragraph - topic.paragraph)}")
    cued = " ".join(sorted({kind for kind in ("target", "forecast", "past") if scene.of(kind)}))
    traits += [f"cued {cued} voice {voice}", f"cued {cued} goal {bool(scene.of('goal'))}"]
    traits += [f"cued {cued}", *(f"cued {cued} {how}" for how in lies if how.startswith("nearest"))]
    traits += [f"precise {precise}", f"precise {precise} cued {cued}"]
    traits.append(f"precise {precise} last {last.status if last else None} {here}")
    return each(STATUSES, traits)


def _voice(view: View, topic: Topic) -> str:
    """Whose expectation it may be: who is named before and behind the count, a maker or one who looks at it."""
    told = [(n.start, "maker") for n in view.scene.names]
    told = sorted(told + [(cue.start, "outsider") for cue in view.scene.of("outsider")])
    before = [voice for place, voice in told if place < view.figure.start] or ["none"]
    behind = [voice for place, voice in told if place >= view.figure.start] or ["none"]
    return f"{before[-1]} {behind[0]} {topic.outsider}"


def _lies(view: View, topic: Topic, published: date | None) -> list[str]:
    """How the times of the sentence, or else the one spoken of, lie to the day of publication."""
    if published is None:
        return ["undated"]
    told = view.around([p for p in view.scene.periods if p.value], 2, 2)
    if not told:
        return [f"topic {tense(topic.period, published)}"] if topic.period else []
    found = [(view.relation(p), p.kind, tense(p.value or "", published)) for p in told]
    traits = []
    for (side, _, crossed, wall), kind, how in found:
        traits += [f"time {how} {side}x{min(crossed, 1)}w{min(wall, 2)}", f"time {how} {kind}"]
    _, kind, how = min(found, key=lambda it: (it[0].crossed, it[0].near))
    return [*traits, f"nearest {how}", f"nearest {how} {kind}"]


def scopes(view: View, topic: Topic, here: bool, company: str, metric: str, status: str) -> list[Option]:
    """Running total, count of a time, or rate."""
    scene, figure, last = view.scene, view.figure, topic.last
    if figure.ordinal:
        return [Option("cumulative", ())]  # the Nth vehicle is one of all so far
    traits = ["bias", f"metric {metric}", f"metric {metric} {status}", *_shape(figure), *view.words, *view.context]
    for kind in SCOPE_CUES:
        traits += view.cued(kind)
    told = [p for p in scene.periods if p.value and p.kind != "day"]
    traits += view.nearest("period", told)
    traits += view.nearest("day", [p for p in scene.periods if p.kind == "day"])
    traits += view.nearest("ytd", [p for p in scene.periods if p.kind in ("ytd", "range")])
    traits += view.nearest("time", scene.times)
    for kind, codes in SPANS.items():
        traits += view.nearest(kind, [t for t in scene.times if t.code in codes])
    dated = [p for p in scene.periods if p.kind != "rate"]
    free = [c for c in scene.of("rate") if not any(p.start < c.end and c.start < p.end for p in dated)]
    traits += view.nearest("free rate", free)
    since = [p for p in told if any(cue.end <= p.start <= cue.end + 2 for cue in scene.of("since"))]
    traits += view.nearest("since time", since)
    digits = str(int(figure.value))
    traits.append(f"round {len(digits.rstrip('0')) <= 2 and len(digits) > 3} metric {metric} {status}")
    largest = figure.value >= topic.largest
    traits += [f"largest {largest} {metric}", f"largest {largest} told {bool(told)}"]
    opened = topic.first.scope if topic.first else None
    traits.append(f"opened {opened} told {bool(told)}")
    traits.append(f"opened {opened} last {last.scope if last else None} told {bool(told)} {here}")
    traits.append(f"told {bool(told)} metric {metric} ordinal {figure.ordinal}")
    traits.append(f"told {bool(told)} cumulative {bool(scene.of('cumulative'))} reached {bool(scene.of('reached'))}")
    if last is not None:
        traits.append(f"last {last.scope} {here} metric {last.metric == metric}")
    own = [m for m in topic.counts if m.company == company and m.metric == metric]
    for kind in SCOPES:
        held = [m.value for m in own if m.scope == kind]
        size = bisect(RATIOS, figure.value / max(held)) if held else "none"
        traits += [f"beside {kind} {size}", f"beside {kind} {size} {status}"]
    rising = last is not None and last.scope == "period" and figure.value > 5 * last.value
    traits.append(f"much more than the last {rising}")
    return each(SCOPES, traits)


def qualifiers(view: View, status: str) -> list[Option]:
    """Whether a count is exact or a bound: the word beside it, a range, or the two ends of a change."""
    scene, figure = view.scene, view.figure
    ranged = "high" if figure.low else "low" if figure.whole.end > figure.end else "no"
    moves = change(scene, figure)
    traits = [f"hedge {figure.qualifier}", f"hedge {figure.qualifier} range {ranged}", f"range {ranged} {status}"]
    traits += [f"hedge {figure.qualifier} {moves}", f"range {ranged} {moves}", f"range {ranged} {moves} {status}"]
    digits = str(int(figure.value))
    zeros = min(4, len(digits) - len(digits.rstrip("0")))
    traits += [f"zeros {zeros} hedge {figure.qualifier}", f"zeros {zeros} range {ranged}"]
    for kind in ("reached", "up", "down", "respectively", "from"):
        traits += [f"hedge {figure.qualifier} {trait}" for trait in view.cued(kind)[:4]]
    return each(QUALIFIERS, traits)


def powertrains(
    view: View, topic: Topic, here: bool, company: str, model: str | None, twins: Sequence[Milestone]
) -> list[Option]:
    """What moves the cars that were counted, where the text says so. `twins`: such counts of the same time."""
    scene, figure, last = view.scene, view.figure, topic.last
    near = view.around(sorted(scene.of("powertrain")), 3, 3)
    same = last is not None and last.company == company
    part = any(cue.start < figure.start and not scene.crossed(cue, figure) for cue in scene.of("part"))
    least = min((m.value for m in twins), default=None)
    situation = f"part {part} {bool(near)} less {least is not None and figure.value < least} model {model is not None}"
    options = []
    for cue in near:
        traits = view.place("cue", cue)
        whose = view.whose(cue)
        traits += [f"closest to its {whose}", f"closest to its {whose} {view.relation(cue).side} {len(near)}"]
        traits += [f"of {cue.value}", f"{cue.value} {traits[1]}", f"unit {figure.unit} {traits[0]}"]
        traits += [f"word {scene.text[cue.start : cue.end].lower()}", situation]
        traits.append(f"is last {last is not None and last.powertrain == cue.value} {here}")
        options.append(Option(cue.value, traits))
    none = [
        "none",
        f"none {min(2, len(near))}",
        f"none topic {' '.join(topic.powertrains)}",
        f"none topic {' '.join(topic.powertrains)} maker {company}",
        f"none maker {company} {bool(near)}",
        f"none counts {min(3, len(scene.counts))}",
        f"none {situation}",
        f"none {situation} {here}",
    ]
    if last is not None:
        none.append(f"none, last {last.powertrain} {here} {same}")
        none.append(f"none, last {last.powertrain} {situation}")
    options.append(Option(None, none))
    if last is not None and last.powertrain:
        traits = [f"last {last.powertrain}", f"last {last.powertrain} {here} {same} {bool(near)}"]
        traits += [f"last {situation}", f"last {situation} {here} {same}"]
        options.append(Option(last.powertrain, traits))
    for i, value in enumerate(topic.powertrains):
        traits = [f"topic {i}", f"topic {value} {bool(near)}", f"topic {i} of {len(topic.powertrains)} {bool(near)}"]
        traits += [f"topic {value} maker {company}", f"topic {i} {situation}"]
        options.append(Option(value, traits))
    told = {m.powertrain for m in twins}
    again = {option.value: f"told {bool(told)} {option.value in told} {option.value is None}" for option in options}
    before = {m.powertrain for m in topic.counts if m.company == company}
    return [
        option._replace(
            traits=[
                *option.traits,
                again[option.value],
                f"{again[option.value]} {here} all {None in told}",
                f"before {bool(before)} {option.value in before} {option.value is None} {here}",
            ]
        )
        for option in options
    ]


def elapsed(scene: Scene, figure: Figure) -> int | None:
    """Days to the count, where the sentence tells them."""
    near = scene.nearest(figure, [t for t in scene.times if t.code == "day" and t.value >= 2])
    return int(near[1].value) if near is not None and near[0] <= 60 else None

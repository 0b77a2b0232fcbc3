"""What is asked of every count, with the answers that its sentence and topic offer and what speaks for each.

A trait says how a mention stands to the figure ("n b2": a name before it, a word or two away) or what kind of thing it
is; which traits matter, and how much, is learned (see `judge`).
"""

from collections.abc import Iterator, Sequence
from datetime import date

from extractors.facts.changes import compared
from extractors.facts.figures import Figure
from extractors.facts.judge import Option
from extractors.facts.lexicon import Cue
from extractors.facts.pairs import in_step
from extractors.facts.scene import Scene
from extractors.facts.topic import Topic
from extractors.facts.traits import View, each
from extractors.facts.when import MOVES, implied, lies, moved, so_far, so_far_of
from extractors.model import SCOPES, STATUSES
from extractors.registry import NameMention
from extractors.text import Period
from extractors.text.calendar import bounds

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
SPANS = {"hours": ("second", "minute", "hour"), "days": ("day",), "months": ("week", "month", "quarter", "year")}
STATUS_CUES = ("target", "forecast", "past", "hypothesis", "metrics", "until", "reached", "future", "revised")


def is_fact(view: View, topic: Topic, rejected: bool) -> list[Option]:
    """Whether a figure counts vehicles that somebody made, sold …: no difference, no station, no hypothesis."""
    scene, figure = view.scene, view.figure
    traits = ["bias", *_shape(figure), *_topic(scene, topic)]
    for kind in FACT_CUES:
        traits += view.nearest(kind, scene.of(kind))
    traits += view.nearest("name", scene.names)
    traits += view.nearest("percent", scene.percents)
    traits += view.nearest("price", scene.prices)
    traits += view.nearest("count", [c for c in scene.counts if c is not figure])
    traits += view.nearest("period", scene.periods)
    traits.append(f"names {min(len(scene.names), 2)}")
    traits.append("rejected one here" if rejected else "none rejected here")
    last = topic.last
    if last is not None and last.value == figure.value:
        traits.append("like the last")
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
        if name.start - scene.start <= 12:
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
        if partner is not None:
            traits.append(f"in step {name is partner}")
        traits += _known(name, topic, here)
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


def metrics(view: View, topic: Topic, here: bool) -> list[Option]:
    """What was counted: the words around, the one carried over, what an ordinal suggests."""
    scene, figure = view.scene, view.figure
    cues = [cue for cue in scene.of("metrics") if not any(n.start <= cue.start < n.end for n in scene.names)]
    near = view.around(sorted(cues), 5, 4)
    options = []
    most = next(iter(topic.metrics), None)
    part = bool(scene.of("part"))
    many = len({cue.value for cue in near}) > 1
    left = [cue for cue in near if cue.start < figure.start]
    right = [cue for cue in near if cue.start >= figure.end]
    for cue in near:
        traits = view.place("cue", cue)
        traits += [f"of {cue.value}", f"of {cue.value} {many}", f"{cue.value} {' '.join(view.place('', cue)[1:2])}"]
        traits += ["next before"] * bool(left and cue is left[-1]) + ["next behind"] * bool(right and cue is right[0])
        if any(c.start <= cue.start and cue.end < c.end for c in near):
            traits.append("part of another")
        if cue.value == "capacity":
            traits.append(f"capacity, rate {bool(scene.of('rate'))}")
        traits.append(f"is last {topic.last is not None and topic.last.metric == cue.value} {here}")
        traits += [f"{cue.value} where most is {most}", f"is most {most == cue.value} {many}"]
        traits.append(f"is metric {topic.metric == cue.value}")
        traits.append(f"is main {topic.main == cue.value}")
        options.append(Option(cue.value, traits))
    last = topic.last.metric if topic.last else None
    for source, value in (("topic", topic.metric), ("last", last), ("main", topic.main)):
        if value is not None:
            options.append(
                Option(
                    value,
                    [
                        f"carried {source}",
                        f"carried {source} {bool(near)} {here}",
                        f"carried {source} part {part}",
                        f"carried {value} where most is {most}",
                        f"carried {source} most {most == value} {bool(near)} {here}",
                        f"carried {source} {value == topic.metric} {value == last} {value == topic.main}",
                        f"carried {source} ordinal {figure.ordinal}",
                        f"of {value}",
                        f"carried {value} past {bool(scene.of('past'))}",
                    ],
                )
            )
    if figure.ordinal:
        options.append(Option("production", ["by ordinal", f"by ordinal {bool(near)}"]))
    made = any(cue.value == "production" for cue in near)
    able = [f"able {trait}" for trait in view.nearest("rate", scene.of("rate"))]
    options.append(
        Option("capacity", ["able", f"able {made} {bool(scene.of('future'))}", f"able main {topic.main}", *able])
    )
    options += [Option(value, [f"unnamed {value}", f"unnamed {bool(near)}"]) for value in topic.metrics]
    return options or [Option("sales", ["by default"])]


def statuses(view: View, topic: Topic, here: bool, ahead: bool) -> list[Option]:
    """Fact, goal of the maker, or estimate of somebody else."""
    scene, last = view.scene, topic.last
    traits = ["bias", f"ahead {ahead}", f"hedge {view.figure.qualifier}"]
    for kind in STATUS_CUES:
        traits += view.nearest(kind, scene.of(kind))
    if last is not None:
        traits.append(f"last {last.status} {here}")
        traits.append(f"last {last.status} {here} crossed {view.figure.low is not None}")
        traits.append(f"last {last.status} apart {min(2, scene.paragraph - topic.paragraph)}")
    cued = sorted({kind for kind in ("target", "forecast", "past") if scene.of(kind)})
    traits.append(f"cued {' '.join(cued)}")
    traits.append(f"cued {' '.join(cued)} ahead {ahead}")
    return [Option(value, own) for value, own in each(STATUSES, traits)]


def scopes(view: View, topic: Topic, here: bool, metric: str, status: str) -> list[Option]:
    """Running total, count of a time, or rate."""
    scene, figure, last = view.scene, view.figure, topic.last
    if figure.ordinal:
        return [Option("cumulative", ())]  # the Nth vehicle is one of all so far
    traits = ["bias", f"metric {metric}", f"metric {metric} {status}", *_shape(figure)]
    for kind in SCOPE_CUES:
        traits += view.nearest(kind, scene.of(kind))
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
    rising = last is not None and last.scope == "period" and figure.value > 5 * last.value
    traits.append(f"much more than the last {rising}")
    return [Option(value, own) for value, own in each(SCOPES, traits)]


def times(view: View, topic: Topic, here: bool, scope: str, status: str, ahead_of: str | None) -> list[Option]:
    """When: the times around, moved ones ("a year earlier"), the ones carried over, or none told."""
    scene, figure, last = view.scene, view.figure, topic.last
    aside = compared(scene)
    told = [p for p in scene.periods if p.value or p.kind in MOVES]
    near = view.around(told, 5, 3)
    left = [p for p in near if p.start < figure.start]
    right = [p for p in near if p.start >= figure.end]
    base = last.period if last is not None and here else topic.period
    options = []
    for period in near:
        traits = view.place("time", period)
        kind = period.kind
        traits += [
            f"{scope} {kind}",
            f"{status} {kind}",
            f"{scope} {kind} {traits[1]}",
            f"compared {period in aside}",
            f"{kind} compared {period in aside} {traits[1]}",
        ]
        traits += ["next before"] * bool(left and period is left[-1])
        traits += ["next behind"] * bool(right and period is right[0])
        traits += [f"only {scope}"] * (len(near) == 1)
        if any(cue.end <= period.start <= cue.end + 2 for cue in scene.of("since")):
            traits += [f"since {scope}"]
        if any(cue.end <= period.start <= cue.end + 3 for cue in scene.of("until")):
            traits += [f"until {kind} {scope}"]
        if any(cue.end <= period.start <= cue.end + 5 for cue in scene.of("base")):
            traits += ["base", f"base {traits[1]}"]
        options += [Option(value, [*traits, how]) for value, how in _readings(period, base, left, scope)]
    options += _carried(view, topic, here, scope, status, bool(near), ahead_of)
    return [Option(value, [*own, *_fits(value, topic, here, scope, status, ahead_of)]) for value, own in options]


def _fits(value: str | None, topic: Topic, here: bool, scope: str, status: str, published: str | None) -> Iterator[str]:
    """How a time lies to the ones spoken of so far and to the day of publication."""
    if value is None:
        return
    yield f"length {len(value)} {scope} {status}"
    span = bounds(value)
    known = {"topic": topic.period, "opening": topic.opening, "last": topic.last.period if topic.last else None}
    for source, other in known.items():
        if other:
            how = f"{lies(span, bounds(other))} {source}"
            yield f"{how} {status}"
            yield f"{how} {scope} {here}"
            yield f"{how} alike {len(value) == len(other)}"
    if published:
        day = date.fromisoformat(published)
        how = "past" if span[1] < day else "ahead" if span[0] > day else "running"
        yield f"{how} {status} {scope}"
        yield f"{how} {status} length {len(value)}"
        yield f"years since {min(3, max(-2, day.year - span[1].year))} {status} {scope}"
        since = (day - span[1]).days
        yield f"ended {'long ago' if since > 100 else 'lately' if since >= 0 else 'not'} {scope} {len(value)}"


def _readings(period: Period, base: str | None, left: Sequence[Period], scope: str) -> list[tuple[str | None, str]]:
    """What a time may mean: itself, the year up to it, a time moved from the one before it."""
    if period.kind in MOVES:
        told = [p for p in left if p.value and p is not period and p.kind not in MOVES and p.kind != "day"]
        found = [(moved(told[-1].value or "", MOVES[period.kind]), "moved from the sentence")] if told else []
        if base:
            found.append((moved(base, MOVES[period.kind]), "moved from the base"))
        return found or [(period.value, "as resolved")]
    value = period.value or ""
    found = [(value, f"itself {scope}")]
    if len(value) == 7 and "Q" not in value and "H" not in value:
        found.append((so_far(value), f"year to it {scope} {period.kind}"))
    elif period.kind == "end" and len(value) == 10:
        found.append((so_far(value[:7]), f"year to it {scope} {period.kind}"))
    return found


def _carried(
    view: View, topic: Topic, here: bool, scope: str, status: str, told: bool, published: str | None
) -> list[Option]:
    """Times of sentences before, the same a year or a step earlier, the year around them, and what publication says."""
    last, scene = topic.last, view.scene
    options = [Option(None, [f"none {scope}", f"none {scope} told {told}", f"none {scope} topic {bool(topic.period)}"])]
    years_ago = [p for p in scene.periods if p.kind == "year_ago"] + scene.of("yoy")
    before = [p for p in scene.periods if p.kind == "previous"] + scene.of("seq")
    sources: dict[str, str | None] = {
        "topic": topic.period,
        "last": last.period if last else None,
        "opening": topic.opening,
    }
    for i, told_ in enumerate(topic.periods):
        sources.setdefault(f"told {i}", told_)
    offered: set[str] = set()
    for source, value in sources.items():
        if value is None or (source.startswith("told") and value in offered):
            continue
        offered.add(value)
        state = last is not None and last.status == status and last.scope == scope
        traits = [
            f"carried {source} {scope}",
            f"carried {source} {scope} told {told} here {here}",
            f"carried {source} {status} here {here}",
            f"carried {source} like the last {state} {here}",
            f"carried {source} length {len(value)} {scope}",
        ]
        options.append(Option(value, traits))
        if source not in ("topic", "last"):
            continue
        for kind, cues in (("year_ago", years_ago), ("previous", before)):
            places = [f"{kind} {source} {place}" for place in view.nearest("at", cues)]
            options.append(Option(moved(value, MOVES[kind]), [*places, f"{kind} {source} {scope} {here} {bool(cues)}"]))
        for how, other in (("year of", value[:4]), ("year to", so_far_of(value))):
            if other and other != value:
                own = [f"{how} {source} {scope} {status}", f"{how} {source} told {told} {status}", f"{how}"]
                options.append(Option(other, own))
    if published:
        for how, value in implied(date.fromisoformat(published)).items():
            own = [f"implied {how} {scope} {status}", f"implied {how} told {told} {status}", f"implied {how}"]
            options.append(Option(value, [*own, f"implied {how} topic {bool(topic.period)} {here}"]))
    return options


def powertrains(view: View, topic: Topic, here: bool, company: str) -> list[Option]:
    """What moves the cars that were counted, where the text says so."""
    scene, last = view.scene, topic.last
    near = view.around(sorted(scene.of("powertrain")), 3, 3)
    same = last is not None and last.company == company
    options = []
    for cue in near:
        traits = view.place("cue", cue)
        traits += [f"of {cue.value}", f"{cue.value} {traits[1]}", f"unit {view.figure.unit} {traits[0]}"]
        traits.append(f"is last {last is not None and last.powertrain == cue.value} {here}")
        options.append(Option(cue.value, traits))
    none = [
        "none",
        f"none {min(2, len(near))}",
        f"none topic {' '.join(topic.powertrains)}",
        f"none counts {min(3, len(scene.counts))}",
    ]
    if last is not None:
        none.append(f"none, last {last.powertrain} {here} {same}")
    options.append(Option(None, none))
    if last is not None and last.powertrain:
        traits = [f"last {last.powertrain}", f"last {last.powertrain} {here} {same} {bool(near)}"]
        options.append(Option(last.powertrain, traits))
    for i, value in enumerate(topic.powertrains):
        traits = [f"topic {i}", f"topic {value} {bool(near)}", f"topic {i} of {len(topic.powertrains)} {bool(near)}"]
        options.append(Option(value, traits))
    return options


def owners(scene: Scene, percent: Figure, counts: Sequence[Figure]) -> list[Option]:
    """Which count a percentage says the change of, or none."""
    view = View(scene, percent)
    near = view.around(counts, 4, 3)
    left = [c for c in near if c.start < percent.start]
    right = [c for c in near if c.start >= percent.end]
    traits = [*_change_words(view)]
    options = [Option(None, [f"none {trait}" for trait in ("bias", *traits)])]
    for count in near:
        place = view.place("count", count)
        own = [
            *place,
            *(["next before"] * bool(left and count is left[-1])),
            *(["next behind"] * bool(right and count is right[0])),
            f"left {min(2, len(left))} right {min(2, len(right))} {count in left}",
        ]
        gap = (min(count.end, percent.end), max(count.start, percent.start))
        for kind in ("to", "up", "down", "yoy", "seq", "breaks", "metrics"):
            inside = any(gap[0] <= cue.start and cue.end <= gap[1] for cue in scene.of(kind))
            own += [f"{kind} between {count in left}"] * inside
        others = sum(gap[0] <= p.start < gap[1] for p in scene.percents if p is not percent)
        own.append(f"percents between {min(2, others)} {count in left}")
        if any(gap[0] <= n.start < gap[1] for n in scene.names):
            own.append(f"name between {count in left}")
        options.append(Option(count, own))
    return options


def _change_words(view: View) -> list[str]:
    scene, percent = view.scene, view.figure
    traits = [f"sign {percent.sign}"]
    for kind in ("up", "down", "yoy", "seq", "base", "stock", "not_stock", "of", "share"):
        traits += view.nearest(kind, scene.of(kind))
    return traits


def bases(scene: Scene, percent: Figure) -> list[Option]:
    """Against what a change is measured: the year before, or the month or quarter before."""
    view = View(scene, percent)
    traits = ["bias"]
    for kind in ("yoy", "seq"):
        told: list[Cue | Period] = [*scene.of(kind), *(p for p, basis in compared(scene).items() if basis == kind)]
        traits += view.nearest(kind, told)
        others = [p for p in scene.percents if p is not percent]
        cost, cue = min(((scene.cost(c, percent), c) for c in told), key=lambda o: o[0], default=(999.0, None))
        taken = cue is not None and any(scene.cost(cue, p) < cost for p in others)
        traits.append(f"{kind} nearer to another {taken}")
    return [Option(value, own) for value, own in each(("yoy", "seq"), traits)]


def region_of(scene: Scene, figure: Figure) -> str | None:
    """The market nearest to a count."""
    best = scene.nearest(figure, scene.of("region"), after=4.0)
    return best[1].value if best and best[0] <= 60 else None


def elapsed(scene: Scene, figure: Figure) -> int | None:
    """Days to the count, where the sentence tells them."""
    near = scene.nearest(figure, [t for t in scene.times if t.code == "day" and t.value >= 2])
    return int(near[1].value) if near is not None and near[0] <= 60 else None

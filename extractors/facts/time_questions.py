"""When a count was: the answers that its sentence, the text so far and the day of publication offer.

One time may be offered more than once: it is told, it is what the text speaks of, it lies a year before another. Each
has traits of its own, and the judge adds up their chances.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.facts.changes import compared
from extractors.facts.figures import Figure
from extractors.facts.judge import Option
from extractors.facts.pairs import change
from extractors.facts.topic import Topic
from extractors.facts.traits import View
from extractors.facts.when import LEANING, MOVES, implied, in_year, leaning, lies, moved, so_far, so_far_of, tense
from extractors.model import Milestone
from extractors.text import Period
from extractors.text.calendar import bounds

PACES = (0.2, 0.5, 0.8, 1.25, 2.0, 5.0)
ENDED = (-300, -31, 0, 6, 13, 32, 95, 190, 370)  # days before publication
WHOLE = ("year", "last year", "so far")
Offer = tuple[str | None, list[str]]


def times(
    view: View,
    topic: Topic,
    here: bool,
    scope: str,
    status: str,
    published: str | None,
    alike: Sequence[Milestone] = (),
    metric: str = "",
) -> list[Option]:
    """When: the times around, moved ones ("a year earlier"), the ones carried over, or none told.

    `here`: the last count is of this sentence; `published`: the day; `alike`: the counts before that differ at
    most in time and model; `metric`: what was counted.
    """
    told = [p for p in view.scene.periods if p.value or p.kind in LEANING]
    near = view.around(told, 5, 3)
    pair = change(view.scene, view.figure)
    offers = [
        *_none(topic, scope, bool(near)),
        *_near(view, near, topic, here, scope, status, pair, published),
        *_carried(view, topic, here, scope, status, bool(near), pair),
        *_implied(topic, here, scope, status, bool(near), published),
        *_parallel(view, topic, here, scope, status, metric, bool(near)),
    ]
    values = {value for value, _ in offers}
    fits = {value: [*_fits(value, topic, here, scope, status, pair, published)] for value in values}
    scene = view.scene
    parts = f"{any(n.model for n in scene.names)} {bool(scene.of('region'))} {bool(scene.of('part', 'powertrain'))}"
    others = [m for m in topic.counts[-6:] if m.scope == "period" and m.status == "actual"]
    for value, traits in fits.items():
        traits += [f"digits {len(str(int(view.figure.value)))} length {len(value or '')} {scope}"]
        traits += [f"of others {it}" for it in _pace(view.figure, value, others, here)]
    for value, traits in fits.items() if alike else ():
        again = f"again {any(m.period == value for m in alike)} {value is None}"
        traits += [again, f"{again} {here}", f"{again} {pair} {here}", f"{again} {parts} {here}"]
        traits += [f"{again} {min(len(near), 3)} {here} {min(3, len(scene.counts))}"]
        traits += [f"{again} names {min(2, len(scene.names))} {here}"]
        traits += _pace(view.figure, value, alike, here)
    return [Option(value, traits, common=fits[value]) for value, traits in offers]


def _parallel(
    view: View, topic: Topic, here: bool, scope: str, status: str, metric: str, told: bool
) -> Iterator[Offer]:
    """The times of the last counts of the metric, scope and status, whosever they were: the latest told first."""
    held = [m for m in topic.counts if (m.metric, m.scope, m.status) == (metric, scope, status)]
    for i, period in enumerate(list(dict.fromkeys(m.period for m in reversed(held)))[:3]):
        state = f"parallel {i} {scope} {status}"
        names = bool(view.scene.names)
        yield period, [f"parallel {i}", state, f"{state} told {told} {here}", f"parallel {i} told {told} {names}"]


def _pace(figure: Figure, value: str | None, alike: Sequence[Milestone], here: bool) -> Iterator[str]:
    """How a time would make the count stand to the one before, by the day."""
    last = next((m for m in reversed(alike) if m.period and m.period != value), None)
    if value and last and last.period and last.scope == "period":
        size = float(figure.value) / last.value
        pace = size * _days(last.period) / _days(value)
        yield f"pace {bisect(PACES, pace)}"
        yield f"pace {bisect(PACES, pace)} {here} length {len(value)}"
        yield f"pace {bisect(PACES, pace)} size {bisect(PACES, size)} alike {len(value) == len(last.period)}"


def _days(period: str) -> int:
    first, last = bounds(period)
    return (last - first).days + 1


def _none(topic: Topic, scope: str, told: bool) -> Iterator[Offer]:
    yield None, [f"none {scope}", f"none {scope} told {told}", f"none {scope} topic {bool(topic.period)}"]


def _near(
    view: View,
    near: Sequence[Period],
    topic: Topic,
    here: bool,
    scope: str,
    status: str,
    pair: str,
    published: str | None,
) -> Iterator[Offer]:
    """The times of the sentence."""
    scene, figure = view.scene, view.figure
    aside = compared(scene)
    left = [p for p in near if p.start < figure.start]
    right = [p for p in near if p.start >= figure.end]
    base = topic.last.period if topic.last is not None and here else topic.period
    for period in near:
        traits = view.place("time", period)
        kind = period.kind
        traits += [
            f"{scope} {kind}",
            f"{status} {kind}",
            f"{scope} {kind} {traits[1]}",
            f"compared {period in aside}",
            f"{kind} compared {period in aside} {traits[1]}",
            f"{pair} {traits[0][:6]} {period in aside}",
            f"{pair} {kind} {period in aside}",
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
        owner = view.owner(period)
        if owner is not figure:
            traits += [f"taken {traits[0][:6]}", f"taken {traits[2]}", f"taken by {change(scene, owner)}"]
        for i, (value, how) in enumerate(_readings(period, base, topic.period, left, scope, status, published)):
            yield value, [*traits, how] if not i or kind in LEANING else [how, *(f"{how} {t}" for t in traits[2:3])]


def _readings(
    period: Period,
    base: str | None,
    main: str | None,
    left: Sequence[Period],
    scope: str,
    status: str,
    published: str | None,
) -> Iterator[tuple[str | None, str]]:
    """What a time may mean: itself, the year up to it, its end, a time beside the one before it."""
    kind, value = period.kind, period.value or ""
    today = implied(date.fromisoformat(published)) if published else {}
    if kind in LEANING:
        told = [p.value for p in left if p.value and p is not period and p.kind not in LEANING and p.kind != "day"]
        sources = {"sentence": told[-1] if told else None, "base": base, "topic": main}
        for source, other in sources.items():
            if other and kind == "same" and period.explicit and value:
                yield in_year(other, value[:4]), f"beside the {source} in another year"
            elif other:
                yield leaning(kind, other), f"beside the {source} {kind}"
                if kind == "same:year":
                    yield so_far_of(other), f"year so far of the {source} {scope} {status}"
        if kind == "same:year":
            yield from ((today[how], f"{how} in short {scope} {status}") for how in WHOLE if how in today)
        elif not any(sources.values()) and (value := today.get(f"last {kind[5:]}", value)):
            yield value, "as resolved"
        return
    yield value, f"itself {scope}"
    if len(value) == 7 and "Q" not in value and "H" not in value:
        yield so_far(value), f"year to it {scope} {kind}"
    elif kind == "end" and len(value) == 10:
        yield so_far(value[:7]), f"year to it {scope} {kind}"
    if kind == "ytd" and base and (year := so_far_of(base)) and year[:4] == value[:4]:
        yield year, f"year to the base {scope}"
    if value == today.get("year"):
        yield today["so far"], f"running year so far {kind} {scope} {status}"
    if kind == "year_end":
        yield f"{value}-12", f"last month {scope} {status}"
    if scope == "cumulative" and len(value) != 10:
        yield str(bounds(value)[1]), f"last day {kind} {status}"


def _carried(view: View, topic: Topic, here: bool, scope: str, status: str, told: bool, pair: str) -> Iterator[Offer]:
    """Times of sentences before, the same a year or a step earlier, and the year around them."""
    last, scene = topic.last, view.scene
    years_ago = [p for p in scene.periods if p.kind == "year_ago"] + scene.of("yoy")
    before = [p for p in scene.periods if p.kind == "previous"] + scene.of("seq")
    state = last is not None and last.status == status and last.scope == scope
    apart = min(3, scene.paragraph - topic.paragraph)
    part = any(cue.start < view.figure.start and not scene.crossed(cue, view.figure) for cue in scene.of("part"))
    moved_on = last is not None and last.period != topic.period
    sources = {"topic": topic.period, "last": last.period if last else None, "opening": topic.opening}
    for source, value in sources.items():
        if value is None:
            continue
        yield (
            value,
            [
                f"carried {source} {scope}",
                f"carried {source} {scope} told {told} here {here}",
                f"carried {source} {status} here {here}",
                f"carried {source} like the last {state} {here}",
                f"carried {source} length {len(value)} {scope}",
                f"carried {source} {pair} {here}",
                f"carried {source} apart {apart} {here} told {told}",
                f"carried {source} apart {apart} {state} length {len(value)}",
                f"carried {source} compared {topic.compared} {here} told {told}",
                f"carried {source} part {part} {here} smaller {last is not None and view.figure.value < last.value}",
                f"carried {source} part {part} {here} told {told}",
                f"carried {source} apart {apart} {here} told {told} compared {topic.compared} {moved_on}",
            ],
        )
        if source == "opening":
            continue
        for kind, cues in (("year_ago", years_ago), ("previous", before)):
            places = [f"{kind} {source} {place}" for place in view.nearest("at", cues)]
            own = [*places, f"{kind} {source} {scope} {here} {bool(cues)}", f"{kind} {source} {pair} {bool(cues)}"]
            own += [f"{kind} habit {topic.habit} {pair}", f"{kind} habit {topic.habit} {bool(cues)} told {told}"]
            own += [f"{kind} {word}" for word in view.words] if source == "last" and here else []
            yield moved(value, MOVES[kind]), own
        for how, other in (("year of", value[:4]), ("year to", so_far_of(value))):
            if other and other != value:
                yield other, [f"{how} {source} {scope} {status}", f"{how} {source} told {told} {status}", f"{how}"]
    for i, spoken in enumerate(topic.periods):
        just = "just" if spoken.begin == topic.begin else "before"
        fresh = last is None or spoken.begin > last.quote_start
        yield (
            spoken.value,
            [
                f"told {i} {scope}",
                f"told {i} {scope} told {told} here {here}",
                f"told {i} {status} here {here}",
                f"told {just} {spoken.kind} {scope} told {told}",
                f"told {just} {spoken.kind} {status} {here}",
                f"told {just} {min(2, scene.paragraph - spoken.paragraph)} told {told} {here}",
                f"fresh {fresh} {spoken.kind} {scope}",
                f"fresh {fresh} told {told} {here}",
            ],
        )


def _implied(topic: Topic, here: bool, scope: str, status: str, told: bool, published: str | None) -> Iterator[Offer]:
    """What publication says."""
    for how, value in implied(date.fromisoformat(published)).items() if published else ():
        yield (
            value,
            [
                f"implied {how} {scope} {status}",
                f"implied {how} told {told} {status}",
                f"implied {how}",
                f"implied {how} topic {bool(topic.period)} {here}",
            ],
        )


def _fits(
    value: str | None, topic: Topic, here: bool, scope: str, status: str, pair: str, published: str | None
) -> Iterator[str]:
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
            yield f"{how} {pair} {here}"
    if published:
        day = date.fromisoformat(published)
        how = tense(value, day)
        yield f"{how} {status} {scope}"
        yield f"{how} {status} length {len(value)}"
        yield f"years since {min(3, max(-2, day.year - span[1].year))} {status} {scope}"
        since = (day - span[1]).days
        yield f"ended {'long ago' if since > 100 else 'lately' if since >= 0 else 'not'} {scope} {len(value)}"
        yield f"ended {bisect(ENDED, since)} {scope} {len(value)}"
        yield f"ended {bisect(ENDED, since)} {status} first {topic.last is None}"

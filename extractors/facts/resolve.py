"""What a count is: whose, of what, when, fact or goal; each settled at the smallest distance in the sentence."""

import re
from dataclasses import dataclass, replace

from extractors.facts.changes import compared
from extractors.facts.figures import Figure
from extractors.facts.scene import FIGURE_PRICE, JOINTS, Scene
from extractors.facts.when import MOVES, moved, so_far
from extractors.registry import NameMention, registry
from extractors.text import Period

TOPIC_COST = 60.0  # what it costs to take the maker from the sentence before: more than any name earlier in this one
FAR = 999.0
OBLIQUE = 20.0  # "with Stellantis", "by Saic": such a name is seldom the subject
# Kinds of period that are not what a text speaks of.
PASSING = frozenset({"day", "end", "ytd", *MOVES})
# A name behind one of these is no complement of the figure before it.
COORDINATORS = JOINTS | {"while", "während", "tandis", "mientras", "mentre", "terwijl", "ma", "mais", "pero"}
DAY_PRICE = 30.0  # "it said on Monday": a day is seldom the time of a count
CLAUSE = 6.0  # price from which a cut ends a clause
SENTENCE = 30.0


@dataclass(frozen=True)
class Topic:
    """What the text speaks of so far: what a sentence leaves out is taken from here."""

    name: NameMention | None = None
    metric: str | None = None
    period: str | None = None
    paragraph: int = -9  # of the last count
    main: str | None = None  # metric of the first count
    barren: bool = False  # it speaks of a recall


def leads(period: str | None, old: str | None) -> bool:
    """Whether a period becomes the one spoken of: a year to date beside a month does not."""
    return period is not None and (old is None or len(period) not in (10, 21))


def something_else(scene: Scene, figure: Figure) -> bool:
    """Whether the words around a figure say that it counts no vehicles made, or is only a difference."""
    if figure.looks_written and figure.unit is None and figure.value <= 1000:
        return True
    if figure.value < 10 and figure.looks_written and figure.unit is not None:
        return True
    if figure.looks_written and figure.unit is None and not figure.ordinal:
        verbs = scene.of("reached", "metrics")
        if figure.value % 10_000 or not any(scene.cost(cue, figure) <= 20 for cue in verbs):
            return True
    if any(scene.cost(cue, figure) <= 45 and not scene.barrier(figure, cue) for cue in scene.of("transit")):
        return True
    for cue in scene.of("others"):
        reach = 22 if scene.spaced else 3
        behind = cue.start >= figure.end and figure.unit is None and not scene.barrier(figure, cue)
        if behind and scene.cost(figure, cue) <= reach:
            return True
    for cue in scene.of("gap"):
        own = scene.crossed(figure, cue) <= (cue.start < figure.start) and scene.barrier(figure, cue) < CLAUSE
        if own and scene.cost(figure, cue) <= 14:
            return True
    for cue in scene.of("hypothesis"):
        if cue.end <= figure.start and scene.barrier(figure, cue) < CLAUSE and not scene.crossed(figure, cue):
            return True
    return any(
        cue.start >= figure.end and not scene.barrier(figure, cue) and scene.cost(figure, cue) <= 3
        for cue in scene.of("than")
    )


def goes_on(scene: Scene, last: Figure, figure: Figure) -> bool:
    """Whether a figure goes on with the one before: the high end of a range, "from 50,000 to 25,000", "A and B"."""
    if figure.low is last:
        return True
    past = any(last.end <= cue.start < figure.start for cue in scene.of("past", "metrics"))
    return not past and scene.barrier(last, figure) < CLAUSE and scene.cost(last, figure.whole) <= 28


def who(scene: Scene, figure: Figure, topic: Topic) -> tuple[NameMention | None, float]:
    """The maker of a count and its distance: a name before it, a complement behind it, or the one spoken of."""
    options: list[tuple[float, NameMention]] = []
    for name in scene.names:
        cost = scene.cost(name, figure)
        if name.start >= figure.end:
            barrier = scene.barrier(name, figure)
            joined = COORDINATORS.isdisjoint(scene.between(name, figure).lower().split())
            linked = joined and cost <= 26 and not barrier and not scene.crossed(figure, name)
            cost = cost * 0.5 if linked else cost + (25 if barrier < CLAUSE else TOPIC_COST)
        else:
            oblique = any(cue.end <= name.start and scene.cost(cue, name) <= 4 for cue in scene.of("oblique"))
            cost = min(cost + (OBLIQUE if oblique and len(scene.names) > 1 else 0), TOPIC_COST - 5 + cost / 1000)
        options.append((cost, name))
    if topic.name is not None:
        options.append((TOPIC_COST, topic.name))
    cost, best = min(options, key=lambda o: o[0], default=(FAR, None))
    return (jointly(scene, best) if best is not None else None), cost


def jointly(scene: Scene, name: NameMention) -> NameMention:
    """The name, or where it ends a list of a group and its marque, the group with both as its brand: Hyundai/Kia."""
    before = [n for n in scene.names if n.end <= name.start and n.company != name.company]
    companies = registry().by_slug
    if not before or scene.between(before[-1], name).strip().lower() not in JOINTS:
        return name
    first, second = companies[before[-1].company], companies[name.company]
    if second.parent == first.slug and name.kind == before[-1].kind == "company":
        return replace(before[-1], brand=f"{first.name}/{second.name}")
    return name


def model_of(scene: Scene, figure: Figure, name: NameMention) -> tuple[str | None, str | None]:
    """Model and brand of the count: the name's own, or a model of the same maker beside the figure."""
    if name.model is None:
        for other in scene.names:
            if other.model and other.company == name.company and not scene.crossed(figure, other):
                limit = 26 if other.start >= figure.end else 60
                if scene.barrier(other, figure) < CLAUSE and scene.cost(other, figure) <= limit:
                    return other.model, name.brand
        return None, name.brand
    models = [n.model for n in chain(scene, name) if n.model]
    return (name.model if len(models) == 1 else joint(models) if len(models) == 2 else None), name.brand


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


def industry(scene: Scene, figure: Figure, name_cost: float) -> bool:
    return any(
        scene.barrier(cue, figure) < SENTENCE
        and scene.cost(cue, figure) < min(name_cost, 80)
        and not scene.crossed(figure, cue)
        for cue in scene.of("industry")
    )


def metric_of(scene: Scene, figure: Figure, topic: Topic) -> tuple[str | None, float]:
    cues = [cue for cue in scene.of("metrics") if not any(n.start <= cue.start < n.end for n in scene.names)]
    for cue in cues:
        inside = scene.barrier(cue, figure.whole) < CLAUSE and not scene.crossed(figure.whole, cue)
        if cue.value == "capacity" and inside and (scene.cost(cue, figure) <= 40 or scene.of("rate")):
            return "capacity", scene.cost(cue, figure)
    best = scene.nearest(figure.whole, cues, after=4.0)
    if best is not None:
        return best[1].value, best[0]
    if figure.ordinal:
        return ("production" if figure.unit else None), 0.0
    return topic.metric, FAR


def stands(scene: Scene, figure: Figure, name_cost: float, metric_cost: float, counted: bool) -> bool:
    """Whether a figure without the word for vehicles is still plainly a count."""
    if figure.value < 100 or figure.looks_like_year:
        return name_cost <= 4 and counted
    if not scene.spaced:
        return metric_cost <= 16
    return metric_cost <= 90 or counted


def status_of(scene: Scene, figure: Figure) -> str:
    """Goal, estimate or fact: by the nearest word for one in the clause, or before it with no count in between."""
    options: list[tuple[float, str]] = []
    whole = figure.whole
    past = [cue for cue in scene.of("past") if cue.end <= whole.start]
    for cue in scene.of("target", "forecast"):
        if scene.crossed(whole, cue):
            continue
        cost = scene.cost(cue, whole)
        if cue.end <= whole.start:
            if cost > 160 or any(cue.end <= p.start for p in past):
                continue
        elif scene.barrier(cue, whole) >= CLAUSE or cost > 50:
            continue
        options.append((cost, cue.kind))
    return min(options, default=(0.0, "actual"))[1]


def period_of(scene: Scene, figure: Figure, topic: Topic) -> tuple[str | None, float, bool]:
    """The nearest time, its distance, and whether it is named rather than moved from another ("a year earlier")."""
    aside = compared(scene)
    options = []
    for period in scene.periods:
        if period in aside or not (period.value or period.kind in MOVES):
            continue
        if period.kind != "ytd" and _starts(scene, period):
            continue
        cost = scene.cost(period, figure)
        if period.start >= figure.end:
            # Beyond the next count a time is that count's own, unless no comma parts the two.
            if scene.crossed(figure, period) and (period.kind in MOVES or scene.barrier(figure, period) >= CLAUSE):
                cost += TOPIC_COST if topic.period else FIGURE_PRICE
            cost += 2
        if period.kind == "day":
            dated = any(c.isdigit() for c in scene.text[period.start : period.end])
            if topic.period and (scene.barrier(figure, period) or cost > (60 if dated else 25)):
                continue
            cost += DAY_PRICE
        options.append((cost, period))
    cost, best = min(options, key=lambda o: o[0], default=(FAR, None))
    if best is None or (topic.period and cost > 90 and best.start >= figure.end):
        return None, FAR, False
    if best.kind in MOVES:
        told = [p for p in scene.periods if p.value and p.end <= figure.start and p.kind not in PASSING]
        base = told[-1].value if told else topic.period
        return (moved(base, MOVES[best.kind]) if base else best.value), cost, False
    if best.kind == "end" and best.value:
        return so_far(best.value[:7]), cost, True
    if len(best.value or "") == 7 and any(cue.end <= best.start <= cue.end + 3 for cue in scene.of("until")):
        return so_far(best.value or ""), cost, True
    return best.value, cost, True


def reached_on(scene: Scene, figure: Figure) -> str | None:
    """When a running total was reached or stands at, where the clause tells."""
    aside = compared(scene)
    near = [
        (scene.cost(p, figure), p.value)
        for p in scene.periods
        if p.value and p not in aside and not scene.crossed(figure, p) and not _starts(scene, p)
    ]
    cost, value = min(near, default=(FAR, None))
    return value if cost < 60 else None


def _starts(scene: Scene, period: Period) -> bool:
    return any(cue.end <= period.start <= cue.end + 2 for cue in scene.of("since"))


def scope_of(scene: Scene, figure: Figure, metric: str, period: str | None, period_cost: float, topic: Topic) -> str:
    if figure.ordinal:
        return "cumulative"
    if metric == "capacity" or _rated(scene, figure):
        return "rate"
    if any(_starts(scene, p) for p in _since(scene, figure)):
        return "cumulative"
    near = period is not None and period_cost < 40
    spans = near and len(period or "") != 10
    spans = spans or any(len(p.value or "") == 21 and p.end <= figure.start for p in scene.periods)
    month = near and re.fullmatch(r"\d{4}-\d\d", period or "") is not None
    if _beside(scene, figure, "cumulative", 60) and (month or not spans):
        return "cumulative"
    if metric == "orders" and not spans and not any(t.code in ("hour", "minute") for t in scene.times):
        return "cumulative"
    if figure.value % 100_000 == 0 and _beside(scene, figure, "reached", 14) and metric != "orders":
        return "cumulative"
    if _beside(scene, figure, "reached", 30) and not spans and figure.value % 10_000 == 0:
        return "cumulative"
    if metric == "production" and _beside(scene, figure, "reached", 14) and figure.value % 10_000 == 0:
        return "cumulative"
    return "period"


def _since(scene: Scene, figure: Figure) -> list[Period]:
    """Times in the figure's clause from which something has been counted: no year to date."""
    near = [p for p in scene.periods if p.kind != "ytd" and scene.barrier(p, figure) < CLAUSE + 1]
    return [p for p in near if not scene.crossed(figure, p)]


def _digit(scene: Scene, place: int) -> bool:
    return place >= 0 and scene.text[place].isdigit()


def _rated(scene: Scene, figure: Figure) -> bool:
    """ "5,000 a week", "jährlich 500.000": the word stands right beside the count."""
    whole, lead = figure.whole, 8 if scene.spaced else 24
    cues = [cue for cue in scene.of("rate") if not scene.barrier(cue, whole) and not _digit(scene, cue.start - 1)]
    return any(scene.cost(cue, whole) <= (16 if cue.start >= whole.end else lead) for cue in cues)


def _beside(scene: Scene, figure: Figure, kind: str, limit: float) -> bool:
    return any(
        scene.cost(cue, figure) <= limit and not scene.crossed(figure, cue) and scene.barrier(cue, figure) < SENTENCE
        for cue in scene.of(kind)
    )


def powertrain_of(scene: Scene, figure: Figure) -> str | None:
    best = scene.nearest(figure, scene.of("powertrain"))
    return best[1].value if best and best[0] <= 60 else None


def region_of(scene: Scene, figure: Figure) -> str | None:
    best = scene.nearest(figure, scene.of("region"), after=4.0)
    return best[1].value if best and best[0] <= 60 else None


def elapsed(scene: Scene, figure: Figure) -> int | None:
    """Days to the count, where the sentence tells them."""
    near = scene.nearest(figure, [t for t in scene.times if t.code == "day" and t.value >= 2])
    return int(near[1].value) if near is not None and near[0] <= 60 else None

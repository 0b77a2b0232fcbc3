"""Counts of vehicles in running text: who made how many of what, when, as fact or goal.

One walk over the sentences. Each figure that can be a count looks for its maker, metric, time and standing at the
smallest distance (see `scene`); what a sentence leaves out is carried over from the ones before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from extractors.facts.changes import Change, changes, compared
from extractors.facts.figures import Figure
from extractors.facts.scene import FIGURE_PRICE, Scene
from extractors.facts.tables import Table, entries
from extractors.facts.when import MOVES, moved, so_far
from extractors.model import Metric, Milestone, Powertrain, Qualifier, Scope, Status
from extractors.registry import NameMention
from extractors.text import Period

TOPIC_COST = 60.0  # what it costs to take the maker from the sentence before: more than any name earlier in this one
FAR = 999.0
COORDINATORS = frozenset(
    {"and", "und", "et", "y", "e", "en", "while", "während", "tandis", "mientras", "mentre", "terwijl"}
)
LINKS = frozenset(
    {"and", "und", "et", "y", "e", "en", "ed", "/", "／", ",", "、", "・", "和", "与", "及", "와", "과", "sowie"}
)
DAY_PRICE = 30.0  # "it said on Monday": a day is seldom the time of a count
CLAUSE = 6.0  # price from which a cut ends a clause
SENTENCE = 30.0


@dataclass(frozen=True)
class Topic:
    """What the text speaks of so far: what a sentence leaves out is taken from here."""

    name: NameMention | None = None
    metric: str | None = None
    period: str | None = None
    powertrain: str | None = None
    paragraph: int = -1  # of the last count


@dataclass(frozen=True)
class Draft:
    """A count on its way to becoming a fact."""

    figure: Figure
    scene: Scene | None  # None in a table
    milestone: Milestone
    told: bool  # the period stands in the sentence


def read(parts: Sequence[Scene | Table], title: NameMention | None) -> list[Draft]:
    """Every count that sentences and tables state, in order."""
    topic = Topic(name=title)
    found: list[Draft] = []
    for part in parts:
        if isinstance(part, Table):
            found += _table(part, topic)
            continue
        drafts, topic = _scene(part, topic)
        found += drafts
    return found


def _table(table: Table, topic: Topic) -> list[Draft]:
    drafts = []
    for entry in entries(table):
        name = entry.name or topic.name
        metric = entry.metric or topic.metric
        if name is None or metric is None:
            continue
        period = entry.period or topic.period
        scope = "cumulative" if entry.cumulative else "rate" if metric == "capacity" else "period"
        milestone = Milestone(
            company=name.company,
            metric=cast(Metric, metric),
            value=entry.value,
            qualifier=cast(Qualifier, entry.figure.qualifier),
            scope=cast(Scope, scope),
            status=cast(Status, entry.status),
            quote=table.text[entry.row.start : entry.figure.end],
            quote_start=entry.row.start,
            quote_end=entry.figure.end,
            brand=name.brand,
            model=name.model,
            powertrain=cast(Powertrain | None, entry.powertrain),
            region=entry.region,
            period=None if scope == "rate" else period,
            yoy_pct=entry.yoy,
            seq_pct=entry.seq,
        )
        drafts.append(Draft(entry.figure, None, milestone, told=entry.period is not None))
    return drafts


def _scene(scene: Scene, topic: Topic) -> tuple[list[Draft], Topic]:
    counts = [f for f in scene.counts if not _something_else(scene, f)]
    moves = changes(scene, counts) if counts else {}
    drafts: list[Draft] = []
    for figure in counts:
        draft = _draft(scene, figure, topic, moves.get(figure, Change()), drafts)
        if draft is None:
            continue
        drafts.append(draft)
        m = draft.milestone
        known = next((n for n in scene.names if n.company == m.company), topic.name)
        topic = replace(topic, metric=m.metric if m.metric != "capacity" else topic.metric, paragraph=scene.paragraph)
        leads = len(drafts) == 1 and m.status == "actual" and m.scope == "period" and draft.told
        if leads and _leads(m.period, topic.period):
            topic = replace(topic, period=m.period)
        if known is not None and len(drafts) == 1:
            topic = replace(topic, name=known)
    if not drafts:
        subject = next((n for n in scene.names if n.kind in ("company", "brand", "model")), None)
        if subject is not None:
            topic = replace(topic, name=subject)
        metric = next((cue.value for cue in scene.of("metrics")), None)
        if metric is not None:
            period = next((p.value for p in scene.periods if p.value and len(p.value) != 10), None)
            heading = scene.end - scene.start < 100
            topic = replace(
                topic,
                metric=metric,
                period=period if _leads(period, topic.period) else topic.period,
                paragraph=scene.paragraph if heading else topic.paragraph,
            )
    return drafts, topic


def _leads(period: str | None, old: str | None) -> bool:
    """Whether a period becomes the one spoken of: a year to date beside a month does not."""
    return period is not None and (old is None or len(period) not in (10, 21))


def _something_else(scene: Scene, figure: Figure) -> bool:
    """Whether the words around a figure say that it counts no vehicles made, or is only a difference."""
    for cue in scene.of("others"):
        if (
            figure.unit is None
            and cue.start >= figure.end
            and scene.cost(figure, cue) <= 22
            and not scene.barrier(figure, cue)
        ):
            return True
    for cue in scene.of("gap"):
        near = scene.cost(figure, cue)
        if (
            near <= 14
            and scene.crossed(figure, cue) <= (cue.start < figure.start)
            and scene.barrier(figure, cue) < CLAUSE
        ):
            return True
    for cue in scene.of("hypothesis"):
        if cue.end <= figure.start and scene.barrier(figure, cue) < CLAUSE and not scene.crossed(figure, cue):
            return True
    small = figure.value < 100 and (figure.looks_written or figure.value < 10)
    return small or any(
        cue.start >= figure.end and not scene.barrier(figure, cue) and scene.cost(figure, cue) <= 3
        for cue in scene.of("than")
    )


def _draft(scene: Scene, figure: Figure, topic: Topic, change: Change, before: list[Draft]) -> Draft | None:
    name, name_cost = _who(scene, figure, topic)
    if name is None or _industry(scene, figure, name_cost):
        return None
    metric, metric_cost = _metric(scene, figure, topic)
    counted = topic.paragraph >= scene.paragraph - 1 or bool(before)
    if metric is None or (figure.unit is None and not _stands(scene, figure, name_cost, metric_cost, counted)):
        return None
    mate = next((d for d in before if d.figure is figure.low), None)
    status = mate.milestone.status if mate else _status(scene, figure)
    period, period_cost, named = _period(scene, figure, topic)
    scope = _scope(scene, figure, metric, period, period_cost, topic)
    value = period if scope == "period" or period_cost < 60 else None
    if scope == "period" and period is None:
        value = topic.period
    if scope == "rate":
        value = None
    model, brand = _model(scene, figure, name)
    milestone = Milestone(
        company=name.company,
        metric=cast(Metric, metric),
        value=int(figure.value),
        qualifier=cast(Qualifier, figure.qualifier),
        scope=cast(Scope, scope),
        status=cast(Status, status),
        quote="",
        quote_start=figure.start,
        quote_end=figure.end,
        brand=brand,
        model=model,
        powertrain=cast(Powertrain | None, _powertrain(scene, figure)),
        region=_region(scene, figure),
        period=value,
        elapsed_days=_elapsed(scene, figure) if scope == "cumulative" else None,
        yoy_pct=change.yoy,
        seq_pct=change.seq,
    )
    return Draft(figure, scene, milestone, told=named and scope == "period")


def _who(scene: Scene, figure: Figure, topic: Topic) -> tuple[NameMention | None, float]:
    options: list[tuple[float, NameMention]] = []
    for name in scene.names:
        cost = scene.cost(name, figure)
        if name.start >= figure.end:
            joined = COORDINATORS.isdisjoint(scene.between(name, figure).lower().split())
            linked = joined and cost <= 26 and not scene.barrier(name, figure) and not scene.crossed(figure, name)
            cost = cost * 0.5 if linked else cost + 25
        else:
            cost = min(cost, TOPIC_COST - 5 + cost / 1000)
        options.append((cost, name))
    if topic.name is not None:
        options.append((TOPIC_COST, topic.name))
    cost, best = min(options, key=lambda o: o[0], default=(999.0, None))
    return best, cost


def _model(scene: Scene, figure: Figure, name: NameMention) -> tuple[str | None, str | None]:
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
        if other.company != name.company or not (gap in LINKS or gap.removeprefix("s ") in LINKS):
            break
        found.insert(0, other)
    return found


def joint(models: list[str]) -> str:
    """One name of two models: Model S and Model X are Model S/X."""
    first, second = models
    head = first.rpartition(" ")[0] + " "
    return f"{first}/{second.removeprefix(head)}" if len(head) > 2 else f"{first}/{second}"


def _industry(scene: Scene, figure: Figure, name_cost: float) -> bool:
    return any(
        scene.barrier(cue, figure) < SENTENCE
        and scene.cost(cue, figure) < min(name_cost, 80)
        and not scene.crossed(figure, cue)
        for cue in scene.of("industry")
    )


def _metric(scene: Scene, figure: Figure, topic: Topic) -> tuple[str | None, float]:
    cues = [cue for cue in scene.of("metrics") if not any(n.start <= cue.start < n.end for n in scene.names)]
    for cue in cues:
        if cue.value == "capacity" and scene.barrier(cue, figure) < CLAUSE and not scene.crossed(figure, cue):
            return "capacity", scene.cost(cue, figure)
    best = scene.nearest(figure, cues, after=4.0)
    if best is not None:
        return best[1].value, best[0]
    if figure.ordinal:
        return "production", 0.0
    return topic.metric, 200.0


def _stands(scene: Scene, figure: Figure, name_cost: float, metric_cost: float, counted: bool) -> bool:
    """Whether a figure without the word for vehicles is still plainly a count."""
    if figure.value < 100 or figure.looks_like_year:
        return name_cost <= 4 and counted
    return metric_cost <= 90 or counted


def _status(scene: Scene, figure: Figure) -> str:
    options: list[tuple[float, str]] = []
    past = [cue for cue in scene.of("past") if cue.end <= figure.start]
    for cue in scene.of("target", "forecast"):
        if scene.crossed(figure, cue):
            continue
        cost = scene.cost(cue, figure)
        if cue.end <= figure.start:
            if cost > 160 or any(cue.end <= p.start for p in past):
                continue
        elif scene.barrier(cue, figure) >= CLAUSE or cost > 50:
            continue
        options.append((cost, cue.kind))
    return min(options, default=(0.0, "actual"))[1]


def _period(scene: Scene, figure: Figure, topic: Topic) -> tuple[str | None, float, bool]:
    """The nearest time, its distance, and whether it is named rather than moved from another ("a year earlier")."""
    aside = compared(scene)
    options = []
    for period in scene.periods:
        if period in aside or not (period.value or period.kind in MOVES):
            continue
        if period.kind != "ytd" and any(cue.end <= period.start <= cue.end + 2 for cue in scene.of("since")):
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
        told = [p for p in scene.periods if p.value and p.end <= figure.start and p.kind not in ("day", "ytd")]
        base = told[-1].value if told else topic.period
        return (moved(base, MOVES[best.kind]) if base else None), cost, False
    if len(best.value or "") == 7 and any(cue.end <= best.start <= cue.end + 3 for cue in scene.of("until")):
        return so_far(best.value or ""), cost, True
    return best.value, cost, True


def _scope(scene: Scene, figure: Figure, metric: str, period: str | None, period_cost: float, topic: Topic) -> str:
    if figure.ordinal:
        return "cumulative"
    if metric == "capacity" or _rated(scene, figure):
        return "rate"
    if any(cue.end <= p.start <= cue.end + 2 for cue in scene.of("since") for p in _since(scene, figure)):
        return "cumulative"
    near = period is not None and period_cost < 40
    spans = near and len(period or "") != 10
    month = near and re.fullmatch(r"\d{4}-\d\d", period or "") is not None
    if _beside(scene, figure, "cumulative", 60) and (month or not spans):
        return "cumulative"
    if metric == "orders" and not spans and not any(t.code in ("hour", "minute") for t in scene.times):
        return "cumulative"
    if figure.value % 100_000 == 0 and _beside(scene, figure, "reached", 14) and metric != "orders":
        return "cumulative"
    if _beside(scene, figure, "reached", 30) and not spans and figure.value % 1000 == 0 and metric == "production":
        return "cumulative"
    known = period is not None or topic.period is not None
    return "period" if known or figure.value % 1000 or bool(scene.periods) else "cumulative"


def _since(scene: Scene, figure: Figure) -> list[Period]:
    """Times in the figure's clause from which something has been counted: no year to date."""
    near = [p for p in scene.periods if p.kind != "ytd" and scene.barrier(p, figure) < CLAUSE + 1]
    return [p for p in near if not scene.crossed(figure, p)]


def _rated(scene: Scene, figure: Figure) -> bool:
    """ "5,000 a week", "jährlich 500.000": the word stands right beside the count."""
    return any(
        not scene.barrier(cue, figure) and scene.cost(cue, figure) <= (16 if cue.start >= figure.end else 8)
        for cue in scene.of("rate")
    )


def _beside(scene: Scene, figure: Figure, kind: str, limit: float) -> bool:
    return any(
        scene.cost(cue, figure) <= limit and not scene.crossed(figure, cue) and scene.barrier(cue, figure) < SENTENCE
        for cue in scene.of(kind)
    )


def _powertrain(scene: Scene, figure: Figure) -> str | None:
    best = scene.nearest(figure, scene.of("powertrain"))
    return best[1].value if best and best[0] <= 60 else None


def _region(scene: Scene, figure: Figure) -> str | None:
    best = scene.nearest(figure, scene.of("region"), after=4.0)
    return best[1].value if best and best[0] <= 60 else None


def _elapsed(scene: Scene, figure: Figure) -> int | None:
    """Days to the count, where the sentence tells them."""
    near = scene.nearest(figure, [t for t in scene.times if t.code == "day" and t.value >= 2])
    return int(near[1].value) if near is not None and near[0] <= 60 else None

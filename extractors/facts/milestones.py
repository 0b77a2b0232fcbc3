"""Counts of vehicles in running text and tables: one walk that carries over what a sentence leaves out.

Each figure that can be a count looks for its maker, metric, time and standing at the smallest distance (see `resolve`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from extractors.facts.changes import Change, changes
from extractors.facts.figures import Figure
from extractors.facts.pairs import paired, shared
from extractors.facts.resolve import (
    PASSING,
    Topic,
    elapsed,
    goes_on,
    industry,
    leads,
    metric_of,
    model_of,
    period_of,
    powertrain_of,
    reached_on,
    region_of,
    scope_of,
    something_else,
    stands,
    status_of,
    who,
)
from extractors.facts.scene import Scene
from extractors.facts.tables import Table, entries
from extractors.model import Metric, Milestone, Powertrain, Qualifier, Scope, Status
from extractors.registry import NameMention

SUBJECT = 12  # characters: a name that begins within them is the sentence's subject
HEADING = 60  # characters: a shorter sentence with a metric and no count is a heading of what follows


@dataclass(frozen=True)
class Draft:
    """A count on its way to becoming a fact."""

    figure: Figure
    scene: Scene | None  # None in a table
    milestone: Milestone
    told: bool  # the period stands in the sentence


def read(parts: Sequence[Scene | Table], title: NameMention | None, published: date | None = None) -> list[Draft]:
    """Every count that sentences and tables state, in order."""
    topic = Topic(name=title, metric=_main_metric(parts))
    found: list[Draft] = []
    for part in parts:
        if isinstance(part, Table):
            found += _table(part, topic)
            continue
        drafts, topic = _scene(part, topic, published)
        found += drafts
    return found


def _main_metric(parts: Sequence[Scene | Table]) -> str | None:
    """The metric named first: what a count without a verb of its own is taken for."""
    scenes = (part for part in parts if isinstance(part, Scene))
    return next((cue.value for scene in scenes for cue in scene.of("metrics")), None)


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


def _scene(scene: Scene, topic: Topic, published: date | None) -> tuple[list[Draft], Topic]:
    if scene.of("recall") or (topic.barren and not scene.of("metrics")):
        return [], replace(topic, barren=True)
    if topic.paragraph < scene.paragraph and topic.main and not scene.of("metrics"):
        topic = replace(topic, metric=topic.main)
    counts = [f for f in scene.counts if not something_else(scene, f)]
    moves = changes(scene, counts) if counts else {}
    owners = paired(scene, counts)
    drafts: list[Draft] = []
    for figure in counts:
        holders: Sequence[NameMention | None] = owners.get(figure) or shared(scene, figure, counts) or (None,)
        for name in holders:
            draft = _draft(scene, figure, topic, moves.get(figure, Change()), drafts, name, published)
            if draft is None:
                continue
            drafts.append(draft)
            topic = _told(topic, draft, scene, len(drafts) == 1)
    return drafts, topic if drafts else _untold(topic, scene)


def _told(topic: Topic, draft: Draft, scene: Scene, first: bool) -> Topic:
    """The topic after a count: only the first of a sentence says what the text speaks of."""
    topic = replace(topic, paragraph=scene.paragraph)
    if not first:
        return topic
    m = draft.milestone
    if m.metric != "capacity":
        topic = replace(topic, metric=m.metric, main=topic.main or m.metric)
    if m.status == "actual" and m.scope == "period" and draft.told and leads(m.period, topic.period):
        topic = replace(topic, period=m.period)
    name = next((n for n in scene.names if n.company == m.company), topic.name)
    aside = name is not None and any(cue.end <= name.start for cue in scene.of("breaks"))
    aside = aside or bool(scene.of("each"))
    return topic if aside and topic.name is not None else replace(topic, name=name)


def _untold(topic: Topic, scene: Scene) -> Topic:
    """The topic after a sentence without a count: its subject, if a name begins it."""
    subject = next(iter(scene.names), None)
    if subject is not None and (topic.name is None or subject.start - scene.start <= SUBJECT):
        topic = replace(topic, name=subject)
    metric = next((cue.value for cue in scene.of("metrics")), None)
    if metric is None:
        return topic
    period = next((p.value for p in scene.periods if p.value and p.kind not in PASSING), None)
    heading = scene.end - scene.start < HEADING or scene.text[scene.end - 1] in ":："
    return replace(
        topic,
        metric=metric if heading else topic.metric or metric,
        period=period if leads(period, topic.period) else topic.period,
        paragraph=scene.paragraph if heading else topic.paragraph,
    )


def _draft(
    scene: Scene,
    figure: Figure,
    topic: Topic,
    change: Change,
    before: Sequence[Draft],
    owner: NameMention | None,
    published: date | None,
) -> Draft | None:
    name, name_cost = (owner, 0.0) if owner is not None else who(scene, figure, topic)
    if name is None or industry(scene, figure, name_cost):
        return None
    metric, metric_cost = metric_of(scene, figure, topic)
    counted = topic.paragraph >= scene.paragraph - 1 or bool(before)
    if metric is None or (figure.unit is None and not stands(scene, figure, name_cost, metric_cost, counted)):
        return None
    last = before[-1] if before else None
    status = status_of(scene, figure)
    if status == "actual" and last is not None and goes_on(scene, last.figure, figure):
        status = last.milestone.status
    period, period_cost, named = period_of(scene, figure, topic)
    ahead = period is not None and published is not None and period[:4] > str(published.year)
    if status == "actual" and named and ahead and not figure.ordinal and period_cost < 120:
        status = "target"  # what lies ahead is no count yet
    scope = scope_of(scene, figure, metric, period, period_cost, topic)
    value = None if scope == "rate" else reached_on(scene, figure) if scope == "cumulative" else period or topic.period
    model, brand = model_of(scene, figure, name)
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
        powertrain=cast(Powertrain | None, powertrain_of(scene, figure)),
        region=region_of(scene, figure),
        period=value,
        elapsed_days=elapsed(scene, figure) if scope == "cumulative" else None,
        yoy_pct=change.yoy,
        seq_pct=change.seq,
    )
    return Draft(figure, scene, milestone, told=named and scope == "period")

"""Counts of vehicles in running text and tables: one walk that carries over what a sentence leaves out.

Every figure that can be a count is asked whose it is, of what, when, and whether it is a fact or a goal (see
`questions`); a judge chooses between the answers that its sentence and the text so far offer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import prod
from typing import cast

from extractors.facts import change_questions, metric_questions, time_questions
from extractors.facts import questions as ask
from extractors.facts.changes import Change, direction
from extractors.facts.figures import Figure
from extractors.facts.judge import Judge
from extractors.facts.models import models
from extractors.facts.names import jointly
from extractors.facts.pairs import paired, shared
from extractors.facts.regions import regions
from extractors.facts.scene import Scene
from extractors.facts.tables import Entry, Table, entries
from extractors.facts.topic import PASSING, Topic
from extractors.facts.traits import View
from extractors.facts.when import MOVES, in_year, moved, so_far_of, tense
from extractors.model import Metric, Milestone, Powertrain, Qualifier, Scope, Status
from extractors.registry import NameMention

# A count whose answers are right together with less than this chance is left out: a wrong row costs more than a
# missing one. Chosen on left-out documents, where it raises precision and F1.
DOUBTFUL = 0.35
BASES = 12  # so many counts of earlier sentences may be what a change is measured by


@dataclass(frozen=True)
class Draft:
    """A count on its way to becoming a fact."""

    figure: Figure
    scene: Scene | None  # None in a table
    milestone: Milestone
    told: bool  # the period stands in the sentence


def read(
    parts: Sequence[Scene | Table], title: Sequence[NameMention], published: date | None, judge: Judge
) -> list[Draft]:
    """Every count that sentences and tables state, in order; `title` are the names of the headline."""
    topic = _opening([part for part in parts if isinstance(part, Scene)], title)
    found: list[Draft] = []
    basis = ""  # of the last change
    said, paragraph = 0, -1  # how many of the last counts stand in the sentence before, in this paragraph
    for part in parts:
        if isinstance(part, Table):
            found += _table(part, topic, published)
            said = 0
            continue
        drafts, topic = _scene(part, topic, published, judge)
        if not drafts and found:
            found[-1] = _timed(found[-1], part, topic)
        said = said if part.paragraph == paragraph else 0
        place = len(found) - said
        found[place:] = _changed(part, found[place:], drafts, judge, basis, found[max(0, place - BASES) : place])
        told = [Change(d.milestone.yoy_pct, d.milestone.seq_pct) for d in found[place:]]
        basis = next(filter(None, map(_basis, reversed(told))), basis)
        said, paragraph = len(drafts) or said, part.paragraph
    return found


def _timed(draft: Draft, scene: Scene, topic: Topic) -> Draft:
    """The Nth vehicle with the days it took, where the next sentence without a count tells them."""
    days = [int(t.value) for t in scene.times if t.code == "day" and t.value >= 2]
    near = draft.figure.ordinal and scene.paragraph - topic.paragraph <= 1
    if not near or len(days) != 1 or draft.milestone.elapsed_days is not None:
        return draft
    return replace(draft, milestone=replace(draft.milestone, elapsed_days=days[0]))


def _opening(scenes: Sequence[Scene], title: Sequence[NameMention]) -> Topic:
    """What can be told before the first count: the metric and period named first, what the text names most."""
    metric = next((cue.value for scene in scenes for cue in scene.of("metrics")), None)
    period = next((p.value for scene in scenes for p in scene.periods if p.value and p.kind not in PASSING), None)
    metrics = Counter(cue.value for scene in scenes for cue in scene.of("metrics"))
    powertrains = Counter(cue.value for scene in scenes for cue in scene.of("powertrain"))
    places = Counter(cue.value for scene in scenes for cue in scene.of("region"))
    models = {(n.company, n.model): n for scene in scenes for n in scene.names if n.model}
    named = Counter((n.company, n.model) for scene in scenes for n in scene.names if n.model)
    first = next(iter(title), None)
    return Topic(
        name=first,
        title=first,
        largest=max((f.value for scene in scenes for f in scene.counts), default=Decimal(0)),
        headline=tuple(n for n in title if n.model),
        featured=tuple(models[model] for model, _ in named.most_common()),
        metric=metric,
        main=metric,
        metrics=tuple(value for value, _ in metrics.most_common()),
        opening=period,
        powertrains=tuple(value for value, _ in powertrains.most_common()),
        regions=tuple(value for value, _ in places.most_common()),
    )


def _table(table: Table, topic: Topic, published: date | None) -> list[Draft]:
    drafts = []
    told = entries(table)
    month = max((e.period for e in told if e.period and so_far_of(e.period)), default=topic.period)
    if published and month and topic.period and tense(month, published) == "running":
        month = topic.period  # "this month" of a report of the last one
    for entry in told:
        name = entry.name or topic.name
        metric = entry.metric or topic.metric
        if name is None or metric is None:
            continue
        period, so_far = _when(entry, month, f"{published:%Y-%m}" if published else None)
        total = entry.so_far and so_far is None
        scope = "cumulative" if total else "rate" if metric == "capacity" else "period"
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
            model=name.model if entry.name else None,
            powertrain=cast(Powertrain | None, entry.powertrain),
            region=entry.region,
            period=None if scope == "rate" else so_far or period,
            yoy_pct=entry.yoy,
            seq_pct=entry.seq,
        )
        drafts.append(Draft(entry.figure, None, milestone, told=entry.period is not None))
    return drafts


def _when(entry: Entry, month: str | None, running: str | None) -> tuple[str | None, str | None]:
    """The time of a count of a table, and the year up to it where its column counts that.

    `month` is the table's, `running` that of publication, which cannot be over.
    """
    period = month if entry.period is None or entry.period == running else entry.period
    if entry.leaning in MOVES and period and not entry.period:
        period = moved(period, MOVES[entry.leaning])
    if not entry.so_far or entry.since or not period or not month:
        return period, None
    return period, so_far_of(period) or so_far_of(in_year(month, period[:4]) or "")


def _scene(scene: Scene, topic: Topic, published: date | None, judge: Judge) -> tuple[list[Draft], Topic]:
    if scene.of("recall") or (topic.barren and not scene.of("metrics")):
        return [], topic._replace(barren=True)
    owners = paired(scene, scene.counts)
    drafts: list[Draft] = []
    rejected = False
    for figure in scene.counts:
        view = View(scene, figure)
        stated, sure = judge.weigh("fact", figure, ask.is_fact(view, topic, rejected))
        if not stated:
            rejected = True
            continue
        for name in owners.get(figure) or shared(scene, figure, scene.counts) or (None,):
            draft = _draft(view, topic, bool(drafts), name, published, judge, sure)
            if draft is not None:
                drafts.append(draft)
                topic = topic.counted(draft.milestone, scene, draft.told, len(drafts) == 1)
    topic = topic if drafts else topic.passed(scene)
    return drafts, topic.after(scene)


def _draft(
    view: View,
    topic: Topic,
    here: bool,
    owner: NameMention | None,
    published: date | None,
    judge: Judge,
    sure: float,
) -> Draft | None:
    """The count of a figure; None where nobody can have made it, or where its answers are too doubtful together."""
    scene, figure = view.scene, view.figure
    chances = [sure]
    listed = owner if owner is not None and owner.model else None
    if owner is None:
        makers = ask.makers(view, topic, here)
        if not makers:
            return None
        owner, chance = judge.weigh("maker", figure, makers, lambda name: name.company)
        chances.append(chance)
    name = jointly(scene, owner)
    metric, chance = judge.weigh("metric", figure, metric_questions.metrics(view, topic, here, name.company))
    chances.append(chance)
    status, chance = judge.weigh("status", figure, ask.statuses(view, topic, here, name.company, metric, published))
    chances.append(chance)
    scope, chance = judge.weigh("scope", figure, ask.scopes(view, topic, here, name.company, metric, status))
    if prod([*chances, chance]) < DOUBTFUL:
        return None
    today = str(published) if published else None
    alike = topic.alike(name.company, metric, scope, status)
    period = judge.choose("time", figure, time_questions.times(view, topic, here, scope, status, today, alike, metric))
    if status == "actual" and scope != "rate" and period and published and tense(period, published) == "ahead":
        # What lies ahead cannot have been counted.
        status = "forecast" if scene.of("forecast") else "target"
    twins = [m for m in alike if m.period == period]
    qualifier = judge.choose("qualifier", figure, ask.qualifiers(view, status))
    if listed is None:
        counterparts = frozenset(m.model for m in twins)
        model, brand = judge.choose("model", figure, models(view, name, topic, here, metric, counterparts))
    else:
        model, brand = listed.model, listed.brand
    powertrain = judge.choose("powertrain", figure, ask.powertrains(view, topic, here, name.company, model, twins))
    milestone = Milestone(
        company=name.company,
        metric=cast(Metric, metric),
        value=int(figure.value),
        qualifier=cast(Qualifier, qualifier),
        scope=cast(Scope, scope),
        status=cast(Status, status),
        quote="",
        quote_start=figure.start,
        quote_end=figure.end,
        brand=brand or name.brand,
        model=model,
        powertrain=cast(Powertrain | None, powertrain),
        region=judge.choose("region", figure, regions(view, topic, here, name.company, metric)),
        period=period,
        elapsed_days=ask.elapsed(scene, figure) if scope == "cumulative" else None,
    )
    told = scope == "period" and any(p.value == period for p in scene.periods)
    return Draft(figure, scene, milestone, told)


def _basis(told: Change) -> str:
    """Against what a change is told: the year before (yoy), the month or quarter before (seq), both, or nothing."""
    return " ".join(kind for kind, pct in (("yoy", told.yoy), ("seq", told.seq)) if pct is not None)


def _changed(
    scene: Scene, said: Sequence[Draft], drafts: Sequence[Draft], judge: Judge, before: str, told: Sequence[Draft]
) -> list[Draft]:
    """The counts of a sentence, and those of the one before, with what the percentages of the sentence say of them.

    `before`: the basis of the last change; `told`: counts of earlier sentences.
    """
    found: dict[Figure, Change] = {}
    changed: dict[Figure, Figure] = {}
    known = {draft.figure: draft.milestone for draft in (*told, *said, *drafts)}
    earlier, here = list(dict.fromkeys(d.figure for d in said)), list(dict.fromkeys(d.figure for d in drafts))
    for percent in scene.percents if said or drafts else ():
        sign = direction(scene, percent)
        options = change_questions.owners(scene, percent, here, earlier, known, changed, sign) if sign else ()
        count = judge.choose("change", percent, options) if options else None
        if count is not None:
            before = f"its own {_basis(found[count])}" if count in found else before
            basis = judge.choose("basis", percent, change_questions.bases(scene, percent, count, known, before, sign))
            before = basis
            changed[count] = percent
            found[count] = found.get(count, Change()).with_(basis, sign * float(abs(percent.value)))
    return [_with(d, found[d.figure]) if d.figure in found else d for d in (*said, *drafts)]


def _with(draft: Draft, change: Change) -> Draft:
    m = draft.milestone
    yoy, seq = (new if old is None else old for old, new in ((m.yoy_pct, change.yoy), (m.seq_pct, change.seq)))
    return replace(draft, milestone=replace(m, yoy_pct=yoy, seq_pct=seq))

"""What a text speaks of so far: what a sentence leaves out is taken from here."""

from decimal import Decimal
from typing import NamedTuple

from extractors.facts.pairs import of_old
from extractors.facts.scene import Scene
from extractors.facts.when import LEANING, MOVES, moved
from extractors.model import Milestone
from extractors.registry import NameMention

KEPT = 4  # times told that are carried over
SUBJECT = 12  # characters: a name that begins within them is the sentence's subject
HEADING = 60  # characters: a shorter sentence with a metric and no count is a heading of what follows
COUNTS = 40  # so many counts are remembered
MODELS = 4  # so many models are remembered
# Kinds of period that are not what a text speaks of.
PASSING = frozenset({"day", "end", "ytd", *LEANING})


class Told(NamedTuple):
    """A time that the text told, with where its sentence began and its paragraph."""

    value: str
    kind: str
    begin: int
    paragraph: int


class Seen(NamedTuple):
    """A model with the sentence that named it last, and whether it began that sentence or was its only model."""

    name: NameMention
    sentence: int
    leads: bool
    sole: bool


class Topic(NamedTuple):
    """Maker, metric and time spoken of; `opening` and `main` are the first period and metric of the text."""

    name: NameMention | None = None
    title: NameMention | None = None
    recent: tuple[NameMention, ...] = ()  # names of the sentence before
    largest: Decimal = Decimal(0)  # of the text's figures
    first: Milestone | None = None  # count of the text
    headline: tuple[NameMention, ...] = ()  # models that the title names
    featured: tuple[NameMention, ...] = ()  # models that the text names, most often first
    models: tuple["Seen", ...] = ()  # those named last, newest first
    sentence: int = 0  # how many were read
    begin: int = -1  # where the last one began
    metric: str | None = None
    main: str | None = None
    period: str | None = None
    opening: str | None = None
    periods: tuple[Told, ...] = ()  # the last ones told, newest first
    metrics: tuple[str, ...] = ()  # those that the text names, most often first
    powertrains: tuple[str, ...] = ()  # likewise
    regions: tuple[str, ...] = ()  # likewise
    last: Milestone | None = None
    counts: tuple[Milestone, ...] = ()  # the last ones
    compared: bool = False  # the last count is what another is measured by
    habit: str = ""  # how far back such counts lay from what the text spoke of: year_ago, previous
    paragraph: int = -9  # of the last count
    outsider: bool = False  # the last sentence spoke of others' expectations
    barren: bool = False  # it speaks of a recall

    def counted(self, m: Milestone, scene: Scene, told: bool, first: bool) -> "Topic":
        """The topic after a count: only the first of a sentence says what the text speaks of."""
        topic = self._replace(
            paragraph=scene.paragraph,
            last=m,
            first=self.first or m,
            compared=of_old(scene, m.quote_start),
            counts=(*self.counts[1 - COUNTS :], m),
        )
        if topic.compared and topic.period and m.period:
            back = (kind for kind in ("year_ago", "previous") if moved(topic.period, MOVES[kind]) == m.period)
            topic = topic._replace(habit=next(back, topic.habit))
        if not first:
            return topic
        if m.metric != "capacity":
            topic = topic._replace(metric=m.metric)
        if m.status == "actual" and m.scope == "period" and told and leads(m.period, topic.period):
            topic = topic._replace(period=m.period)
        name = next((n for n in scene.names if n.company == m.company), topic.name)
        aside = name is not None and any(cue.end <= name.start for cue in scene.of("breaks"))
        aside = aside or bool(scene.of("each"))
        return topic if aside and topic.name is not None else topic._replace(name=name)

    def after(self, scene: Scene) -> "Topic":
        """The topic after a sentence, with the names, models and times that it told."""
        models = [n for n in reversed(scene.names) if n.model]
        sole = len({n.model for n in models}) == 1
        named = [Seen(n, self.sentence, n.start - scene.start <= SUBJECT, sole) for n in models]
        seen = {(s.name.company, s.name.model): s for s in reversed([*named, *self.models])}
        recent = tuple({n.company: n for n in scene.names[:6]}.values())[:3]
        told = [
            Told(p.value, p.kind, scene.start, scene.paragraph)
            for p in reversed(scene.periods)
            if p.value and p.kind not in LEANING
        ]
        return self._replace(
            recent=recent or self.recent,
            periods=tuple({t.value: t for t in reversed((*told, *self.periods))}.values())[::-1][:KEPT],
            models=tuple(reversed(seen.values()))[:MODELS],
            sentence=self.sentence + 1,
            outsider=bool(scene.of("outsider")),
            begin=scene.start,
        )

    def alike(self, company: str, metric: str, scope: str, status: str) -> list[Milestone]:
        """The counts so far that differ at most in time and model."""
        return [m for m in self.counts if (m.company, m.metric, m.scope, m.status) == (company, metric, scope, status)]

    def passed(self, scene: Scene) -> "Topic":
        """The topic after a sentence without a count: its subject, if a name begins it."""
        topic, subject = self, next(iter(scene.names), None)
        if subject is not None and (topic.name is None or subject.start - scene.start <= SUBJECT):
            topic = topic._replace(name=subject)
        metric = next((cue.value for cue in scene.of("metrics")), None)
        if metric is None:
            return topic
        period = next((p.value for p in scene.periods if p.value and p.kind not in PASSING), None)
        heading = scene.end - scene.start < HEADING or scene.text[scene.end - 1] in ":："
        return topic._replace(
            metric=metric if heading else topic.metric or metric,
            period=period if leads(period, topic.period) else topic.period,
            paragraph=scene.paragraph if heading else topic.paragraph,
        )


def leads(period: str | None, old: str | None) -> bool:
    """Whether a period becomes the one spoken of: a year to date beside a month does not."""
    return period is not None and (old is None or len(period) not in (10, 21))

"""What a text speaks of so far: what a sentence leaves out is taken from here."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from extractors.facts.scene import Scene
from extractors.facts.when import MOVES
from extractors.model import Milestone
from extractors.registry import NameMention

SUBJECT = 12  # characters: a name that begins within them is the sentence's subject
HEADING = 60  # characters: a shorter sentence with a metric and no count is a heading of what follows
MODELS = 4  # so many models are remembered
# Kinds of period that are not what a text speaks of.
PASSING = frozenset({"day", "end", "ytd", *MOVES})


class Seen(NamedTuple):
    """A model with the sentence that named it last, and whether it began that sentence or was its only model."""

    name: NameMention
    sentence: int
    leads: bool
    sole: bool


@dataclass(frozen=True)
class Topic:
    """Maker, metric and time spoken of; `opening` and `main` are the first period and metric of the text."""

    name: NameMention | None = None
    title: NameMention | None = None
    recent: tuple[NameMention, ...] = ()  # names of the sentence before
    largest: Decimal = Decimal(0)  # of the text's figures
    first: Milestone | None = None  # count of the text
    headline: tuple[NameMention, ...] = ()  # models that the title names
    featured: tuple[NameMention, ...] = ()  # models that the text names, most often first
    models: tuple["Seen", ...] = ()  # those named last, newest first
    sentence: int = 0
    metric: str | None = None
    main: str | None = None
    period: str | None = None
    opening: str | None = None
    periods: tuple[str, ...] = ()  # the last ones told, newest first
    metrics: tuple[str, ...] = ()  # those that the text names, most often first
    powertrains: tuple[str, ...] = ()  # likewise
    last: Milestone | None = None
    paragraph: int = -9  # of the last count
    barren: bool = False  # it speaks of a recall

    def counted(self, m: Milestone, scene: Scene, told: bool, first: bool) -> "Topic":
        """The topic after a count: only the first of a sentence says what the text speaks of."""
        topic = replace(self, paragraph=scene.paragraph, last=m, first=self.first or m)
        if not first:
            return topic
        if m.metric != "capacity":
            topic = replace(topic, metric=m.metric)
        if m.status == "actual" and m.scope == "period" and told and leads(m.period, topic.period):
            topic = replace(topic, period=m.period)
        name = next((n for n in scene.names if n.company == m.company), topic.name)
        aside = name is not None and any(cue.end <= name.start for cue in scene.of("breaks"))
        aside = aside or bool(scene.of("each"))
        return topic if aside and topic.name is not None else replace(topic, name=name)

    def after(self, scene: Scene) -> "Topic":
        """The topic with the models and times that a sentence told."""
        models = [n for n in reversed(scene.names) if n.model]
        sole = len({n.model for n in models}) == 1
        named = [Seen(n, self.sentence, n.start - scene.start <= SUBJECT, sole) for n in models]
        seen = {(s.name.company, s.name.model): s for s in reversed([*named, *self.models])}
        recent = tuple({n.company: n for n in scene.names[:6]}.values())[:3]
        told = [p.value for p in reversed(scene.periods) if p.value and p.kind not in PASSING]
        return replace(
            self,
            recent=recent or self.recent,
            periods=tuple(dict.fromkeys([*told, *self.periods]))[:3],
            models=tuple(reversed(seen.values()))[:MODELS],
            sentence=self.sentence + 1,
        )

    def passed(self, scene: Scene) -> "Topic":
        """The topic after a sentence without a count: its subject, if a name begins it."""
        topic, subject = self, next(iter(scene.names), None)
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


def leads(period: str | None, old: str | None) -> bool:
    """Whether a period becomes the one spoken of: a year to date beside a month does not."""
    return period is not None and (old is None or len(period) not in (10, 21))

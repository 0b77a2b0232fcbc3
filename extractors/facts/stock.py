"""How a share moved: direction, percentage, window, price, venue and day, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from extractors.facts.changes import direction
from extractors.facts.figures import Figure
from extractors.facts.lexicon import Cue
from extractors.facts.pairs import listed_names, paired
from extractors.facts.scene import Scene, Spanned
from extractors.facts.tables import Table
from extractors.model import Qualifier, StockMove, Window
from extractors.registry import NameMention

CLAUSE = 6.0
SENTENCE = 30.0
FAR = 999.0
DEAREST = 3000  # a share costs less, a car more
SESSION = ("day", "premarket", "afterhours")
CURRENCY_OF = {"HKEX": "HKD"}


@dataclass(frozen=True)
class Market:
    """What the text speaks of on the stock market so far."""

    name: NameMention | None = None
    paragraph: int = -9  # of the last move
    venue: str | None = None
    day: date | None = None


def read(
    parts: Sequence[Scene | Table], title: NameMention | None, published: date | None
) -> list[tuple[Scene, StockMove]]:
    """Every share move that the sentences state, in order."""
    market, found = Market(name=title), []
    for scene in (part for part in parts if isinstance(part, Scene)):
        moves, market = _scene(scene, market, published)
        found += moves
    return found


def _scene(scene: Scene, market: Market, published: date | None) -> tuple[list[tuple[Scene, StockMove]], Market]:
    words = bool(scene.of("stock", "trade")) or _traded(scene)
    carried = market.paragraph >= scene.paragraph - 1 and not scene.counts and not scene.of("metrics")
    if market.paragraph < scene.paragraph - 1:
        market = replace(market, venue=None, day=None)
    if not words and not carried:
        return [], replace(market, name=_subject(scene, market))
    venue = next((cue.value for cue in scene.of("venue")), None)
    market = replace(market, venue=venue or market.venue, paragraph=scene.paragraph)
    owners = paired(scene, scene.percents)
    moves: list[tuple[Scene, StockMove]] = []
    for percent, sign in zip(scene.percents, _signs(scene), strict=True):
        if not sign or not _of_share(scene, percent, words):
            continue
        for name in owners.get(percent) or _who(scene, percent, market):
            moves.append((scene, _move(scene, percent, sign, name, market, published)))
            market = replace(market, name=name)
    if not moves:
        market = replace(market, name=_subject(scene, market), paragraph=scene.paragraph if words else market.paragraph)
    return moves, market


def _signs(scene: Scene) -> list[int]:
    """Direction of each percentage; in a list the word for it may stand once, at the end or the beginning."""
    signs = [direction(scene, percent) for percent in scene.percents]
    for order in (range(len(signs) - 2, -1, -1), range(1, len(signs))):
        for i in order:
            other = i + 1 if order.step < 0 else i - 1
            if not signs[i] and scene.barrier(scene.percents[i], scene.percents[other]) < SENTENCE:
                signs[i] = signs[other]
    return signs


def _subject(scene: Scene, market: Market) -> NameMention | None:
    """The name that begins a sentence without a move, else the one spoken of."""
    first = next(iter(scene.names), None)
    return first if first and (market.name is None or first.start - scene.start <= 12) else market.name


def _traded(scene: Scene) -> bool:
    """Whether a name moves by a percentage on a day with no count about: "Tesla fell 3% on Tuesday"."""
    for percent in scene.percents:
        price = _price(scene, percent)
        if price is not None and price.start >= percent.end and price.value < DEAREST and scene.names:
            return True
    if scene.counts or not any(cue.value in ("day", "premarket", "afterhours") for cue in scene.of("window")):
        return False
    bad = scene.of("metrics", "not_stock")
    return any(
        name.end <= percent.start
        and scene.cost(name, percent) <= 40
        and not any(name.end <= cue.start < percent.start for cue in bad)
        for name in scene.names
        for percent in scene.percents
    )


def _of_share(scene: Scene, percent: Figure, told: bool) -> bool:
    """Whether a percentage is the share's own: no count, index, margin or price target stands nearer than the share."""
    price = _price(scene, percent)
    if price is not None and price.start >= percent.end and told:
        return True
    near: list[Spanned] = [*scene.of("stock"), *scene.names]
    good = min((scene.cost(s, percent) for s in near), default=FAR if told else 40.0)
    if any(scene.cost(cue, percent) < good and scene.barrier(cue, percent) < CLAUSE for cue in scene.of("not_stock")):
        return False
    share: list[Spanned] = [*scene.of("stock", "trade"), *scene.prices]
    counted: list[Spanned] = [*scene.counts, *scene.of("metrics")]
    if not share:
        return True
    for before in (True, False):
        shares = min((scene.cost(s, percent) for s in share if (s.end <= percent.start) is before), default=FAR)
        counts = min((scene.cost(s, percent) for s in counted if (s.end <= percent.start) is before), default=FAR)
        if shares != counts:
            return shares < counts
    return True


def _who(scene: Scene, percent: Figure, market: Market) -> list[NameMention]:
    """Whose share: the nearest name, with the names chained to it ("A, B fell 3%")."""
    options: list[tuple[float, NameMention]] = []
    for name in scene.names:
        cost = scene.cost(name, percent)
        between = [p for p in scene.percents if name.end <= p.start < percent.start]
        if name.start >= percent.end:
            cost = cost + (8 if not scene.barrier(name, percent) and cost <= 40 else 40)
        else:
            cost = min(cost + 6 * len(between), 70 + cost / 1000)
        options.append((cost, name))
    if market.name is not None:
        options.append((75.0, market.name))
    best = min(options, key=lambda o: o[0], default=(FAR, None))[1]
    if best is None:
        return []
    names = listed_names(scene, best.end)
    return names if best in names or (names and names[-1].company == best.company) else [best]


def _move(
    scene: Scene, percent: Figure, sign: int, name: NameMention, market: Market, published: date | None
) -> StockMove:
    window = _window(scene, percent)
    price = _price(scene, percent)
    venue = min(scene.of("venue"), key=lambda cue: scene.cost(cue, percent), default=None)
    day = _day(scene, percent) or market.day or published
    return StockMove(
        company=name.company,
        direction="up" if sign > 0 else "down",
        quote="",
        quote_start=percent.start,
        quote_end=percent.end,
        pct=sign * float(abs(percent.value)),
        qualifier=cast(Qualifier, percent.qualifier),
        window=cast(Window, window),
        since=_since(scene, percent) if window == "since" else None,
        price=float(price.value) if price else None,
        currency=price.currency if price else None,
        venue=venue.value if venue else market.venue,
        date=day if window in SESSION else None,
    )


def _window(scene: Scene, percent: Figure) -> str:
    options: list[tuple[float, Cue]] = []
    for cue in scene.of("window"):
        cost = scene.cost(cue, percent) + (20 if cue.value == "day" else 0)
        low, high = min(cue.end, percent.end), max(cue.start, percent.start)
        cost += 25 * sum(low <= p.start < high for p in scene.percents if p is not percent)
        options.append((cost, cue))
    cost, best = min(options, key=lambda o: o[0], default=(FAR, None))
    return best.value if best is not None and cost <= 150 else "day"


def _price(scene: Scene, percent: Figure) -> Figure | None:
    near = scene.nearest(percent, scene.prices, after=-8.0)
    if near is None or near[0] > 45 or near[1].value >= 100_000:
        return None
    between = Cue(min(near[1].end, percent.end), max(near[1].start, percent.start), "", "")
    crossed = any(between.start <= p.start < between.end for p in scene.percents if p is not percent)
    return None if crossed else near[1]


def _day(scene: Scene, percent: Figure) -> date | None:
    near = scene.nearest(percent, [p for p in scene.periods if p.value and len(p.value) == 10])
    return date.fromisoformat(near[1].value) if near and near[1].value else None


def _since(scene: Scene, percent: Figure) -> str | None:
    cues = [cue for cue in scene.of("window") if cue.value == "since"]
    near = scene.nearest(percent, cues)
    return scene.text[near[1].start : near[1].end] if near else None

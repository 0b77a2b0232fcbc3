"""How a share moved: direction, percentage, window, price, venue and day, sentence by sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from extractors.facts import stock_questions as ask
from extractors.facts.figures import Figure
from extractors.facts.judge import Judge
from extractors.facts.lexicon import Cue
from extractors.facts.pairs import linked, paired
from extractors.facts.scene import Place, Scene, Spanned
from extractors.facts.stock_questions import MARKS, MOVED, SESSION, SIGN, Market
from extractors.facts.tables import Table
from extractors.facts.traits import View
from extractors.model import Direction, Qualifier, StockMove, Window
from extractors.registry import NameMention

# "98.70 dollars" in Hong Kong are Hong Kong dollars, 29.2元 too.
CODE = re.compile(r"[(（](?P<digits>0?\d{4}|[0369]\d{5})(?:\.(?:HK|SH|SZ|SS))?[)）]", re.IGNORECASE)
LOCAL = {("HKEX", "USD"): "HKD", ("HKEX", "CNY"): "HKD"}
UNITED = ("us", "美", "米", "미")
KEPT = ("metrics", "yoy", "seq", "breaks", "respectively", "anaphor")
DIRECTION: dict[int, Direction] = {1: "up", -1: "down", 0: "flat"}


def read(
    parts: Sequence[Scene | Table], title: NameMention | None, published: date | None, judge: Judge
) -> list[tuple[Scene, StockMove]]:
    """Every share move that the sentences state, in order."""
    market, found = Market(name=title, title=title), []
    for scene in (part for part in parts if isinstance(part, Scene)):
        if not scene.shares and not scene.percents:
            market = market.entering(scene).leaving(scene)
            continue
        moves, market = _scene(_marketed(scene), market.entering(scene), published, judge)
        found += moves
    return found


def _marketed(scene: Scene) -> Scene:
    """The sentence with the words of the market in place of those of counts, and "doubled" as a percentage."""
    cues = {kind: scene.cues[kind] for kind in KEPT if kind in scene.cues} | scene.shares
    codes = [(m.start(), m.end(), m) for m in CODE.finditer(scene.text, scene.start, scene.end)]
    cues["venue"] = sorted([*cues.get("venue", ()), *(Cue(a, b, "venue", _listed(m)) for a, b, m in codes)])
    counts = [c for c in scene.counts if not any(a <= c.start < b for a, b, _ in codes)]
    falls = {cue.start for cue in cues.get("down", ())}
    multiples = [_multiple(cue, cue.start in falls) for cue in cues.get("multiple", ())]
    taken = {m.start for m in multiples}
    percents = [p for p in scene.percents if p.start not in taken]
    percents = sorted([*percents, *multiples], key=lambda p: p.start)
    return replace(scene, cues=cues, counts=counts, percents=percents, figures=[p.start for p in percents])


def _listed(code: re.Match[str]) -> str:
    """The venue of a code behind a name: （09866） is of Hong Kong, （600104） of Shanghai."""
    digits = code["digits"]
    return "HKEX" if len(digits) < 6 else "SSE" if digits[0] in "69" else "SZSE"


def _multiple(cue: Cue, fall: bool) -> Figure:
    value = Decimal(cue.value)
    sign = -1 if fall else 1 if value >= 100 else 0
    return Figure(
        *(cue.start, cue.end, value, "percent", None, False, "exact", sign, False, True, Place(cue.start, cue.end))
    )


def _scene(
    scene: Scene, market: Market, published: date | None, judge: Judge
) -> tuple[list[tuple[Scene, StockMove]], Market]:
    if not ask.possible(scene, market):
        return [], market.leaving(scene)
    venue = next((cue.value for cue in scene.of("venue")), None)
    day = next((p.value for p in scene.periods if p.kind == "day" and p.value), None)
    market = replace(market, venue=venue or market.venue, day=day or market.day)
    owners = _paired(scene)
    moves: list[tuple[Scene, StockMove]] = []
    rejected = False
    for percent in scene.percents:
        view = View(scene, percent)
        if not judge.choose("move", percent, ask.is_move(view, market, rejected)):
            rejected = True
            continue
        signs = ask.signs(view, market)
        sign = judge.choose("move_sign", percent, signs) if signs else 0
        names = owners.get(percent) or _who(view, market, judge)
        for name in names if sign else ():
            move = _move(view, sign, name, market, published, judge)
            moves.append((scene, move))
            market = market.with_(move, name, scene)
    for cue in sorted(scene.of(*MOVED, *MARKS)):
        word = Figure(
            *(cue.start, cue.end, Decimal(0), None, None, False, "exact", 0, False, True, Place(cue.start, cue.end))
        )
        view = View(scene, word)
        if not judge.choose("move_wordless", cue, ask.is_wordless(view, market, cue)):
            continue
        for name in _who(view, market, judge):
            move = _move(view, SIGN[cue.kind], name, market, published, judge)
            if any(m.company == move.company and m.direction == move.direction for _, m in moves):
                continue
            moves.append((scene, move))
            market = market.with_(move, name, scene)
    return moves, market.leaving(scene)


def _paired(scene: Scene) -> dict[Figure, list[NameMention]]:
    """Percentages of a list with the names of the list before it, one each."""
    return paired(scene, scene.percents, told=True)


def _who(view: View, market: Market, judge: Judge) -> list[NameMention]:
    """Whose share: the name chosen, with the names chained to it ("A, B fell 3%")."""
    options = ask.owners(view, market)
    if not options:
        return []
    best: NameMention = judge.choose("move_owner", view.figure, options)
    scene = view.scene
    if best not in scene.names:
        return [best]
    names = _listed_with(scene, best, view.figure)
    alone = any(n.company in market.owners for n in names)
    return [best] if alone else list({n.company: n for n in names}.values())


def _listed_with(scene: Scene, name: NameMention, figure: Figure) -> list[NameMention]:
    """The list, before or behind a figure, that a name is part of; at least itself."""
    left = name.start < figure.start
    names = [n for n in scene.names if (n.start < figure.start) is left]
    names = [n for i, n in enumerate(names) if not i or n.company != names[i - 1].company]
    lists: list[list[NameMention]] = []
    for other in names:
        if lists and linked(scene, lists[-1][-1], other):
            lists[-1].append(other)
        else:
            lists.append([other])
    return next((found for found in lists if name.company in {n.company for n in found}), [name])


def _move(view: View, sign: int, name: NameMention, market: Market, published: date | None, judge: Judge) -> StockMove:
    scene, figure = view.scene, view.figure
    window = judge.choose("move_window", figure, ask.spans(view, market, str(published) if published else None))
    price = judge.choose("move_price", figure, ask.prices(view))
    near = scene.nearest(figure, scene.of("venue"))
    venue = near[1].value if near else market.venue
    day = _day(view) or market.day
    return StockMove(
        company=name.company,
        direction=DIRECTION[sign],
        quote="",
        quote_start=figure.start,
        quote_end=figure.end,
        pct=sign * float(abs(figure.value)) if figure.unit == "percent" else None,
        qualifier=cast(Qualifier, figure.qualifier),
        window=cast(Window, window),
        since=_since(view) if window == "since" else None,
        price=float(price.value) if price else None,
        currency=_currency(scene, price, venue) if price else None,
        venue=venue,
        date=(date.fromisoformat(day) if day else published) if window in SESSION else None,
    )


def _currency(scene: Scene, price: Figure, venue: str | None) -> str | None:
    local = LOCAL.get((venue or "", price.currency or ""))
    around = scene.text[max(scene.start, price.start - 4) : price.end].lower()
    return price.currency if local is None or any(word in around for word in UNITED) else local


def _day(view: View) -> str | None:
    near = view.scene.nearest(view.figure, [p for p in view.scene.periods if p.kind == "day" and p.value])
    return near[1].value if near else None


def _since(view: View) -> str | None:
    scene = view.scene
    cues = [cue for cue in scene.of("window") if cue.value == "since"]
    spans: list[Spanned] = [*cues, *(p for p in scene.periods if p.value and p.kind != "day")]
    near: tuple[float, Spanned] | None = scene.nearest(view.figure, spans)
    return scene.text[near[1].start : near[1].end] if near else None

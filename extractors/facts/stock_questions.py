"""What is asked of every percentage that may move a share, with the answers that sentence and market talk offer.

The same traits and judge as for counts (see `questions`); the words are those of `[shares]` in the language files.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.facts.judge import Option
from extractors.facts.lexicon import Cue
from extractors.facts.scene import Scene, Spanned
from extractors.facts.traits import View
from extractors.model import StockMove
from extractors.registry import NameMention
from extractors.text import Period

MOVED = ("up", "down", "flat")
MARKS = ("high", "low")  # of a price: a move where no percentage tells it
SIGN = {"up": 1, "down": -1, "flat": 0, "high": 1, "low": -1}
HELD = ("share", "index", "stranger", "target", "business", "stake", "metrics")
SESSION = ("day", "premarket", "afterhours")
HIGHEST = 5_000_000  # of any currency: a share costs less


@dataclass(frozen=True)
class Market:
    """What the text says of the stock market so far."""

    name: NameMention | None = None
    title: NameMention | None = None
    recent: tuple[NameMention, ...] = ()  # names of the sentence before
    venue: str | None = None
    day: str | None = None
    last: StockMove | None = None
    moved: int = -9  # paragraph of the last move
    spoken: int = -9  # paragraph of the last word for shares
    here: bool = False  # the last move is of this sentence
    owners: tuple[str, ...] = ()  # companies that moved in this sentence

    def entering(self, scene: Scene) -> "Market":
        """As a sentence begins: what was said two paragraphs ago of place and day no longer holds."""
        if self.moved < scene.paragraph - 1 and self.spoken < scene.paragraph - 1:
            return replace(self, here=False, owners=(), venue=None, day=None)
        return replace(self, here=False, owners=()) if self.here else self

    def with_(self, move: StockMove, name: NameMention, scene: Scene) -> "Market":
        """After a move."""
        owners = (*self.owners, move.company)
        return replace(self, last=move, name=name, moved=scene.paragraph, here=True, owners=owners)

    def leaving(self, scene: Scene) -> "Market":
        """After a sentence: its subject, if it states no move, and its names are carried on."""
        first = next(iter(scene.names), None)
        if first is None and "share" not in scene.shares:
            return self
        spoken = scene.paragraph if "share" in scene.shares else self.spoken
        subject = not self.here and first is not None and (self.name is None or first.start - scene.start <= 12)
        recent = tuple({n.company: n for n in scene.names[:6]}.values())[:3]
        return replace(self, spoken=spoken, name=first if subject else self.name, recent=recent or self.recent)


def possible(scene: Scene, market: Market) -> bool:
    """Whether a sentence may speak of shares at all."""
    if scene.of("share", "close", "venue") or scene.prices or market.moved >= scene.paragraph - 1:
        return True
    if scene.names and scene.percents and not scene.counts:
        return True
    told = any(cue.value in SESSION for cue in scene.of("window"))
    return bool(scene.names) and (told or any(p.kind == "day" for p in scene.periods))


def is_move(view: View, market: Market, rejected: bool) -> list[Option]:
    """Whether a percentage says how a carmaker's share moved."""
    scene, figure = view.scene, view.figure
    apart = min(3, scene.paragraph - market.moved) if market.moved >= 0 else 4
    spoken = min(3, scene.paragraph - market.spoken) if market.spoken >= 0 else 4
    told = bool(scene.of("share"))
    counted = bool(scene.counts or scene.of("metrics"))
    state = "accepted" if market.here else "rejected" if rejected else "first"
    before, behind = _held(view)
    places = figure.value.as_tuple().exponent
    traits = [
        "bias",
        f"sign {figure.sign}",
        f"hedge {figure.qualifier}",
        f"places {places} size {len(str(int(figure.value)))}",
        f"written {figure.looks_written}",
        f"moved {apart}",
        f"spoken {spoken} told {told}",
        f"moved {apart} told {told} names {min(2, len(scene.names))}",
        f"moved {apart} told {told} counted {counted}",
        f"{state} told {told}",
        f"{state} counted {counted} told {told}",
        f"before {before}",
        f"before {before} {state}",
        f"behind {behind}",
        f"before {before} behind {behind}",
        f"before {before} told {told} moved {apart}",
        f"share leads {scene.cues.get('share', [None])[0] is not None and told and _first(scene) == 'share'}",
        f"first {_first(scene)} {told}",
        f"close {bool(scene.of('close'))} price {bool(scene.prices)} told {told}",
        f"day {_dated(scene)} told {told} counted {counted}",
        f"change {bool(scene.of('yoy', 'seq'))} told {told}",
    ]
    for kind in ("share", "close", "venue", "window", "since", "base", "peak", "index", "stranger", "target"):
        traits += view.cued(kind)
    for kind in ("business", "stake", "metrics", "yoy", "seq"):
        traits += view.cued(kind)
    traits += view.nearest("moved", sorted(scene.of(*MOVED)))
    traits += view.nearest("name", scene.names)
    traits += view.nearest("price", scene.prices)
    traits += view.nearest("count", scene.counts)
    traits += view.nearest("day", [p for p in scene.periods if p.kind == "day"])
    traits += view.nearest("percent", [p for p in scene.percents if p is not figure])
    traits.append(f"followed by {_kind(scene.text[figure.end : figure.end + 2])}")
    traits.append(f"led by {_kind(scene.text[max(0, figure.start - 2) : figure.start][::-1])}")
    return [Option(False, ()), Option(True, traits)]


def is_wordless(view: View, market: Market, cue: Cue) -> list[Option]:
    """Whether a word says by itself that a share rose, fell or stood still, with no percentage."""
    scene = view.scene
    told = bool(scene.of("share"))
    before, behind = _held(view)
    kind = "still" if cue.kind == "flat" else "mark" if cue.kind in MARKS else "moved"
    apart = min(2, scene.paragraph - market.moved) if market.moved >= 0 else 3
    counted = bool(scene.counts or scene.of("metrics", "business"))
    percent = _near(view, scene.percents)
    price = _near(view, scene.prices)
    lead = view.around(scene.names, 1, 0)
    mine = bool(lead) and lead[0].company in market.owners
    traits = [
        f"{kind}",
        f"{kind} told {told} moved {apart}",
        f"{kind} told {told} counted {counted}",
        f"{kind} before {before}",
        f"{kind} before {before} percent {percent} price {price}",
        f"{kind} before {before} counted {counted} dated {_dated(scene)}",
        f"{kind} behind {behind}",
        f"{kind} percent {percent}",
        f"{kind} price {price} percent {percent}",
        f"{kind} here {market.here} mine {mine} percent {percent}",
        f"{kind} dated {_dated(scene)} told {told} percent {percent}",
        f"{kind} close {_near(view, scene.of('close'))}",
        f"{kind} aside {bool(scene.of('target', 'stake', 'index'))}",
    ]
    return [Option(False, ()), Option(True, traits)]


def owners(view: View, market: Market) -> list[Option]:
    """Whose share it is: the names around, and the ones carried over."""
    scene, figure = view.scene, view.figure
    near = view.around(scene.names, 8, 4)
    before = [n for n in near if n.end <= figure.start]
    many = "many" if len({n.company for n in near}) > 1 else "one"
    shares, moved = scene.of("share"), scene.of(*MOVED)
    options = []
    for name in near:
        left = name.start < figure.start
        passed = before[before.index(name) + 1 :] if name in before else []
        rank = min(3, len({n.company for n in passed} - {name.company}))
        crossed, wall = view.relation(name)[2:]
        gap = (min(name.end, figure.end), max(name.start, figure.start))
        beside = any(-1 <= cue.start - name.end <= 12 or -1 <= name.start - cue.end <= 12 for cue in shares)
        between = any(gap[0] <= cue.start and cue.end <= gap[1] for cue in moved)
        traits = [
            *view.place("name", name),
            f"{name.kind} {many}",
            f"rank {rank} {left}",
            f"rank {rank} {left} {many} {crossed}",
            f"rank {rank} {left} wall {wall}",
            f"ambiguous {name.ambiguous}",
            f"beside share {beside} {many}",
            f"moved between {between} {left} {crossed}",
            f"owner already {name.company in market.owners} {left} {crossed}",
            f"leads {name.start - scene.start <= 12} {many}",
            *_known(name, market),
        ]
        held = [kind for kind in HELD if any(gap[0] <= c.start and c.end <= gap[1] for c in scene.of(kind))]
        traits += [f"{kind} between {left}" for kind in held]
        options.append(Option(name, traits))
    carried = (("name", market.name), ("title", market.title), *(("recent", n) for n in market.recent))
    for source, other in carried:
        if other is not None:
            traits = [
                f"carried {source}",
                f"carried {source} names {min(2, len(near))} {market.here}",
                f"carried {source} before {bool(before)} share {bool(shares)}",
                f"carried {source} anaphor {bool(scene.of('anaphor'))} {bool(near)}",
                *_known(other, market),
            ]
            options.append(Option(other, traits))
    return options


def _known(name: NameMention, market: Market) -> list[str]:
    last, title = market.last, market.title
    return [
        f"is last {last is not None and last.company == name.company} {market.here}",
        f"is name {market.name is not None and market.name.company == name.company}",
        f"is title {title is not None and title.company == name.company}",
    ]


def signs(view: View, market: Market) -> list[Option]:
    """Up or down: by its own sign, the words around, or as the move before it."""
    scene, figure = view.scene, view.figure
    if figure.sign:
        return [Option(figure.sign, ["own"])]
    near = view.around(sorted(scene.of("up", "down")), 4, 3)
    left = [cue for cue in near if cue.start < figure.start]
    right = [cue for cue in near if cue.start >= figure.end]
    options = []
    for cue in near:
        place = view.place("word", cue)
        gap = (min(cue.end, figure.end), max(cue.start, figure.start))
        named = any(gap[0] <= n.start < gap[1] for n in scene.names)
        traits = [
            *place,
            f"name between {named} {cue in left}",
            f"name between {named} {place[1]}",
            f"only {len({c.kind for c in near}) == 1}",
        ]
        traits += ["next before"] * bool(left and cue is left[-1]) + ["next behind"] * bool(right and cue is right[0])
        traits += [f"{place[1]} next"] * bool((left and cue is left[-1]) or (right and cue is right[0]))
        for kind in ("window", "price", "peak", "share", "business"):
            spans: Sequence[Spanned] = scene.prices if kind == "price" else scene.of(kind)
            traits += [f"{kind} between {cue in left}"] * any(gap[0] <= s.start < gap[1] for s in spans)
        options.append(Option(SIGN[cue.kind], traits))
    if market.last is not None and market.last.direction != "flat":
        sign = 1 if market.last.direction == "up" else -1
        options.append(Option(sign, [f"as the last {market.here}", f"as the last {market.here} {min(2, len(near))}"]))
    return options


def spans(view: View, market: Market, published: str | None) -> list[Option]:
    """Over which time: the words and periods around, as the move before, or a day."""
    scene, figure = view.scene, view.figure
    told: list[tuple[Spanned, str, str]] = [(cue, cue.value, "word") for cue in scene.of("window")]
    told += [(p, _span(p, scene, published), f"period {p.kind}") for p in scene.periods if p.value]
    near = view.around([_Told(*it) for it in sorted(told, key=lambda it: (it[0].start, it[0].end))], 5, 4)
    options = []
    for it in near:
        place = view.place(it.how, it)
        value = it.value
        led = any(0 <= it.start - cue.end <= 14 for cue in scene.of("since"))
        others = sum(min(it.end, figure.end) <= p.start < max(it.start, figure.start) for p in scene.percents)
        parted = f"{len([n for n in near if n is not it])}"
        traits = [
            *place,
            f"{it.how} {value}",
            f"{it.how} {value} {place[1]}",
            f"{value} led by since {led}",
            f"{value} percents between {min(2, others)} {it.start < figure.start}",
            f"{value} others {parted}",
            f"leads {it.start - scene.start < 3} {value}",
        ]
        options.append(Option(value, traits))
    kinds = "+".join(sorted({it.value for it in near} - {"day"})[:2])
    options.append(Option("day", ["default", f"default beside {kinds}", f"default share {bool(scene.of('share'))}"]))
    if market.last is not None:
        value = market.last.window
        options.append(Option(value, [f"last {market.here}", f"last {market.here} {value} {kinds}", f"last {value}"]))
    return options


@dataclass(frozen=True)
class _Told:
    """A stretch that tells a window, by a word for it or a period."""

    at: Spanned
    value: str
    how: str

    @property
    def start(self) -> int:
        return self.at.start

    @property
    def end(self) -> int:
        return self.at.end


def _span(period: Period, scene: Scene, published: str | None) -> str:
    """The window that a period makes: a day of trading, a year, or the time since it."""
    value = period.value or ""
    led = any(0 <= period.start - cue.end <= 6 for cue in scene.of("since"))
    year = (published or "")[:4]
    if period.kind == "ytd" or (led and value in (year, f"{year}-01", f"{year}-01-01")):
        return "ytd"
    if led:
        return "since"
    if period.kind == "day":
        return "day"
    if period.kind == "year":
        return "ytd" if value == year else "year"
    return {"month": "month"}.get(period.kind, "since")


def prices(view: View) -> list[Option]:
    """At which price the move ended: the money around, or none."""
    scene, figure = view.scene, view.figure
    near = view.around([p for p in scene.prices if p.value < HIGHEST], 3, 3)
    left = [p for p in near if p.start < figure.start]
    right = [p for p in near if p.start >= figure.end]
    options = [Option(None, ["none", f"none {min(2, len(near))}", f"none percents {min(2, len(scene.percents))}"])]
    for price in near:
        gap = (min(price.end, figure.end), max(price.start, figure.start))
        place = view.place("price", price)
        between = scene.text[gap[0] : gap[1]].strip()
        traits = [
            *place,
            f"of {len(left)} {len(right)} {price in left}",
            f"size {len(str(int(price.value)))}",
            f"places {price.value.as_tuple().exponent}",
            f"led by {_kind(between[:1] if price in right else between[-1:])} {price in left}",
        ]
        traits += [f"{place[1]} next"] * bool((left and price is left[-1]) or (right and price is right[0]))
        for kind in ("close", "target", "since", "base", "peak", "business", "stake", "share", *MOVED):
            traits += [f"{kind} between {price in left}"] * any(gap[0] <= c.start < gap[1] for c in scene.of(kind))
        for kind in ("target", "business", "since", "base"):
            beside = any(0 <= price.start - c.end <= 16 for c in scene.of(kind))
            traits += [f"{kind} beside"] * beside
        traits += [f"name between {price in left}"] * any(gap[0] <= n.start < gap[1] for n in scene.names)
        traits += [f"percent between {price in left}"] * any(
            gap[0] <= p.start < gap[1] for p in scene.percents if p is not figure
        )
        options.append(Option(price, traits))
    return options


def _near(view: View, mentions: Sequence[Spanned]) -> str:
    """Where the nearest of some mentions stands: in the clause before or behind, farther off, or nowhere."""
    near = view.scene.nearest(view.figure, mentions)
    if near is None:
        return "none"
    side, distance, _, wall = view.relation(near[1])
    return f"{side} {'by' if distance < 3 else ''}" if wall < 2 else "far"


def _held(view: View) -> tuple[str, str]:
    """What stands next to the figure: a name, the share, an index, revenue …, before and behind it in its clause."""
    scene, figure = view.scene, view.figure
    marks: list[tuple[Spanned, str]] = [(cue, kind) for kind in HELD for cue in scene.of(kind)]
    marks += [(name, "name") for name in scene.names]
    left = max((m for m in marks if m[0].end <= figure.start), key=lambda m: m[0].end, default=None)
    right = min((m for m in marks if m[0].start >= figure.end), key=lambda m: m[0].start, default=None)
    if right is not None and (view.relation(right[0]).wall > 1 or view.relation(right[0]).near > 3):
        right = None
    return left[1] if left else "none", right[1] if right else "none"


def _first(scene: Scene) -> str:
    """What the sentence begins with."""
    marks: list[tuple[int, str]] = [(cue.start, kind) for kind in HELD for cue in scene.of(kind)[:1]]
    marks += [(name.start, "name") for name in scene.names[:1]]
    return min(marks, default=(0, "none"))[1]


def _dated(scene: Scene) -> bool:
    return any(p.kind == "day" for p in scene.periods) or any(c.value in SESSION for c in scene.of("window"))


def _kind(tail: str) -> str:
    if not tail:
        return "end"
    first = tail[0]
    return "word" if first.isalpha() else "blank word" if first.isspace() and tail[1:].isalpha() else first

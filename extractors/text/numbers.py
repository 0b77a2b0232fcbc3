"""Numbers with their span, value, unit: in digits, in words, and mixed ("25万6千", "1,2 Mio.", "half a million")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.text.lexicon import Language, fold, lowered
from extractors.text.literals import Convention, Literal
from extractors.text.number_words import Atom, Grammar, Unit, grammar_of

PARTS = frozenset({"battery", "weight", "people", "site", "share"})  # units that may be part of another word
_GAP = re.compile(r"[ \u00a0]?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`, without its unit; a percentage of 三成 is 30.

    `unit` is vehicle, percent, currency, distance, energy, power, weight, people, site, battery, time, ... as the
    language names them; `code` says which (ISO code of a currency, day or month of a time). `alternative` is the other
    reading of digits that cannot be told ("1.234"). `scale` is the largest scale word's power, 1 where there is none.
    """

    start: int
    end: int
    value: Decimal
    ordinal: bool = False
    unit: str | None = None
    code: str | None = None
    unit_start: int | None = None
    unit_end: int | None = None
    alternative: Decimal | None = None
    scale: Decimal = Decimal(1)

    @property
    def undecidable(self) -> bool:
        """Whether neither language nor document tells how the digits are meant."""
        return self.alternative is not None

    @property
    def currency(self) -> str | None:
        """ISO code where the number is money."""
        return self.code if self.unit == "currency" else None


def numbers(text: str, language: Language) -> list[Number]:
    """Every number of the text in order. Vague ones ("dozens", "数万") and digits inside names ("ES8") are none."""
    grammar = grammar_of(language)
    folded = lowered(fold(text))
    groups = list(_groups(folded, grammar))
    convention = Convention.of(
        (_literal(folded, group, grammar) for group in groups if group[0].kind == "literal"),
        grammar.decimal,
        grammar.group,
    )
    found: list[Number] = []
    for group in groups:
        number = _number(folded, group, grammar, convention)
        taken = found[-1].unit_end or 0 if found else 0  # "10 lakh two-wheelers" are not two
        if number is not None and number.start >= taken:
            if found:
                found[-1] = _ranged(folded, found[-1], number, grammar)
            found.append(number)
    return found


def _atoms(folded: str, grammar: Grammar) -> Iterator[Atom]:
    for match in grammar.atoms.finditer(folded):
        start, end, kind = match.start(), match.end(), match.lastgroup
        if kind == "literal":
            yield Atom(start, end, "literal", Decimal(0), word=match.group())
        elif kind == "word":
            for part in grammar.inside.finditer(folded, start, end):
                yield replace(grammar.words[part.group()], start=part.start(), end=part.end())
        else:
            yield replace(grammar.words[match.group()], start=start, end=end)


def _groups(folded: str, grammar: Grammar) -> Iterator[list[Atom]]:
    group: list[Atom] = []
    for atom in _atoms(folded, grammar):
        if group and not _continues(folded, group, atom, grammar):
            yield group
            group = []
        elif cut := _repeated(group, atom):
            yield group[:cut]
            group = group[cut:]
        # Glued to a number, "ein" is one: zweihunderteinundachtzig.
        glued = group and atom.kind == "article"
        group.append(replace(atom, kind="value") if glued else atom)
    if group:
        yield group


def _repeated(group: list[Atom], scale: Atom) -> int:
    """Where a new number begins in a group, as its scale was there before: "40 mil e 46 mil" are two; or 0."""
    last = max((i for i, atom in enumerate(group) if atom.kind == "scale"), default=len(group))
    if scale.kind != "scale" or last >= len(group) - 1:
        return 0
    before = group[last].value
    anew = before == scale.value or (before < scale.value and group[last + 1].kind == "literal")
    return last + 1 if anew else 0


def _continues(folded: str, group: list[Atom], atom: Atom, grammar: Grammar) -> bool:
    last = group[-1]
    gap = folded[last.end : atom.start]
    if len(gap) > 6 or last.ordinal or (gap not in grammar.joins and gap != grammar.invert):
        return False
    if atom.kind == "article" and gap:
        return False
    if atom.kind == "literal":
        digits = _digits(atom)
        tight = gap == "" or grammar.mixed
        full = len(digits) == len(str(last.value)) - 1  # "200 mil 082"
        return last.kind == "scale" and tight and len(digits) < len(str(last.value)) and (full or digits[0] != "0")
    if gap == " " and _compound(folded, atom, grammar):
        return False
    if atom.kind in {"scale", "plus"}:
        return last.kind != "plus" or atom.kind == "scale"
    if gap == grammar.invert and gap:
        return last.kind in {"value", "article"} and last.value < 10 and 20 <= atom.value < 100
    if last.kind in {"literal", "plus", "fraction", "article"}:
        return False
    if not grammar.spaced and last.kind == atom.kind == "value":
        return gap == "" and last.value < 10 and atom.value < 10
    return (last.kind == "scale" and atom.value < last.value) or atom.value < _room(last, grammar)


def _digits(literal: Atom) -> str:
    return literal.word.replace(",", "").replace(".", "")


def _compound(folded: str, word: Atom, grammar: Grammar) -> bool:
    """Whether a number word begins another word: "10 lakh two-wheelers"."""
    behind = folded[word.end : word.end + 2]
    rest = any(folded.startswith(join, word.end) for join in grammar.joins if len(join) > 1 and join[0] == "-")
    return behind[:1] == "-" and behind[1:] != "" and not rest and not grammar.inside.match(folded, word.end + 1)


def _room(atom: Atom, grammar: Grammar) -> Decimal:
    """How large a number may follow: 20 takes 1-9, 100 takes 1-99, French 60 and 80 take 1-19."""
    if atom.word in grammar.open:
        return grammar.open[atom.word]
    value = atom.value
    if value >= 100:
        return Decimal(100) if value % 100 == 0 else Decimal(0)
    return Decimal(10) if value >= 20 and value % 10 == 0 else Decimal(0)


def _unit_at(folded: str, end: int, grammar: Grammar) -> tuple[Unit, int, int] | None:
    match = grammar.units.match(folded, end)
    if match is None:
        return None
    unit, (start, stop) = grammar.unit_words[match["unit"]], match.span("unit")
    if unit.unit in PARTS and folded[stop : stop + 1] == "-" and folded[stop + 1 : stop + 2].isalpha():
        return None  # "16,438 battery-powered Fords" are no batteries
    if unit.unit == "time" and folded[end:start].strip(" -\u00a0"):
        return None  # "5,092 the month before" are no months
    return unit, start, stop


def _literal(folded: str, group: list[Atom], grammar: Grammar) -> Literal:
    first = group[0]
    unit = _unit_at(folded, first.end, grammar)
    kind = unit[0].unit if unit else _currency_before(folded, first.start, grammar)[0]
    return Literal(first.word, kind, len(group) > 1)


def _currency_before(folded: str, start: int, grammar: Grammar) -> tuple[str | None, str | None, int]:
    match = grammar.before.search(folded, max(0, start - 8), start)
    if match is None:
        return None, None, start
    return "currency", grammar.before_words[match.group().rstrip(" \u00a0")], match.start()


def _number(folded: str, group: list[Atom], grammar: Grammar, convention: Convention) -> Number | None:
    while group and group[-1].kind in {"article", "fraction"}:
        group = group[:-1]
    if not group:
        return None
    start, end, first = group[0].start, group[-1].end, group[0]
    alternative = None
    pieces: list[tuple[Decimal, Decimal]] = []
    for index, atom in enumerate(group):
        if atom.kind == "literal" and index:
            pieces.append((Decimal(_digits(atom)), Decimal(1)))
        elif atom.kind == "literal":
            reading = convention.read(_literal(folded, group, grammar))
            if reading is None:
                return None
            alternative = reading.alternative
            pieces.append((reading.value, Decimal(1)))
        else:
            _push(pieces, atom)
    if grammar.short_tail and len(group) > 1 and (unspoken := _unspoken(*group[-2:])):
        pieces[-1] = unspoken, Decimal(1)
    value = sum((piece for piece, _ in pieces), Decimal(0))
    if not grammar.spaced and len(group) > 1 and all(a.kind == "value" for a in group):
        value = Decimal("".join(str(a.value) for a in group))
    scale = max((atom.value for atom in group if atom.kind == "scale"), default=Decimal(1))
    ordinal = any(atom.ordinal for atom in group)
    unit = _unit_at(folded, end, grammar)
    if first.kind != "literal" and not _counts(folded, group, value, ordinal, unit, grammar):
        return None
    suffix = grammar.ordinal_after.match(folded, end)
    if suffix and suffix.end() > end and not ordinal:
        ordinal, end = True, suffix.end()
        unit = _unit_at(folded, end, grammar)
    elif first.kind == "literal" and unit is None and folded[end : end + 1].isalpha() and _glued(folded[end], grammar):
        return None
    window = max(0, start - 12)
    ordinal = ordinal or grammar.ordinal_before.search(folded, window, start) is not None
    if unit is not None:
        found, unit_start, unit_end = unit
        value *= found.factor
        if found.factor > 1 and (more := _hundredths(folded, unit_end, grammar)):
            value, unit_end = value + more, unit_end + 1
        return Number(start, end, value, ordinal, found.unit, found.code, unit_start, unit_end, alternative, scale)
    kind, code, unit_start = _currency_before(folded, start, grammar)
    if kind:
        return Number(start, end, value, ordinal, kind, code, unit_start, start, alternative, scale)
    return Number(start, end, value, ordinal, alternative=alternative, scale=scale)


def _unspoken(scale: Atom, digit: Atom) -> Decimal:
    """The worth of a last digit whose own scale is left out: 三万二 is 32,000; 0 where it is no such digit."""
    short = scale.kind == "scale" and scale.value >= 100 and digit.kind == "value" and digit.value < 10
    return digit.value * scale.value / 10 if short else Decimal(0)


def _hundredths(folded: str, place: int, grammar: Grammar) -> int:
    """The digit behind tenths: 三成四 is 34 percent; 0 where more than a digit follows, or none."""
    word, behind = grammar.words.get(folded[place : place + 1]), folded[place + 1 : place + 2]
    alone = word is not None and word.kind == "value" and 0 < word.value < 10 and behind not in grammar.words
    return int(word.value) if word and alone and not _unit_at(folded, place + 1, grammar) else 0


def _glued(char: str, grammar: Grammar) -> bool:
    """Whether a letter right after digits makes them part of a name: "4x4", "911er"; Chinese goes without spaces."""
    return char < "\u0250"


def _push(pieces: list[tuple[Decimal, Decimal]], atom: Atom) -> None:
    """Add a word to the sum: a scale multiplies all smaller that stands before it, the rest adds."""
    if atom.kind == "plus":
        pieces.append((atom.value * (pieces[-1][1] if pieces else 1), Decimal(0)))
        return
    if atom.kind != "scale":
        pieces.append((atom.value, Decimal(1)))
        return
    taken = Decimal(0)
    some = False
    while pieces and pieces[-1][1] < atom.value:
        taken += pieces.pop()[0]
        some = True
    pieces.append(((taken if some else Decimal(1)) * atom.value, atom.value))


def _counts(folded: str, group: list[Atom], value: Decimal, ordinal: bool, unit: object, grammar: Grammar) -> bool:
    """Whether words make a number: no lone article, no vague plural, no ordinal such as "second"."""
    first = group[0]
    if first.kind in {"article", "fraction"} and len(group) == 1:
        return False
    if ordinal:
        return value >= 100
    if first.kind != "value" and grammar.vague.search(folded, max(0, first.start - 12), first.start):
        return False
    if first.kind == "scale":
        if grammar.spaced and len(group) == 1:
            return first.word in grammar.bare
        return (
            len(group) > 1
            or unit is not None
            or grammar.lone.search(folded, max(0, first.start - 6), first.start) is not None
        )
    return grammar.spaced or len(group) > 1 or unit is not None


def _ranged(folded: str, low: Number, high: Number, grammar: Grammar) -> Number:
    """The first of "1.8 to 2 million", or of "von 5,5 auf 4,6 Millionen", takes the scale and unit of the second."""
    if (low.unit_end is not None and low.unit_end > low.end) or high.start - low.end > 8:
        return low
    gap = folded[low.end : high.start]
    joined = grammar.ranges.fullmatch(gap) or (
        gap.strip() in {join.strip() for join in grammar.joins if join.strip()}
        and grammar.between.search(folded, max(0, low.start - 12), low.start)
    )
    if not joined:
        return low
    rising = low.value * high.scale <= high.value or low.value % 1
    if low.scale == 1 and high.scale >= 1000 and low.value < 1000 and rising:
        low = replace(low, value=low.value * high.scale, scale=high.scale, alternative=None)
    if low.unit is None and high.unit is not None and high.unit != "time" and low.value <= high.value:
        low = replace(low, unit=high.unit, code=high.code)
    return low

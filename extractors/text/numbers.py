"""Numbers with their span, value, unit: in digits, in words, and mixed ("25万6千", "1,2 Mio.", "half a million")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extractors.text.lexicon import Language, bounded, fold, lowered, trie
from extractors.text.literals import Convention, Literal

HAN_DIGITS = "〇零一二三四五六七八九"
_LITERAL = r"\d+(?:[.,']\d+)*"
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


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    kind: str  # literal, value, scale, article, fraction, plus
    value: Decimal
    ordinal: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    unit: str
    code: str | None
    factor: int


@dataclass(frozen=True, eq=False)
class _Grammar:
    atoms: re.Pattern[str]
    inside: re.Pattern[str]
    words: dict[str, _Atom]
    joins: frozenset[str]
    units: re.Pattern[str]
    unit_words: dict[str, _Unit]
    before: re.Pattern[str]
    before_words: dict[str, str]
    ordinal_after: re.Pattern[str]
    ordinal_before: re.Pattern[str]
    vague: re.Pattern[str]
    lone: re.Pattern[str]
    bare: frozenset[str]
    open: dict[str, Decimal]
    ranges: re.Pattern[str]
    between: re.Pattern[str]
    spaced: bool
    invert: str
    mixed: bool
    decimal: str
    group: str


def _words(section: dict[str, object]) -> dict[str, _Atom]:
    kinds = {
        "words": ("value", False),
        "scales": ("scale", False),
        "suffixes": ("scale", False),
        "articles": ("article", False),
        "fractions": ("fraction", False),
        "plus": ("plus", False),
        "ordinals": ("value", True),
        "ordinal_scales": ("scale", True),
    }
    found = {}
    for key, (kind, ordinal) in kinds.items():
        table = section.get(key, {})
        assert isinstance(table, dict)
        for word, value in table.items():
            form = lowered(fold(word))
            found[form] = _Atom(0, 0, kind, Decimal(str(value)), ordinal, form)
    for word, value in dict(section.get("han", {})).items():  # type: ignore[call-overload]
        found[word] = _Atom(0, 0, "scale" if value >= 10 else "value", Decimal(value), False, word)
    return found


def _unit_words(section: dict[str, object]) -> dict[str, _Unit]:
    found: dict[str, _Unit] = {}
    for unit, table in section.items():
        if unit in {"adjectives", "currency_before", "not_after"}:
            continue
        groups = table.items() if isinstance(table, dict) else [(None, table)]
        for code, words in groups:
            factor = 10 if unit == "tenths" else 1
            kind = "percent" if unit == "tenths" else unit
            assert isinstance(words, list)
            found |= {lowered(fold(word)): _Unit(kind, code, factor) for word in words}
    return found


def _any(words: object, spaced: bool) -> str:
    assert isinstance(words, list)
    return bounded((lowered(fold(word)) for word in words), spaced)


@cache
def _grammar(language: Language) -> _Grammar:
    rules, units = dict(language.section("numbers")), dict(language.section("units"))
    spaced = language.spaced
    words = _words(rules)
    suffixes = [lowered(word) for word in rules.get("suffixes", {})]
    plain = [word for word in words if word not in suffixes and word not in rules.get("han", {})]
    run = trie(plain)
    joiner = "(?:-|" + re.escape(rules.get("invert", "-")) + ")?"
    space = " \u00a0" if rules.get("space_group") else "\u00a0"
    grouped = rf"\d{{1,3}}(?:[{space}]\d{{3}})+(?!\d)(?:[.,]\d+)?(?!\d)"
    before = {lowered(fold(word)): code for code, list_ in units.get("currency_before", {}).items() for word in list_}
    # "HKD103.50": a code of a currency may be glued on, any other letter makes a name of the digits.
    coded = "".join(f"|(?<=(?<![a-z]){code})" for code in before if len(code) == 3 and code.isalpha())
    start = rf"(?:(?<![a-zà-ÿ0-9_])(?<![a-zà-ÿ][-./]){coded})(?<!\d[.,:])"
    literal = rf"{start}(?P<literal>{grouped}|{_LITERAL})"
    suffix = rf"(?<=\d)(?P<suffix>{trie(suffixes)})(?![^\W_])"
    written = rf"(?<![^\W\d_])(?P<word>{run}(?>(?:{joiner}(?:{run}))*))(?![^\W_])" if spaced else rf"(?P<word>{run})"
    cjk = f"(?P<han>{trie(rules.get('han', {}))})"
    unit_words = _unit_words(units)
    adjectives = trie(lowered(fold(word)) for word in units.get("adjectives", []))
    loose = r"(?:[ \u00a0]|-)"
    gap = "(?:[ \u00a0-]|(?<='))" if spaced else ""  # none after an elision: "millions d'euros"
    # A unit ends at a word's end in spaced scripts; "5台目" and "3개월" need no end.
    unit = f"{trie(unit_words)}" + ("(?![^\\W_])" if spaced and not rules.get("han") else "(?![a-z])")
    ordinal_after = trie(lowered(fold(word)) for word in rules.get("ordinal_suffixes", []))
    ends = "" if not spaced or rules.get("han") else "(?![^\\W_])"
    return _Grammar(
        re.compile("|".join((literal, suffix, written if plain else "(?P<word>(?!))", cjk))),
        re.compile(run),
        words,
        frozenset({"", " ", "-", "\u00a0"} | {lowered(fold(join)) for join in rules.get("joins", [])}),
        re.compile(rf"{loose}?(?:(?:{adjectives}){gap}){{0,3}}(?P<unit>{unit})"),
        unit_words,
        re.compile(f"(?:{trie(before)})[ \u00a0]?$"),
        before,
        re.compile(rf"{'-?' if ends else '[ ]?'}(?:{ordinal_after}){ends}"),
        re.compile(_any(rules.get("ordinal_before", ["\x00"]), False) + r"[ \u00a0]?$"),
        re.compile(_any(rules.get("vague_before", ["\x00"]), False) + r"[ \u00a0-]?$"),
        re.compile(_any(rules.get("bare_before", ["\x00"]), False) + "$"),
        frozenset(lowered(fold(word)) for word in rules.get("bare", [])),
        {lowered(word): Decimal(value) for word, value in rules.get("open", {}).items()},
        re.compile(rf"[ \u00a0]?{_any(rules.get('ranges', ['-']), False)}[ \u00a0]?"),
        re.compile(_any(rules.get("between", ["\x00"]), False) + r"[ \u00a0]?$"),
        spaced,
        str(rules.get("invert", "")),
        bool(rules.get("mixed")),
        str(rules.get("decimal", ".")),
        str(rules.get("group", ",")),
    )


def numbers(text: str, language: Language) -> list[Number]:
    """Every number of the text in order. Vague ones ("dozens", "数万") and digits inside names ("ES8") are none."""
    grammar = _grammar(language)
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
        if number is not None:
            if found:
                found[-1] = _ranged(folded, found[-1], number, grammar)
            found.append(number)
    return found


def _atoms(folded: str, grammar: _Grammar) -> Iterator[_Atom]:
    for match in grammar.atoms.finditer(folded):
        start, end, kind = match.start(), match.end(), match.lastgroup
        if kind == "literal":
            yield _Atom(start, end, "literal", Decimal(0), word=match.group())
        elif kind == "word":
            for part in grammar.inside.finditer(folded, start, end):
                yield replace(grammar.words[part.group()], start=part.start(), end=part.end())
        else:
            yield replace(grammar.words[match.group()], start=start, end=end)


def _groups(folded: str, grammar: _Grammar) -> Iterator[list[_Atom]]:
    group: list[_Atom] = []
    for atom in _atoms(folded, grammar):
        if group and not _continues(folded, group, atom, grammar):
            yield group
            group = []
        # Glued to a number, "ein" is one: zweihunderteinundachtzig.
        glued = group and atom.kind == "article"
        group.append(replace(atom, kind="value") if glued else atom)
    if group:
        yield group


def _continues(folded: str, group: list[_Atom], atom: _Atom, grammar: _Grammar) -> bool:
    last = group[-1]
    gap = folded[last.end : atom.start]
    if len(gap) > 6 or last.ordinal or (gap not in grammar.joins and gap != grammar.invert):
        return False
    if atom.kind == "article" and gap:
        return False
    if atom.kind == "literal":
        digits = atom.word.replace(",", "").replace(".", "")
        tight = gap == "" or grammar.mixed
        return last.kind == "scale" and tight and len(digits) < len(str(last.value)) and atom.word[0] != "0"
    if atom.kind in {"scale", "plus"}:
        return last.kind != "plus" or atom.kind == "scale"
    if gap == grammar.invert and gap:
        return last.kind in {"value", "article"} and last.value < 10 and 20 <= atom.value < 100
    if last.kind in {"literal", "plus", "fraction", "article"}:
        return False
    if not grammar.spaced and last.kind == atom.kind == "value":
        return gap == "" and last.value < 10 and atom.value < 10
    return (last.kind == "scale" and atom.value < last.value) or atom.value < _room(last, grammar)


def _room(atom: _Atom, grammar: _Grammar) -> Decimal:
    """How large a number may follow: 20 takes 1-9, 100 takes 1-99, French 60 and 80 take 1-19."""
    if atom.word in grammar.open:
        return grammar.open[atom.word]
    value = atom.value
    if value >= 100:
        return Decimal(100) if value % 100 == 0 else Decimal(0)
    return Decimal(10) if value >= 20 and value % 10 == 0 else Decimal(0)


def _unit_at(folded: str, end: int, grammar: _Grammar) -> tuple[_Unit, int, int] | None:
    match = grammar.units.match(folded, end)
    if match is None:
        return None
    unit, (start, stop) = grammar.unit_words[match["unit"]], match.span("unit")
    if unit.unit == "time" and folded[end:start].strip(" -\u00a0"):
        return None  # "5,092 the month before" are no months
    return unit, start, stop


def _literal(folded: str, group: list[_Atom], grammar: _Grammar) -> Literal:
    first = group[0]
    unit = _unit_at(folded, first.end, grammar)
    kind = unit[0].unit if unit else _currency_before(folded, first.start, grammar)[0]
    return Literal(first.word, kind, len(group) > 1)


def _currency_before(folded: str, start: int, grammar: _Grammar) -> tuple[str | None, str | None, int]:
    match = grammar.before.search(folded, max(0, start - 8), start)
    if match is None:
        return None, None, start
    return "currency", grammar.before_words[match.group().rstrip(" \u00a0")], match.start()


def _number(folded: str, group: list[_Atom], grammar: _Grammar, convention: Convention) -> Number | None:
    while group and group[-1].kind in {"article", "fraction"}:
        group = group[:-1]
    if not group:
        return None
    start, end, first = group[0].start, group[-1].end, group[0]
    alternative = None
    pieces: list[tuple[Decimal, Decimal]] = []
    for index, atom in enumerate(group):
        if atom.kind == "literal":
            reading = convention.read(_literal(folded, group[index:], grammar))
            if reading is None:
                return None
            alternative = reading.alternative
            pieces.append((reading.value, Decimal(1)))
        else:
            _push(pieces, atom)
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


def _hundredths(folded: str, place: int, grammar: _Grammar) -> int:
    """The digit behind tenths: 三成四 is 34 percent; 0 where more than a digit follows, or none."""
    word, behind = grammar.words.get(folded[place : place + 1]), folded[place + 1 : place + 2]
    alone = word is not None and word.kind == "value" and 0 < word.value < 10 and behind not in grammar.words
    return int(word.value) if word and alone and not _unit_at(folded, place + 1, grammar) else 0


def _glued(char: str, grammar: _Grammar) -> bool:
    """Whether a letter right after digits makes them part of a name: "4x4", "911er"; Chinese goes without spaces."""
    return char < "\u0250"


def _push(pieces: list[tuple[Decimal, Decimal]], atom: _Atom) -> None:
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


def _counts(folded: str, group: list[_Atom], value: Decimal, ordinal: bool, unit: object, grammar: _Grammar) -> bool:
    """Whether words make a number: no lone article, no vague plural, no ordinal such as "second"."""
    first = group[0]
    if first.kind in {"article", "fraction"} and len(group) == 1:
        return False
    if ordinal:
        return value >= 100
    if grammar.vague.search(folded, max(0, first.start - 12), first.start):
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


def _ranged(folded: str, low: Number, high: Number, grammar: _Grammar) -> Number:
    """The low end of "1.8 to 2 million" takes the scale and unit of the high end."""
    if (low.unit_end is not None and low.unit_end > low.end) or high.start - low.end > 8:
        return low
    gap = folded[low.end : high.start]
    joined = grammar.ranges.fullmatch(gap) or (
        gap.strip() in {join.strip() for join in grammar.joins if join.strip()}
        and grammar.between.search(folded, max(0, low.start - 12), low.start)
    )
    if not joined:
        return low
    if low.scale == 1 and high.scale >= 1000 and low.value < 1000 and low.value * high.scale <= high.value:
        low = replace(low, value=low.value * high.scale, scale=high.scale, alternative=None)
    if low.unit is None and high.unit is not None and high.unit != "time" and low.value <= high.value:
        low = replace(low, unit=high.unit, code=high.code)
    return low

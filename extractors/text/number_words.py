"""The number words, marks and units of a language, compiled into patterns from its file."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.text.lexicon import Language, bounded, fold, lowered, trie

_LITERAL = r"\d+(?:[.,']\d+)*"


@dataclass(frozen=True, slots=True)
class Atom:
    start: int
    end: int
    kind: str  # literal, value, scale, article, fraction, plus
    value: Decimal
    ordinal: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    unit: str
    code: str | None
    factor: int


@dataclass(frozen=True, eq=False)
class Grammar:
    atoms: re.Pattern[str]
    inside: re.Pattern[str]
    words: dict[str, Atom]
    joins: frozenset[str]
    units: re.Pattern[str]
    unit_words: dict[str, Unit]
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
    short_tail: bool
    decimal: str
    group: str


def _words(section: dict[str, object]) -> dict[str, Atom]:
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
            found[form] = Atom(0, 0, kind, Decimal(str(value)), ordinal, form)
    for word, value in dict(section.get("han", {})).items():  # type: ignore[call-overload]
        found[word] = Atom(0, 0, "scale" if value >= 10 else "value", Decimal(value), False, word)
    return found


def _unit_words(section: dict[str, object]) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit, table in section.items():
        if unit in {"adjectives", "currency_before", "not_after"}:
            continue
        groups = table.items() if isinstance(table, dict) else [(None, table)]
        for code, words in groups:
            factor = 10 if unit == "tenths" else 1
            kind = "percent" if unit == "tenths" else unit
            assert isinstance(words, list)
            found |= {lowered(fold(word)): Unit(kind, code, factor) for word in words}
    return found


def _any(words: object, spaced: bool) -> str:
    assert isinstance(words, list)
    return bounded((lowered(fold(word)) for word in words), spaced)


def _free(words: Collection[str]) -> str:
    """Words before a number, those that begin with a Latin letter only where none precedes: "dealers 30,000"."""
    latin = [word for word in words if "a" <= word[0] <= "z"]
    return f"(?<![a-zà-ÿ])(?:{trie(latin)})|(?:{trie(word for word in words if word not in latin)})"


@cache
def grammar_of(language: Language) -> Grammar:
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
    return Grammar(
        re.compile("|".join((literal, suffix, written if plain else "(?P<word>(?!))", cjk))),
        re.compile(run),
        words,
        frozenset({"", " ", "-", "\u00a0"} | {lowered(fold(join)) for join in rules.get("joins", [])}),
        re.compile(rf"{loose}?(?:(?:{adjectives}){gap}){{0,3}}(?P<unit>{unit})"),
        unit_words,
        re.compile(f"(?:{_free(before)})[ \u00a0]?$"),
        before,
        re.compile(rf"{'-?' if ends else '[ ]?'}(?:{ordinal_after}){ends}"),
        re.compile(_any(rules.get("ordinal_before", ["\x00"]), False) + r"[ \u00a0]?$"),
        re.compile(_any(rules.get("vague_before", ["\x00"]), False) + r"[ \u00a0-]?$"),
        re.compile(_any(rules.get("bare_before", ["\x00"]), False) + "$"),
        frozenset(lowered(fold(word)) for word in rules.get("bare", [])),
        {lowered(word): Decimal(value) for word, value in rules.get("open", {}).items()},
        re.compile(rf"[ \u00a0]?{_any([*rules.get('ranges', ['-']), *rules.get('moves', [])], False)}[ \u00a0]?"),
        re.compile(_any(rules.get("between", ["\x00"]), False) + r"[ \u00a0]?$"),
        spaced,
        str(rules.get("invert", "")),
        bool(rules.get("mixed")),
        bool(rules.get("short_tail")),
        str(rules.get("decimal", ".")),
        str(rules.get("group", ",")),
    )

"""Stretches of time, resolved against the publication date to the notation of the fact contract.

`YYYY-MM`, `YYYY-Qn`, `YYYY-Hn`, `YYYY`, `YYYY-MM-DD`, `YYYY-MM-DD/YYYY-MM-DD`. Patterns are data:
`[periods.patterns]` of a language names, for each kind, phrases with slots such as `first {n} months of {year}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.text.calendar import (
    before,
    bounds,
    day_before,
    enclosing,
    fiscal_year,
    month_end,
    months,
    relative,
    shift,
    to_date,
    weekday_before,
)
from extractors.text.lexicon import Language, fold, lowered, trie
from extractors.text.phrases import Phrase, Phrases, Slot

_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
# Digits before a scale or a counter are a count, not a year.
_YEAR = r"(?:19[89]\d|20[0-5]\d)(?![\d%万萬亿億千만억천대台辆輛部]|[.,]\d)"
# These kinds are resolved against the period before them in the text, and are no antecedent themselves.
_COMPARED = frozenset({"year_ago", "previous", "same"})
_RELATIVE = {"week": "range"}
_NAMES = {
    "months": "range",
    "days": "range",
    "first_months": "range",
    "last_months": "range",
    "first_quarters": "range",
    "months_to": "range",
    "year_to": "range",
    "to_month": "range",
    "months_in": "range",
    "quarters_in": "range",
    "third": "range",
}
# "In nine months" is a stretch of the year only where nine months of it are over.
_ONLY_TOLD = frozenset({"elided", "months_in", "quarters_in"})
_TABLES = {"month": ("months",), "month2": ("months",), "weekday": ("weekdays",)}


@dataclass(frozen=True, slots=True)
class Period:
    """A period at `text[start:end]`; `value` is null where text and publication date do not tell it.

    `kind` is day, month, quarter, half, year, range, ytd, end (the last day of "end of May"), rate (with `unit`
    day, week, month or year), or one that leans on the period before it: year_ago ("a year earlier"), previous ("from
    the month before"), same ("in that period"), same:month, same:quarter, same:year ("in that month"). year_end is
    a year of which the end is meant. `explicit` says that the year is in the text.
    """

    start: int
    end: int
    value: str | None
    kind: str
    unit: str | None = None
    explicit: bool = False


@dataclass(frozen=True, eq=False)
class _Grammar:
    phrases: Phrases
    tables: Mapping[str, Mapping[str, int]]
    case_months: bool
    fiscal_start: int
    fiscal_by_end: bool


@cache
def _grammar(language: Language) -> _Grammar:
    rules = language.section("periods")
    tables = {
        name: {lowered(fold(word)): int(value) for word, value in rules.get(name, {}).items()}
        for name in ("months", "weekdays", "years", "ordinals", "counts")
    }
    templates = tuple(
        (lowered(fold(template)), kind) for kind, list_ in rules.get("patterns", {}).items() for template in list_
    )
    open_end = not language.spaced or bool(rules.get("open_end"))
    return _Grammar(
        Phrases(
            templates,
            _slots(tables, trie(rules.get("day_suffixes", ["st", "nd", "rd", "th"]))),
            r"(?<![^\W_])" if language.spaced else r"(?<![0-9a-z])",
            "" if open_end else r"(?![^\W_])",
            {
                # "in the second" is a quarter only where no noun, "11 months" or year follows
                "elided": r"(?![ \u00a0-](?:[^\W\d]|\d\d? |(?:19|20)\d\d\b))",
                "year": "(?![間ぶ前後以])",  # 10年間 is no year
                "same:year": "(?! (?:to|end))",  # "the year to March" is longer
            },
        ),
        tables,
        bool(rules.get("case_months")),
        int(rules.get("fiscal_start", 1)),
        bool(rules.get("fiscal_by_end", True)),
    )


def _slots(tables: Mapping[str, Mapping[str, int]], suffixes: str) -> dict[str, Slot]:
    def slot(table: str, digits: str = "", firsts: str = "") -> Slot:
        words = tables.get(table, {})
        pattern = "|".join(part for part in (digits, trie(words) if words else "") if part)
        return Slot(f"(?:{pattern or '(?!)'})", frozenset(firsts) | {word[0] for word in words})

    number = slot("counts", r"1[0-2](?!\d)|[1-9](?!\d)", "123456789")
    # "In May 5,548 customers" and "il 4%" hold no day.
    day = slot("", rf"{_DAY}(?![.,]\d|[ \u00a0]?%)(?:{suffixes})?", "0123456789")
    return {
        # "Im Juni 21.209 Autos" holds no year, and "juin 21 209 voitures" none; "3Q24 462,890" does.
        "yy": slot("", r"[0-3]\d(?!\d|[.,'’]\d{3}|(?<=[ \u00a0\u202f]\d\d)[ \u00a0\u202f]\d{3})", "0123"),
        "mm": slot("", r"(?:1[0-2]|0?[1-9])(?!\d)", "0123456789"),
        "dd": slot("", _DAY, "0123456789"),
        "year": slot("years", _YEAR, "12"),
        "relyear": slot("years"),
        "month": slot("months"),
        "month2": slot("months"),
        "m": number,
        "m2": number,
        "n": number,
        "day": day,
        "day2": day,
        "q": slot("ordinals", r"[1-4](?!\d)", "1234"),
        "h": slot("ordinals", r"[12](?!\d)", "12"),
        "weekday": slot("weekdays"),
    }


def periods(
    text: str,
    language: Language,
    published: date | None = None,
    fiscal_start: int | None = None,
    fiscal_by_end: bool | None = None,
) -> list[Period]:
    """Every period of the text in order, longest reading first.

    Where the publication date is not known, the first period with a year stands in for it. `fiscal_start` is the month
    a company's fiscal year begins in, `fiscal_by_end` whether it is named by the year it ends in (FY2024 at Tata) or
    begins in (2024年度 at Toyota); a language's habit where not given.
    """
    grammar = _grammar(language)
    fiscal = (
        grammar.fiscal_start if fiscal_start is None else fiscal_start,
        grammar.fiscal_by_end if fiscal_by_end is None else fiscal_by_end,
    )
    phrases = [
        phrase
        for phrase in grammar.phrases.find(lowered(fold(text)))
        if not (grammar.case_months and "month" in phrase.places) or text[phrase.places["month"]].isupper()
    ]
    if published is None:
        dated = (_period(grammar, phrase, None, fiscal, None) for phrase in phrases)
        first = next((period.value for period in dated if period.value), None)
        published = bounds(first)[1] if first else None
    found: list[Period] = []
    last: str | None = None
    for phrase in phrases:
        period = _period(grammar, phrase, published, fiscal, last)
        if period.kind in _ONLY_TOLD and period.value is None:
            continue
        found.append(period)
        # "September 30" does not take the place of "third quarter" before "a year earlier".
        if period.value and not _leans(period.kind) and not (last and period.kind in {"day", "end"}):
            last = period.value
    return found


def _period(
    grammar: _Grammar, phrase: Phrase, published: date | None, fiscal: tuple[int, bool], last: str | None
) -> Period:
    kind = phrase.kind
    slots = {name: _slot(grammar, name, word, published) for name, word in phrase.slots.items()}
    explicit = any(name in slots for name in ("year", "yy", "relyear"))
    if kind.startswith("rate_"):
        return Period(phrase.start, phrase.end, None, "rate", kind.removeprefix("rate_"))
    value: str | None
    try:
        kind, value = _value(kind, slots, published, fiscal, last)
    except ValueError:  # 31 November, 2020-02-30
        value = None
    return Period(phrase.start, phrase.end, value, kind, None, explicit)


def _slot(grammar: _Grammar, name: str, word: str, published: date | None) -> int | None:
    word = word.replace("\u00a0", " ")
    if name in {"year", "relyear"} and not word.isdigit():
        return published.year + grammar.tables["years"][word] if published else None
    for table in _TABLES.get(name, ("ordinals", "counts")):
        if word in grammar.tables[table]:
            return grammar.tables[table][word]
    digits = re.match(r"\d+", word)
    number = int(digits.group()) if digits else 0
    return number + 2000 if name == "yy" else number


def _value(
    kind: str, slots: dict[str, int | None], today: date | None, fiscal: tuple[int, bool], last: str | None
) -> tuple[str, str | None]:
    """Kind and notation; the notation is None where it cannot be told."""
    if kind in _COMPARED:
        return kind, _compared(kind, last, slots.get("year"))
    if kind.startswith("same:"):
        return kind, enclosing(last, kind[5:]) if last else None
    if kind in {"months_in", "quarters_in"}:
        return _stretch(kind, slots["n"] or 0, 3 if kind == "quarters_in" else 1, today, last)
    if kind == "elided":
        known = last is not None and len(last) == 7 and last[5] == "Q"
        return ("quarter", f"{str(last)[:6]}{slots['q']}") if known else ("elided", None)
    if kind.startswith("then:"):
        return relative(kind[5:-2], int(kind[-2:]), bounds(last)[1]) if last else (kind[5:-2], None)
    if kind[-2] in "+-":
        return relative(kind[:-2], int(kind[-2:]), today) if today else (_RELATIVE.get(kind[:-2], kind[:-2]), None)
    if kind == "ytd" and slots.get("year") in {None, today.year if today else 0}:
        return kind, to_date(today) if today else None
    if kind in {"years_ahead", "years_back"}:
        years = (slots["n"] or 0) * (1 if kind == "years_ahead" else -1)
        return "year", f"{today.year + years}" if today else None
    if kind == "decade_end":
        return "year_end", f"{today.year // 10 * 10 + 10}" if today else None
    if "weekday" in slots:
        return "day", str(weekday_before(today, slots["weekday"] or 0)) if today else None
    if not (1 <= (slots.get("h") or 1) <= 2 and 1 <= (slots.get("q") or 1) <= 4):
        return kind, None
    month = next((slots[name] for name in ("month", "m", "mm") if name in slots), None)
    month2 = slots.get("month2", slots.get("m2"))
    day = slots.get("day", slots.get("dd"))
    if kind == "day" and month is None:
        return "day", str(day_before(today, day or 0)) if today else None
    if kind == "third":
        month, month2 = 4 * (slots["q"] or 1) - 3, 4 * min(3, slots["q"] or 1)
    if kind == "last_months":
        month, month2 = 13 - (slots["n"] or 1), 12
    if kind in {"first_months", "first_quarters"}:
        month, month2 = 1, (slots.get("n") or slots.get("q") or 1) * (3 if kind == "first_quarters" else 1)
    if kind == "to_month":
        month, month2 = 1, month
    if kind in {"months_to", "year_to"}:
        told = slots.get("n") or (3 if kind == "months_to" else 12)  # "the June quarter", "the year to March"
        month, month2 = ((month or 1) - told) % 12 + 1, month
    year = next((slots[name] for name in ("year", "yy", "relyear") if name in slots), None)
    if year is None and (today is None or slots.keys() & {"year", "yy", "relyear"}):
        return _NAMES.get(kind, kind), None
    if year is None and today is not None:
        begins = {"quarter": 3 * (slots.get("q") or 1) - 2, "half": 6 * (slots.get("h") or 1) - 5}.get(kind, month or 1)
        ahead = (begins, day or 0) > (today.month, today.day + 1) if kind == "day" else begins > today.month
        year = today.year - ahead
    assert year is not None
    return _dated(kind, year, month or 1, month2 or month or 1, day or 1, slots, fiscal)


def _dated(
    kind: str, year: int, month: int, month2: int, day: int, slots: dict[str, int | None], fiscal: tuple[int, bool]
) -> tuple[str, str]:
    if kind == "fiscal":
        return fiscal_year(year, *fiscal)
    if kind in {"year", "ytd"}:
        return "year", f"{year}"
    if kind == "year_end":
        return kind, f"{year}"
    if kind == "quarter":
        return kind, f"{year}-Q{slots['q']}"
    if kind == "half":
        return kind, f"{year}-H{slots['h']}"
    if kind in {"months", "months_to", "year_to", "first_months", "last_months", "first_quarters", "to_month", "third"}:
        return months(year - (month > month2), month, year, month2)
    if kind == "days":
        return "range", f"{date(year, month, day)}/{date(year, month2, slots['day2'] or 1)}"
    if kind == "end":
        return kind, str(month_end(year, month))
    if kind == "day":
        return kind, str(date(year, month, day))
    return "month", f"{year}-{month:02d}"


def _stretch(kind: str, count: int, size: int, today: date | None, last: str | None) -> tuple[str, str | None]:
    """The first months of a year, where as many were over at the end of the period before, or on the day."""
    ends = [bounds(last)[1]] if last else []
    ends += [bounds(to_date(today))[1]] if today and today.month > 1 else []
    end = next((end for end in ends if 1 < count == end.month // size), None)
    return months(end.year, 1, end.year, count * size) if end else (kind, None)


def _leans(kind: str) -> bool:
    return kind in _COMPARED or kind.startswith("same:")


def _compared(kind: str, last: str | None, year: int | None) -> str | None:
    if last is None:
        return None
    if kind == "same":
        return shift(last, year - int(last[:4])) if year else last
    return shift(last, -1) if kind == "year_ago" else before(last)

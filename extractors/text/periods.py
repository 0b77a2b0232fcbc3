"""Stretches of time, resolved against the publication date to the notation of the fact contract.

`YYYY-MM`, `YYYY-Qn`, `YYYY-Hn`, `YYYY`, `YYYY-MM-DD`, `YYYY-MM-DD/YYYY-MM-DD`. Patterns are data:
`[periods.patterns]` of a language names, for each kind, phrases with slots such as `first {n} months of {year}`.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from extractors.text.lexicon import Language, fold, lowered, trie

_SLOT = re.compile(r"\{(\w+)\}")
_DIGITS = {
    "yy": r"[0-3]\d(?!\d)",
    "mm": r"(?:1[0-2]|0?[1-9])(?!\d)",
    "dd": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
}
# Digits before a scale or a counter are a count, not a year.
_YEAR = r"(?:19[89]\d|20[0-5]\d)(?![\d%万萬亿億千만억천대台辆輛部]|[.,]\d)"
# Kinds that name no stretch of their own: facts resolve them against another period.
_OPEN = frozenset({"year_ago", "previous", "same"})


@dataclass(frozen=True, slots=True)
class Period:
    """A period at `text[start:end]`; `value` is null where text and publication date do not tell it.

    `kind` is day, month, quarter, half, year, range, ytd, rate (with `unit` day, week, month or year), year_ago ("a
    year earlier"), previous ("from the month before") or same ("in that month"). `explicit` says that the year is in
    the text.
    """

    start: int
    end: int
    value: str | None
    kind: str
    unit: str | None = None
    explicit: bool = False


@dataclass(frozen=True, eq=False)
class _Grammar:
    pattern: re.Pattern[str]
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    tables: Mapping[str, Mapping[str, int]]
    case_months: bool
    fiscal_start: int
    fiscal_by_end: bool


@dataclass(frozen=True)
class _Clock:
    """When the text was published, and in which month a company's fiscal year begins."""

    published: date | None
    fiscal_start: int
    fiscal_by_end: bool


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months(year: int, first: int, last_year: int, last: int) -> tuple[str, str]:
    """Kind and notation of the months from the first to the last: a quarter, half or year where they make one."""
    if year == last_year and first == last:
        return "month", f"{year}-{first:02d}"
    if year == last_year:
        length = last - first + 1
        if length == 3 and first % 3 == 1:
            return "quarter", f"{year}-Q{(first + 2) // 3}"
        if length == 6 and first % 6 == 1:
            return "half", f"{year}-H{(first + 5) // 6}"
        if length == 12:
            return "year", f"{year}"
    return "range", f"{date(year, first, 1)}/{_last(last_year, last)}"


def fiscal_year(year: int, first_month: int = 1, by_end: bool = False) -> tuple[str, str]:
    """Kind and notation of a fiscal year that begins in `first_month` and is named by the year it begins or ends in."""
    if first_month == 1:
        return "year", f"{year}"
    begins = year - 1 if by_end else year
    return months(begins, first_month, begins + 1, first_month - 1)


@cache
def _grammar(language: Language) -> _Grammar:
    rules = language.section("periods")
    tables = {
        name: {lowered(fold(word)): int(value) for word, value in rules.get(name, {}).items()}
        for name in ("months", "weekdays", "years", "ordinals", "counts")
    }
    words = {name: trie(table) for name, table in tables.items()}
    number = rf"(?:{words['counts']}|1[0-2](?!\d)|[1-9](?!\d))"
    slots = {
        **_DIGITS,
        "year": f"(?:{_YEAR}|{words['years']})",
        "relyear": words["years"],
        "month": words["months"],
        "month2": words["months"],
        "m": number,
        "m2": number,
        "n": number,
        "day": rf"{_DIGITS['dd']}(?:{trie(rules.get('day_suffixes', ['st', 'nd', 'rd', 'th']))})?",
        "day2": rf"{_DIGITS['dd']}(?:{trie(rules.get('day_suffixes', ['st', 'nd', 'rd', 'th']))})?",
        "q": rf"(?:{words['ordinals']}|[1-4](?!\d))",
        "h": rf"(?:{words['ordinals']}|[12](?!\d))",
        "weekday": words["weekdays"],
    }
    templates = [(template, kind) for kind, list_ in rules.get("patterns", {}).items() for template in list_]
    templates.sort(key=lambda pair: -len(_SLOT.sub("...", pair[0])))
    parts, kinds = [], []
    for index, (template, kind) in enumerate(templates):
        names = tuple(_SLOT.findall(template))
        body = ""
        for place, piece in enumerate(_SLOT.split(lowered(fold(template)))):
            body += (
                f"(?P<{piece}_{index}>{slots[piece]})" if place % 2 else re.escape(piece).replace("\\ ", "[ \u00a0]")
            )
        parts.append(f"(?P<k_{index}>{body})")
        kinds.append((kind, names))
    start = r"(?<![^\W_])" if language.spaced else r"(?<![0-9a-z])"
    end = r"(?![^\W_])" if language.spaced and not rules.get("open_end") else ""
    return _Grammar(
        re.compile(f"{start}(?:{'|'.join(parts)}){end}"),
        tuple(kinds),
        tables,
        bool(rules.get("case_months")),
        int(rules.get("fiscal_start", 1)),
        bool(rules.get("fiscal_by_end", True)),
    )


def periods(
    text: str,
    language: Language,
    published: date | None = None,
    fiscal_start: int | None = None,
    fiscal_by_end: bool | None = None,
) -> list[Period]:
    """Every period of the text in order, longest reading first.

    `fiscal_start` is the month a company's fiscal year begins in, `fiscal_by_end` whether it is named by the year it
    ends in (FY2024 at Tata) or begins in (2024年度 at Toyota); a language's habit where not given.
    """
    grammar = _grammar(language)
    clock = _Clock(
        published,
        grammar.fiscal_start if fiscal_start is None else fiscal_start,
        grammar.fiscal_by_end if fiscal_by_end is None else fiscal_by_end,
    )
    found = []
    for match in grammar.pattern.finditer(lowered(fold(text))):
        index = int(str(match.lastgroup)[2:])
        kind, names = grammar.kinds[index]
        if grammar.case_months and "month" in names and not text[match.start(f"month_{index}")].isupper():
            continue
        slots = {name: _slot(grammar, name, match[f"{name}_{index}"], published) for name in names}
        value, kind = _resolve(kind, slots, clock)
        rate = kind.startswith("rate_")
        unit = kind.removeprefix("rate_") if rate else None
        explicit = any(name in slots for name in ("year", "yy", "relyear"))
        found.append(Period(match.start(), match.end(), value, "rate" if rate else kind, unit, explicit))
    return found


def _slot(grammar: _Grammar, name: str, word: str, published: date | None) -> int | None:
    word = word.replace("\u00a0", " ")
    if name in {"year", "relyear"} and not word.isdigit():
        return published.year + grammar.tables["years"][word] if published else None
    for table in {"month": ("months",), "month2": ("months",), "weekday": ("weekdays",)}.get(
        name, ("ordinals", "counts")
    ):
        if word in grammar.tables[table]:
            return grammar.tables[table][word]
    number = int(re.match(r"\d+", word).group())  # type: ignore[union-attr]
    return number + 2000 if name == "yy" else number


def _resolve(kind: str, slots: dict[str, int | None], clock: _Clock) -> tuple[str | None, str]:
    """Notation and kind; the notation is None where it cannot be told."""
    if kind in _OPEN or kind.startswith("rate_"):
        return None, kind
    try:
        return _value(kind, slots, clock)
    except ValueError:  # 31 November, 2020-02-30
        return None, kind


def _value(kind: str, slots: dict[str, int | None], clock: _Clock) -> tuple[str | None, str]:
    today = clock.published
    if kind[-2] in "+-":
        return _relative(kind[:-2], int(kind[-2:]), today)
    if kind == "ytd":
        return (None, "ytd") if today is None else (_to_date(today), "ytd")
    month = slots.get("month", slots.get("m", slots.get("mm")))
    if kind == "first_months":
        month = slots.get("n")
    if kind == "first_quarters":
        kind, month = "first_months", 3 * (slots.get("q") or 1)
    month2 = slots.get("month2", slots.get("m2"))
    day = slots.get("day", slots.get("dd"))
    if kind == "day" and "weekday" in slots:
        return (None if today is None else str(_weekday(today, slots["weekday"] or 0))), "day"
    if kind in {"day", "days"} and month is None and day is not None and not slots.keys() & {"month", "m", "mm"}:
        return (None if today is None else str(_past_day(today, day))), "day"
    year = slots.get("year", slots.get("yy", slots.get("relyear")))
    if year is None:
        if today is None or slots.keys() & {"year", "yy", "relyear"}:
            return None, kind
        begins = {"quarter": 3 * (slots.get("q") or 1) - 2, "half": 6 * (slots.get("h") or 1) - 5}.get(kind, month or 1)
        begins = {"first_months": 1}.get(kind, begins)
        year = today.year - (
            begins > today.month or (kind == "day" and (month, day or 0) > (today.month, today.day + 1))
        )
    if kind == "fiscal":
        label, value = fiscal_year(year, clock.fiscal_start, clock.fiscal_by_end)
        return value, label
    if kind == "year":
        return f"{year}", "year"
    if kind == "quarter":
        return f"{year}-Q{slots['q']}", "quarter"
    if kind == "half":
        return f"{year}-H{slots['h']}", "half"
    if kind == "first_months" or kind == "months":
        first, last = (1, month or 12) if kind == "first_months" else (month or 1, month2 or 12)
        label, value = months(year - (first > last), first, year, last)
        return value, label
    if kind == "days":
        return f"{date(year, month or 1, day or 1)}/{date(year, month2 or month or 1, slots['day2'] or 1)}", "range"
    if kind == "day":
        return str(date(year, month or 1, day or 1)), "day"
    return f"{year}-{month or 1:02d}", "month"


def _relative(unit: str, offset: int, today: date | None) -> tuple[str | None, str]:
    if today is None:
        return None, unit if unit != "week" else "range"
    if unit == "day":
        return str(today + timedelta(offset)), "day"
    if unit == "week":
        monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
        return f"{monday}/{monday + timedelta(6)}", "range"
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    year, place = divmod(today.year * (12 // size) + (today.month - 1) // size + offset, 12 // size)
    return months(year, place * size + 1, year, place * size + size)[::-1]


def _to_date(today: date) -> str:
    """From New Year to the end of the last full month; within January to the day before."""
    end = today if today.month == 1 else _last(today.year, today.month - 1)
    if today.day == monthrange(today.year, today.month)[1]:
        end = today
    return f"{today.year}-01-01/{end}"


def _weekday(today: date, weekday: int) -> date:
    return today - timedelta((today.weekday() - weekday) % 7)


def _past_day(today: date, day: int) -> date:
    """The last such day of a month, not after the publication date (a day of grace for time zones)."""
    if day <= today.day + 1:
        return date(today.year, today.month, day)
    before = date(today.year, today.month, 1) - timedelta(1)
    return date(before.year, before.month, day)

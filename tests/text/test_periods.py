"""Periods in every language, resolved against a publication date; and the arithmetic beneath them."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text import language, numbers, periods
from extractors.text.calendar import before, bounds, months, shift

TODAY = date(2024, 11, 5)  # a Tuesday


def read(text: str, code: str, published: date | None = TODAY) -> list[tuple[str, str | None]]:
    return [(period.kind, period.value) for period in periods(text, language(code), published)]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "in the final three months of 2018", ("quarter", "2018-Q4")),
        ("de", "in den letzten zwei Monaten des Jahres 2023", ("range", "2023-11-01/2023-12-31")),
        ("nl", "de laatste drie maanden van 2018", ("quarter", "2018-Q4")),
        ("es", "los tres últimos meses de 2022", ("quarter", "2022-Q4")),
        ("zh", "2023年最后两个月", ("range", "2023-11-01/2023-12-31")),
        ("en", "in the first nine months of 2024", ("range", "2024-01-01/2024-09-30")),
        ("en", "in Q3 2023", ("quarter", "2023-Q3")),
        ("de", "im Juni 21.209 Autos", ("month", "2024-06")),
        ("fr", "en juin 21 209 voitures", ("month", "2024-06")),
        ("en", "In 3Q23 462,890 vehicles", ("quarter", "2023-Q3")),
        ("en", "In 3Q23 462 890 vehicles", ("quarter", "2023-Q3")),
        ("de", "im Juni 23 insgesamt 21.209 Autos", ("month", "2023-06")),
        ("en", "in 3Q24", ("quarter", "2024-Q3")),
        ("en", "last month", ("month", "2024-10")),
        ("en", "in December", ("month", "2023-12")),
        ("en", "from January to March", ("quarter", "2024-Q1")),
        ("en", "on May 5, 2023", ("day", "2023-05-05")),
        ("en", "on Monday", ("day", "2024-11-04")),
        ("en", "so far this year", ("ytd", "2024-01-01/2024-10-31")),
        ("en", "in the third quarter of last year", ("quarter", "2023-Q3")),
        ("en", "by the end of September", ("end", "2024-09-30")),
        ("en", "In May 5,548 customers", ("month", "2024-05")),
        ("en", "per month", ("rate", None)),
        ("en", "in the opening three months of 2024", ("quarter", "2024-Q1")),
        ("en", "in the September quarter", ("quarter", "2024-Q3")),
        ("en", "the quarter ended September 30, 2023", ("quarter", "2023-Q3")),
        ("en", "in the three months to June", ("quarter", "2024-Q2")),
        ("en", "in the six months ended June 30, 2024", ("half", "2024-H1")),
        ("en", "in the year to March 2024", ("range", "2023-04-01/2024-03-31")),
        ("en", "in the first 10 months its sales rose", ("range", "2024-01-01/2024-10-31")),
        ("en", "between January and the end of May", ("range", "2024-01-01/2024-05-31")),
        ("en", "on September 25 of last year", ("day", "2023-09-25")),
        ("en", "last quarter", ("quarter", "2024-Q3")),
        ("en", "the year before last", ("year", "2022")),
        ("en", "two years ago", ("year", "2022")),
        ("en", "before the end of the decade", ("year_end", "2030")),
        ("de", "im Juli vergangenen Jahres", ("month", "2023-07")),
        ("de", "zwischen Januar und Ende Mai", ("range", "2024-01-01/2024-05-31")),
        ("fr", "au T3 2023", ("quarter", "2023-Q3")),
        ("es", "en el segundo cuatrimestre", ("range", "2024-05-01/2024-08-31")),
        ("it", "a luglio dell'anno scorso", ("month", "2023-07")),
        ("pt", "no ano que vem", ("year", "2025")),
        ("zh", "上季度", ("quarter", "2024-Q3")),
        ("zh", "上周五", ("day", "2024-11-01")),
        ("de", "in den ersten neun Monaten 2024", ("range", "2024-01-01/2024-09-30")),
        ("de", "im zweiten Halbjahr 2023", ("half", "2023-H2")),
        ("de", "am 20. April", ("day", "2024-04-20")),
        ("de", "im Septemberquartal 2023", ("quarter", "2023-Q3")),
        ("de", "Januar bis einschließlich August", ("range", "2024-01-01/2024-08-31")),
        ("de", "im bisherigen Jahresverlauf", ("ytd", "2024-01-01/2024-10-31")),
        ("fr", "au premier semestre", ("half", "2024-H1")),
        ("fr", "de janvier à mars 2022", ("quarter", "2022-Q1")),
        ("fr", "l’an dernier", ("year", "2023")),
        ("es", "en los tres primeros meses del año", ("quarter", "2024-Q1")),
        ("it", "nel primo trimestre del 2024", ("quarter", "2024-Q1")),
        ("pt", "entre janeiro e julho de 2023", ("range", "2023-01-01/2023-07-31")),
        ("fr", "depuis le 1er janvier", ("ytd", "2024-01-01/2024-10-31")),
        ("es", "en lo que va del año", ("ytd", "2024-01-01/2024-10-31")),
        ("es", "hasta fines de septiembre", ("range", "2024-01-01/2024-09-30")),
        ("it", "nei nove mesi del 2024", ("range", "2024-01-01/2024-09-30")),
        ("pt", "até ao fim de setembro", ("range", "2024-01-01/2024-09-30")),
        ("nl", "in de eerste drie maanden van 2023", ("quarter", "2023-Q1")),
        ("nl", "in het kwartaal tot en met september", ("quarter", "2024-Q3")),
        ("nl", "tot dusver dit jaar", ("ytd", "2024-01-01/2024-10-31")),
        ("zh", "今年1-9月", ("range", "2024-01-01/2024-09-30")),
        ("zh", "去年第四季度", ("quarter", "2023-Q4")),
        ("zh", "上月", ("month", "2024-10")),
        ("zh", "前八个月", ("range", "2024-01-01/2024-08-31")),
        ("ja", "24年10〜12月期", ("quarter", "2024-Q4")),
        ("ja", "2022年度", ("range", "2022-04-01/2023-03-31")),
        ("ja", "1〜9月", ("range", "2024-01-01/2024-09-30")),
        ("ko", "지난해 3분기", ("quarter", "2023-Q3")),
        ("ko", "1~10월", ("range", "2024-01-01/2024-10-31")),
        ("de", "nach drei Quartalen", ("range", "2024-01-01/2024-09-30")),
        ("fr", "en dix mois", ("range", "2024-01-01/2024-10-31")),
        ("nl", "het slotkwartaal van 2023", ("quarter", "2023-Q4")),
        ("es", "a finales de 2023", ("year_end", "2023")),
        ("en", "in the year to March 2023", ("range", "2022-04-01/2023-03-31")),
        ("en", "on 31 November 2023", ("day", None)),
    ],
)
def test_phrases(code: str, text: str, expected: tuple[str, str | None]) -> None:
    assert read(text, code) == [expected]


@pytest.mark.parametrize(
    ("code", "text", "values"),
    [
        ("en", "In April it sold more than the same month last year.", ["2024-04", "2023-04"]),
        ("en", "The third quarter beat the quarter before.", ["2024-Q3", "2024-Q2"]),
        ("en", "In September 2022, against the same month of 2021.", ["2022-09", "2021-09"]),
        ("de", "Im ersten Quartal mehr als im Vorjahresquartal", ["2024-Q1", "2023-Q1"]),
        ("de", "9.000 im ersten Quartal, im zweiten 9.535", ["2024-Q1", "2024-Q2"]),
        ("it", "a giugno, e nel trimestre", ["2024-06", "2024-Q2"]),
        ("pt", "de janeiro a julho; no mês", ["2024-01-01/2024-07-31", "2024-07"]),
        ("zh", "去年第四季度与全年", ["2023-Q4", "2023"]),
    ],
)
def test_comparisons_lean_on_the_period_before(code: str, text: str, values: list[str]) -> None:
    assert [value for _, value in read(text, code)] == values


def test_months_are_a_stretch_of_the_year_only_where_as_many_are_over() -> None:
    assert read("in seven months", "en") == []
    assert read("By the end of July, in seven months", "en")[-1] == ("range", "2024-01-01/2024-07-31")


def test_without_a_publication_date_only_the_text_dates() -> None:
    assert read("last month", "en", None) == [("month", None)]
    assert read("November 2023 beat October", "en", None) == [("month", "2023-11"), ("month", "2023-10")]


def test_fiscal_years_differ_by_company() -> None:
    english = language("en")
    assert [p.value for p in periods("FY2024", english, TODAY)] == ["2024"]
    assert [p.value for p in periods("FY2024", english, TODAY, fiscal_start=4)] == ["2023-04-01/2024-03-31"]
    assert [p.value for p in periods("FY24", english, TODAY, 4, False)] == ["2024-04-01/2025-03-31"]


YEARS, MONTHS = st.integers(1990, 2050), st.integers(1, 12)


@given(YEARS, MONTHS, MONTHS)
def test_bounds_invert_months(year: int, first: int, last: int) -> None:
    first, last = sorted((first, last))
    _, value = months(year, first, year, last)
    begins, ends = bounds(value)
    assert (begins, ends.month) == (date(year, first, 1), last)
    assert shift(shift(value, -1), 1) == value
    assert (begins - bounds(before(value))[1]).days == 1


def test_gold_is_read(shared: Path) -> None:
    """Floors: a number for nearly every labelled count in its quote, a period for nearly every labelled one."""
    counts = count_hits = spans = span_hits = 0
    for path in sorted((shared / "gold" / "train").glob("*/*.json")):
        document = json.loads(path.read_text("utf-8"))
        lang, text = language(document["lang"]), document["text"]
        published = date.fromisoformat(document["published"]) if document["published"] else None
        found = numbers(text, lang)
        known = {period.value for period in periods(text, lang, published)}
        for fact in document["milestones"]:
            start = text.index(fact["quote"])
            end = start + len(fact["quote"])
            counts += 1
            count_hits += any(n.value == fact["value"] and n.start < end and n.end > start for n in found)
            spans += fact["period"] is not None
            span_hits += fact["period"] is not None and fact["period"] in known
    assert count_hits / counts >= 0.99
    assert span_hits / spans >= 0.95

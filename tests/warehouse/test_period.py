import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import bounds


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-11-14", "2024-11-14", "2024-11-14"),
        ("2024-01-01/2024-10-31", "2024-01-01", "2024-10-31"),
    ],
)
def test_a_period_spans_its_days(period: str, first: str, last: str) -> None:
    assert bounds(period) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "period",
    [
        *("", "24", "2024-H3", "2024-H0", "2024-Q5", "2024-13", "2024-00", "2023-02-29", "2024-W03", "2024-1"),
        *("2024-01/2024-02", "2024-02-02/2024-02-01", "2024-01-01/", "2024-Q1-01", " 2024", "2024\n", "٢٠٢٤"),
    ],
)
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError):
        bounds(period)


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(0, 4000))
def test_two_days_bound_themselves(first: date, days: int) -> None:
    last = min(first.toordinal() + days, date.max.toordinal())
    end = date.fromordinal(last)
    assert bounds(f"{first}/{end}") == (first, end)


@given(st.integers(1000, 9998))
def test_months_quarters_and_halves_tile_the_year(year: int) -> None:
    for parts in (
        [f"{year}-{month:02}" for month in range(1, 13)],
        [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        [f"{year}-H1", f"{year}-H2"],
    ):
        spans = [bounds(part) for part in parts]
        assert (spans[0][0], spans[-1][1]) == bounds(str(year))
        assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in itertools.pairwise(spans))

"""Whatever becomes of one value of an answer: it is read, or it is told, and nothing is raised."""

import copy
import json
import math

import pytest
import test_prices_providers as shape
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Price, Problem, Split
from extractors.prices import ecb, tiingo, yahoo

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner), max_leaves=4
)
SPLIT = {"splits": {"1": {"date": shape.opening(19), "numerator": 3, "denominator": 1}}}
SHAPES = {
    "tiingo": (tiingo.read, [shape.tiingo_day("2026-11-18", 1200.0, 400.0, 3.0)]),
    "yahoo": (yahoo.read, shape.chart([shape.opening(18), shape.opening(19)], [1.0, None], [1.0, None], SPLIT)),
}


def places(value, path=()):
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*path, key))


def replaced(document, path, value):
    if not path:
        return value
    document = copy.deepcopy(document)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return document


def check(items) -> None:
    for item in items:
        assert isinstance(item, Price | Split | Problem)
        if isinstance(item, Price):
            assert 0 < item.close < math.inf and (item.adjusted_close is None or 0 < item.adjusted_close < math.inf)
        if isinstance(item, Split):
            assert 0 < item.ratio < math.inf


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_one_value_of_another_kind(name, data) -> None:
    read, document = SHAPES[name]
    path = data.draw(st.sampled_from(list(places(document))))
    check(read(shape.answer(json.dumps(replaced(document, path, data.draw(VALUES)))), shape.TESLA))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"Date,USD,\n", b"<Cube>"]))
def test_bytes_of_any_kind(body, head) -> None:
    assert all(isinstance(item, Problem) or item.rate > 0 for item in ecb.read(shape.answer(head + body)))
    for read, _ in SHAPES.values():
        check(read(shape.answer(body), shape.TESLA))

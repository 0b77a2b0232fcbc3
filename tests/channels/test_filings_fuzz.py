"""Whatever becomes of one value of an answer: it is read, or it is told, and nothing is raised."""

import copy
import json

import pytest
import test_cninfo
import test_edgar
import test_hkex
from filing_site import capture
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.channels import Further, cninfo, edgar, hkex
from extractors.model import Problem, Ref

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just("6-K"))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner), max_leaves=4
)


def places(value, path=()):
    """Every path to a value in a JSON document, the document's own among them."""
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


def check(entries, source, url, body) -> None:
    for item in entries(capture(body, url), source):
        assert isinstance(item, Ref | Further | Problem)
        assert not isinstance(item, Ref) or item.url.startswith("http")


SHAPES = {
    "submissions": (edgar.entries, test_edgar.SOURCE, f"{test_edgar.BASE}CIK0001736541.json", test_edgar.submissions()),
    "stocks of Hong Kong": (hkex.entries, test_hkex.SOURCE, test_hkex.LIST, [{"i": 123, "c": "01211"}]),
    "search": (hkex.entries, test_hkex.SOURCE, test_hkex.SEARCH, json.loads(test_hkex.answer(test_hkex.news("交付")))),
    "stocks": (
        cninfo.entries,
        test_cninfo.SOURCE,
        test_cninfo.LIST,
        json.loads(test_cninfo.stocks(("002594", "gshk0001211"))),
    ),
    "query": (
        cninfo.entries,
        test_cninfo.SOURCE,
        test_cninfo.SEARCH,
        json.loads(test_cninfo.answer(test_cninfo.filing(), more=True)),
    ),
}


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_one_value_of_another_kind(name, data) -> None:
    entries, source, url, document = SHAPES[name]
    path = data.draw(st.sampled_from(list(places(document))))
    check(entries, source, url, json.dumps(replaced(document, path, data.draw(VALUES))))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_field_of_a_row_of_another_kind(data) -> None:
    row = test_hkex.news("交付")
    changed = row | {data.draw(st.sampled_from(sorted(row))): data.draw(VALUES)}
    check(hkex.entries, test_hkex.SOURCE, test_hkex.SEARCH, test_hkex.answer(changed))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([*SHAPES, "index"]))
def test_bytes_of_any_kind(body, name) -> None:
    shapes = SHAPES | {"index": (edgar.entries, test_edgar.SOURCE, test_edgar.INDEX, None)}
    entries, source, url, _ = shapes[name]
    check(entries, source, url, body)

"""Page by page: each page of the sample reads back to the facts of the text it was built from, or to its problem."""

import pytest
from sample_pages import EXPECTED, PLACE, READ, REFUSED, captures, extraction, facts, name, outcome, plain

from extractors.facts import extract
from extractors.model import Capture, Problem
from extractors.text import languages

# A filing calls itself EX-99.1, and an exchange's PDF puts the company above its headline.
FILED = ("sec-", "hkex-", "sse-")


def test_the_archive_reads_in_the_order_expected() -> None:
    found = [
        (item.url, f"{item.fetched:%Y-%m-%dT%H:%M:%SZ}") if isinstance(item, Capture) else (item.url, None)
        for item in captures()
    ]
    *whole, (url, _) = PLACE
    assert found == [*whole, (url, None)]


@pytest.mark.parametrize("index", READ, ids=name)
def test_a_page_yields_exactly_the_facts_of_its_text(index: int) -> None:
    got, text = extraction(index), extract(plain(EXPECTED[index]))
    assert got.document.lang == text.document.lang
    if got.document.lang not in languages():
        pytest.skip(f"no language file for {got.document.lang}")
    assert facts(got) == facts(text)


@pytest.mark.parametrize("index", READ, ids=name)
def test_a_page_tells_its_title_and_date(index: int) -> None:
    got, text = extraction(index).document, plain(EXPECTED[index])
    assert got.published == text.published
    assert got.title == text.title or text.id.startswith(FILED)


@pytest.mark.parametrize("index", REFUSED, ids=name)
def test_a_page_that_is_no_article_says_which_kind(index: int) -> None:
    got = outcome(index)
    assert isinstance(got, Problem), got
    assert got.code == EXPECTED[index]["problem"]


@pytest.mark.parametrize("kind", ["same_document_as", "version_of"])
def test_another_link_or_a_correction_is_the_same_document(kind: str) -> None:
    for index, page in enumerate(EXPECTED):
        if kind in page:
            first = extraction(PLACE[page[kind]["url"], page[kind]["captured"]]).document
            again = extraction(index).document
            assert again.id == first.id, page["url"]
            assert (again.text == first.text) == (kind == "same_document_as"), page["url"]


def test_different_articles_are_different_documents() -> None:
    firsts = [index for index in READ if not {"same_document_as", "version_of"} & set(EXPECTED[index])]
    assert len({extraction(index).document.id for index in firsts}) == len(firsts)


def test_the_seed_article_gives_its_two_facts() -> None:
    if "fr" not in languages():
        pytest.skip("no language file for fr")
    found = extraction(next(index for index in READ if EXPECTED[index]["text"] == "fr-201"))
    assert [(it.company, it.metric, it.value, it.scope, it.status, it.elapsed_days) for it in found.milestones] == [
        ("xiaomi", "production", 100000, "cumulative", "actual", 230)
    ]
    assert [(it.company, it.direction, it.pct, it.qualifier, it.window, it.venue) for it in found.stock_moves] == [
        ("xiaomi", "up", 90, "under", "ytd", "HKEX")
    ]

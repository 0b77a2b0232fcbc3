"""What the sample's pages are expected to say, and what the project reads from them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from extractors.model import Capture, Document, Extraction, Problem
from extractors.web import archive
from flows.pipeline import read_page

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED: list[dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
PLACE = {(page["url"], page["captured"]): index for index, page in enumerate(EXPECTED)}
READ = [index for index, page in enumerate(EXPECTED) if "text" in page]
REFUSED = [index for index, page in enumerate(EXPECTED) if "problem" in page]
Fact = tuple[tuple[str, str], ...]


def name(index: int) -> str:
    """A page's name in a report of tests."""
    page = EXPECTED[index]
    return f"{page.get('text') or page['problem']}@{page['url'].split('/')[2]}-{index}"


@cache
def captures() -> list[Capture | Problem]:
    """The archive's records."""
    return list(archive.read(SAMPLES / "sample.warc.gz"))


@cache
def outcome(index: int) -> Extraction | Problem:
    """What a run makes of a page."""
    capture = captures()[index]
    return capture if isinstance(capture, Problem) else read_page(capture)


def extraction(index: int) -> Extraction:
    """What a run makes of a page that is an article."""
    got = outcome(index)
    assert isinstance(got, Extraction), got
    return got


def plain(page: dict[str, Any]) -> Document:
    """The text a page was built from; its headline stands apart, as on the page."""
    text = json.loads((SAMPLES / "texts" / f"{page['text']}.json").read_text("utf-8"))
    body = text["text"].replace(*page["misprint"]) if "misprint" in page else text["text"]
    return Document(
        id=text["id"],
        url=page["url"],
        source=None,
        publisher=text["publisher"],
        lang=text["lang"],
        title=text["title"],
        published=date.fromisoformat(text["published"]),
        text=body,
    )


def fact(values: Mapping[str, Any]) -> Fact:
    """A fact without its place in the text; blanks of another width are blanks."""
    places = ("quote_start", "quote_end")
    return tuple((key, " ".join(str(value).split())) for key, value in values.items() if key not in places)


def facts(found: Extraction) -> list[Fact]:
    """Every fact of a document, in an order that does not depend on the text."""
    return sorted(fact(asdict(it)) for it in (*found.milestones, *found.stock_moves))

"""The sample through the steps of a run into a warehouse: what is in it is what expected.json says, page by page."""

from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sample_pages import EXPECTED, captures, fact, facts, plain

from extractors.facts import extract
from extractors.model import Milestone, Problem, StockMove
from extractors.text import languages
from flows import store
from flows.pipeline import read_batch
from warehouse import Loaded, Run, query

Rows = list[tuple[Any, ...]]


def run(warehouse: Path, day: int) -> Loaded:
    """One run over the sample, published."""
    found = read_batch(item if isinstance(item, Problem) else (item, None) for item in captures())
    assert found.pages == len(EXPECTED)
    loaded = store.load(Run(f"run-{day}", datetime(2026, 11, day, tzinfo=UTC)), warehouse, found, 10)
    store.publish(warehouse, 10)
    return loaded


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("warehouse") / "sample.duckdb"
    run(path, 1)
    return path


def articles() -> dict[tuple[str, int], dict[str, Any]]:
    """The pages that make a row of documents, by address and version; another link or the same again makes none."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for page in EXPECTED:
        if "text" in page and "same_document_as" not in page:
            found[page["url"], 2 if "version_of" in page else 1] = page
    return found


def stated(warehouse: Path, kind: type[Milestone] | type[StockMove], table: str) -> Rows:
    """(address, version, superseded, fact) of every row of a table of facts."""
    names = [item.name for item in fields(kind)]
    columns = ", ".join(f'f."{name}"' for name in names)
    sql = f"""
        SELECT d.url, d.version, f.superseded_at IS NOT NULL, {columns}
        FROM {table} f JOIN documents d ON d.id = f.document_id AND d.version = f.document_version
    """  # noqa: S608
    return [(*row[:3], fact(dict(zip(names, row[3:], strict=True)))) for row in query(warehouse, sql).rows]


def test_every_article_is_one_document_and_a_correction_its_second_version(warehouse: Path) -> None:
    rows = query(warehouse, "SELECT url, version, lang, published, superseded_at IS NOT NULL FROM documents").rows
    corrected = {url for url, version in articles() if version == 2}
    assert sorted(rows) == sorted(
        (url, version, text.lang, text.published, version == 1 and url in corrected)
        for (url, version), page in articles().items()
        for text in [plain(page)]
    )


def test_the_facts_are_those_of_the_texts(warehouse: Path) -> None:
    rows = stated(warehouse, Milestone, "milestones") + stated(warehouse, StockMove, "stock_moves")
    corrected = {url for url, version in articles() if version == 2}
    expected = [
        (url, version, version == 1 and url in corrected, it)
        for (url, version), page in articles().items()
        for it in facts(extract(plain(page)))
    ]
    assert expected
    assert Counter(rows) == Counter(expected)


def test_a_misprint_no_longer_holds_once_the_page_is_corrected(warehouse: Path) -> None:
    wrong = {
        (page["url"], "".join(filter(str.isdigit, page["misprint"][1]))) for page in EXPECTED if "misprint" in page
    }
    assert len(wrong) == 2
    rows = stated(warehouse, Milestone, "milestones")
    holding = {(url, dict(it)["value"]) for url, _, superseded, it in rows if not superseded}
    assert not wrong & holding


def test_the_problems_are_those_expected(warehouse: Path) -> None:
    expected = sorted((page["url"], page["problem"]) for page in EXPECTED if "problem" in page)
    codes = {code for _, code in expected}
    unread = {page["url"] for page in EXPECTED if "text" in page and plain(page).lang not in languages()}
    found = query(warehouse, "SELECT url, code FROM problems").rows
    assert sorted(row for row in found if row[1] in codes and row[0] not in unread) == expected


def test_running_again_adds_no_row(warehouse: Path) -> None:
    def everything() -> list[Rows]:
        return [query(warehouse, f"SELECT * FROM {table} ORDER BY ALL").rows for table in tables]  # noqa: S608

    tables = ("companies", "listings", "documents", "milestones", "stock_moves")
    before = everything()
    again = run(warehouse, 2)
    assert (again.new_documents, again.new_milestones, again.new_stock_moves) == (0, 0, 0)
    assert everything() == before

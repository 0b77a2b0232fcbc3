"""Golden pairs: tests/pages/<source>/<name>.html read by the source's recipe gives <name>.json."""

import json
import tomllib
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from layouts import Make

from extractors.model import Document, Problem
from extractors.readers import read, recipes
from extractors.readers.recipe import Recipe, valid_on
from extractors.sources import sources

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "tests" / "pages").glob("*/*.html"))


def of_source(name: str) -> tuple[Recipe, ...]:
    return recipes(
        tomllib.loads((ROOT / "extractors" / "sources" / f"{name}.toml").read_text("utf-8")).get("recipe", [])
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_golden_pair(page: Path, capture: Make) -> None:
    expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
    seen = datetime.fromisoformat(expected.pop("captured")).replace(tzinfo=UTC)
    name = page.parent.name
    seen_page = capture(page.read_bytes(), url=expected["url"], fetched=seen)
    found = read(seen_page, recipes=of_source(name), zone=ZoneInfo(sources()[name].timezone))
    assert isinstance(found, Document), found
    fields = {key: str(value) if isinstance(value, date) else value for key, value in asdict(found).items()}
    assert {key: fields[key] for key in expected} == expected


def test_every_recipe_has_a_golden_pair() -> None:
    dated = {(name, recipe.start) for name in sources() for recipe in of_source(name)}
    proven = set()
    for page in PAGES:
        seen = date.fromisoformat(json.loads(page.with_suffix(".json").read_text("utf-8"))["captured"])
        recipe = valid_on(of_source(page.parent.name), seen)
        proven |= {(page.parent.name, recipe.start)} if recipe else set()
    assert proven == dated
    assert len({name for name, _ in dated}) >= 12


def test_a_recipe_may_take_title_and_day_from_what_the_page_declares(capture: Make) -> None:
    table = {"from": date(2024, 1, 1), "container": "body", "title": "meta[property='og:title']"}
    known = recipes([table | {"published": "json-ld", "body": "div"}])
    text = "<div>" + "<p>The carmaker built 5,000 cars in October, the most in any month so far.</p>" * 2 + "</div>"
    title = '<meta property="og:title" content="5,000 cars">'
    article = {"@type": "NewsArticle", "headline": "x", "datePublished": "2024-11-13"}
    linked = f"<script type='application/ld+json'>{json.dumps(article)}"
    found = read(capture(f"{title}{linked}</script>{text}"), recipes=known)
    assert isinstance(found, Document)
    assert (found.title, str(found.published), found.published_from) == ("5,000 cars", "2024-11-13", "json-ld")
    # A day from elsewhere is not the one that the recipe names.
    found = read(capture(f"{title}<time datetime='2024-11-13'></time>{text}"), recipes=known)
    assert isinstance(found, Problem) and (found.code, found.message[:9]) == ("recipe_mismatch", "published")


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ('class="entry-content"', 'class="entry-body"', "body"),
        ('<h1 class="entry-title">', '<h1 class="entry-title">x</h1><h1 class="entry-title">', "title"),
        ("<article", "<article></article><article", "container"),
        ('content="2022-10-03T12:30:00+00:00"', 'content="yesterday"', "published"),
    ],
)
def test_a_changed_layout_is_a_problem_and_not_a_guess(before: str, after: str, names: str, capture: Make) -> None:
    html = (ROOT / "tests" / "pages" / "cnevpost" / "2022-10-03.html").read_text("utf-8")
    assert before in html
    found = read(capture(html.replace(before, after)), recipes=of_source("cnevpost"))
    assert isinstance(found, Problem)
    assert found.code == "recipe_mismatch"
    assert found.message.startswith(names)


def test_captures_older_than_every_recipe_are_read_generically(capture: Make) -> None:
    html = (ROOT / "tests" / "pages" / "cnevpost" / "2022-10-03.html").read_text("utf-8")
    changed = html.replace('class="entry-content"', 'class="entry-body"')
    old = capture(changed, fetched=datetime(2019, 12, 31, tzinfo=UTC))
    assert isinstance(read(old, recipes=of_source("cnevpost")), Document)


TABLE = {"container": "article", "title": "h1", "published": "time", "body": "div"}


def test_the_recipe_of_the_day_is_the_latest_begun() -> None:
    known = recipes([{**TABLE, "from": date(2024, 1, 1)}, {**TABLE, "from": date(2020, 1, 1)}])
    assert [recipe.start.year for recipe in known] == [2020, 2024]
    days = (date(2019, 1, 1), date(2023, 12, 31), date(2024, 1, 1))
    assert [found.start.year if (found := valid_on(known, day)) else None for day in days] == [None, 2020, 2024]


@pytest.mark.parametrize("wrong", [{"from": "2024"}, {"body": "div["}, {"title": 3}, {"extra": "x"}])
def test_a_wrong_recipe_is_told_at_once(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="recipe"):
        recipes([{**TABLE, "from": date(2024, 1, 1), **wrong}])


def test_a_recipe_without_a_field_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="missing from"):
        recipes([TABLE])

# ruff: noqa: E501 - mark-up stands as sites write it
"""HTML to blocks: paragraphs, lists, tables as rows; and what generic pages leave out."""

import pytest
from layouts import Make

from extractors.model import Document
from extractors.readers import read
from extractors.readers.blocks import blocks, parse


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p> two\n words&nbsp;and\u202f1\u00a0000 </p>", ["one", "two words and 1 000"]),
        ("<h2>Head</h2>text<div>more</div>tail", ["Head", "text", "more", "tail"]),
        ("a<br>b<br><br>c<br/> <br/>d", ["a\nb", "c", "d"]),
        ("<p>100<b>,000</b> <i>cars</i></p>", ["100,000 cars"]),
        ("<ul><li>one</li><li><p>two</p><p>more</p></li><li>• three</li><li>-5% less</li></ul>",
         ["- one", "- two", "more", "- three", "- -5% less"]),
        ("<p>100,000<sup>1</sup> cars in 5 km<sup>2</sup>, la 100 000<sup>e</sup> (a)<sup>[2]</sup></p>",
         ["100,000 cars in 5 km2, la 100 000e (a)"]),
        ("<p>新能源\n   汽车 BYD\n sales</p>", ["新能源汽车 BYD sales"]),
        ("<p>so\u00adft\u200b</p><!-- no --><script>no</script><style>no</style>", ["soft"]),
        ("<ruby>漢<rt>かん</rt>字</ruby>", ["漢字"]),
        ("<p>on <ix:nonfraction>5,000</ix:nonfraction> cars</p>", ["on 5,000 cars"]),
        ("", []),
    ],
)  # fmt: skip
def test_blocks(html: str, expected: list[str]) -> None:
    assert blocks(parse(html)) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th>Model</th><th>Sold</th></tr><tr><td>Seal</td><td>1,000</td></tr>", "| Model | Sold |\n| Seal | 1,000 |"),
        ("<tr><td rowspan=2>Category</td><td colspan=2>Sales</td></tr><tr><td>Oct</td><td>Sep</td></tr>"
         "<tr><td>BEV</td><td>1</td><td>2</td></tr>", "| Category | Sales | |\n| | Oct | Sep |\n| BEV | 1 | 2 |"),
        ("<tr><td>&nbsp;</td><td>&nbsp;</td><td colspan=2>2024</td><td></td><td colspan=2>Change</td></tr>"
         "<tr><td>Sales</td><td></td><td>$</td><td>1,234</td><td></td><td>5.5</td><td>%</td></tr>",
         "| | 2024 | Change |\n| Sales | $1,234 | 5.5% |"),
        ("<tr><td>a|b</td><td>x<br>y</td></tr><tr><td></td><td></td></tr><tr><td>c</td><td></td></tr>", "| a/b | x y |\n| c | |"),
    ],
)  # fmt: skip
def test_tables(rows: str, expected: str) -> None:
    assert blocks(parse(f"<p>before</p><table>{rows}</table>after")) == ["before", expected, "after"]


def test_bullets_set_as_a_table_are_a_list() -> None:
    html = "<table><tr><td></td><td>•</td><td>One thing</td></tr></table><table><tr><td>•</td><td>Another</td></tr></table>"
    assert blocks(parse(html)) == ["- One thing", "- Another"]


def test_a_table_that_lays_out_the_page_is_read_as_blocks() -> None:
    html = "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td><p>c</p></td></tr></table>"
    assert blocks(parse(html)) == ["| a | b |", "c"]


SENTENCE = "BYD sold 201,259 vehicles in September, it told the exchange on Monday."
LINK = '<a href="/x">Tesla delivered 343,830 cars</a>'


@pytest.mark.parametrize(
    "noise",
    [
        f"<p>{LINK}</p>",
        f"<p>Read also: {LINK}</p>",
        f"<p><b>Lesen Sie auch: {LINK}</b></p>",
        f"<h3>More</h3><ul><li>{LINK}</li><li>{LINK}</li></ul>",
        f"<div>{LINK}<br>{LINK}</div>",
        f'<div class="css-1 RelatedStories"><p>Tesla delivered 343,830 cars, it said.</p>{LINK}</div>',
        '<div class="newsletter-form"><p>343,830 readers know more. Join them.</p></div>',
        '<p style="display:none">343,830</p>',
        "<aside><p>Tesla delivered 343,830 cars in the quarter, it said.</p></aside>",
        '<div id="disqus_thread"><p>343,830 is a lie.</p></div>',
        '<div class="tags"><a href="/t">343,830</a></div>',
        "<figure><button>343,830</button></figure>",
    ],
)
def test_furniture_inside_the_body_is_left_out(noise: str, capture: Make) -> None:
    html = f"<html><body><article>{f'<p>{SENTENCE}</p>' * 3}{noise}{f'<p>{SENTENCE}</p>' * 3}</article></body></html>"
    found = read(capture(html))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [SENTENCE] * 6


@pytest.mark.parametrize(
    "kept",
    [
        "<p>Short.</p>",
        f"<p>{LINK}, the company said, which is <a>a record</a> for <a>the maker</a>.</p>",
        f'<p class="shareholder-letter">{SENTENCE} Again.</p>',
        "<blockquote><p>We are proud.</p></blockquote>",
        "<ul><li>201,259 in all</li><li>36,306 last year</li></ul>",
        "<figure><figcaption>The ten millionth car in Jinan</figcaption></figure>",
        "<h2>Outlook</h2>",
        "<p>2024: 1,000</p>",
        f"<p>{SENTENCE}</p>",
    ],
)
def test_nothing_of_the_article_is_lost(kept: str, capture: Make) -> None:
    html = (
        f"<html><body><div class='entry-content'>{f'<p>{SENTENCE}</p>' * 3}{kept}<p>{SENTENCE}</p></div></body></html>"
    )
    found = read(capture(html))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [SENTENCE] * 3 + blocks(parse(kept)) + [SENTENCE]


def test_a_lead_between_title_and_body_is_read(capture: Make) -> None:
    html = f"""<article><header><h1>BYD is up</h1><p class="article__standfirst">Key: 201,259 sold.</p><p class="byline">By Jo</p>
    </header><div class="article__body">{f"<p>{SENTENCE}</p>" * 4}</div></article>"""
    found = read(capture(html))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == ["Key: 201,259 sold.", *[SENTENCE] * 4]


def test_json_ld_body_steps_in_where_the_page_shows_only_a_teaser(capture: Make) -> None:
    body = "\\n\\n".join([SENTENCE] * 6)
    html = f"""<script type="application/ld+json">{{"@type":"NewsArticle","headline":"BYD is up","articleBody":"{body}"}}</script>
    <article><h1>BYD is up</h1><p>{SENTENCE}</p></article>"""
    found = read(capture(html))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [*[SENTENCE] * 6]


OTHER = "Tesla delivered 343,830 cars in the third quarter, a record for it, the firm said."
CARD = f'<div class="css-d"><a href="/1"><h3>Other story</h3></a><p>{OTHER}</p></div>'
COMMENTS = f'<div class="comments">{f"<p>I do not believe that. {OTHER}</p>" * 30}</div>'


@pytest.mark.parametrize(
    "body",
    [
        f"<div><h1>BYD is up</h1><div class=css-b><p>{SENTENCE}</p><p>{SENTENCE}</p></div></div><div>{CARD * 4}</div>",
        f"<main><h1>BYD is up</h1><div><p>{SENTENCE}</p></div>{CARD * 2}<div><p>{SENTENCE}</p></div></main>",
        f"<article><h1>BYD is up</h1><section><p>{SENTENCE}</p></section><section><p>{SENTENCE}</p></section></article>",
        f"<h1>BYD is up</h1><p itemprop=articleBody>{SENTENCE}</p><p itemprop=articleBody>{SENTENCE}</p>",
        f"<article><h1>BYD is up</h1><div class=article-body><p>{SENTENCE}</p></div><div class=article-body>{SENTENCE}</div></article>",
        f"<div class=has-sidebar><h1>BYD is up</h1><div class='wide sidebar-left'><p>{SENTENCE}</p><p>{SENTENCE}</p></div></div>",
    ],
    ids=range(6),
)
def test_bodies_of_every_cut_are_whole(body: str, capture: Make) -> None:
    found = read(capture(f"<html lang=en><head><title>BYD is up</title></head><body>{body}</body></html>"))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [SENTENCE, SENTENCE]


def test_comments_longer_than_the_article(capture: Make) -> None:
    body = f"<article><h1>BYD is up</h1><div class=article-body>{f'<p>{SENTENCE}</p>' * 6}</div></article>{COMMENTS}"
    found = read(capture(f"<html lang=en><body>{body}</body></html>"))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [*[SENTENCE] * 6]


@pytest.mark.parametrize("tag", ["td", "li"])
def test_figures_beside_links_are_kept(tag: str, capture: Make) -> None:
    links = ("Tesla Model Y Long Range", "BYD Song Plus DM-i")
    if tag == "td":
        rows = "".join(f"<tr><td><a href=/{i}>{name}</a></td><td>43,83{i}</td></tr>" for i, name in enumerate(links))
        listed, expected = (
            f"<table>{rows}</table>",
            ["\n".join(f"| {name} | 43,83{i} |" for i, name in enumerate(links))],
        )
    else:
        listed = f"<ul>{''.join(f'<li><a href=/{i}>{name}</a> 43,83{i}</li>' for i, name in enumerate(links))}</ul>"
        expected = [f"- {name} 43,83{i}" for i, name in enumerate(links)]
    body = f"<article>{f'<p>{SENTENCE}</p>' * 2}{listed}<ul><li><a>Tesla delivers a record of cars</a> 13.11.2024</li><li><a>Another story</a> 10:30</li></ul></article>"
    found = read(capture(f"<html lang=en><body>{body}</body></html>"))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [SENTENCE, SENTENCE, *expected]


@pytest.mark.parametrize("rest", ["", "<div><p>More.</p></div>", "</html>"])
def test_a_page_may_omit_the_end_of_its_head(rest: str, capture: Make) -> None:
    text = "<p>The carmaker built 5,000 cars in October, the most in any month so far, it said.</p>" * 2
    page = f"<!doctype html><html lang='en'><meta charset=utf-8><title>A title</title><script>1</script><article>{text}"
    found = read(capture(page + "</article><footer>x</footer>" + rest))
    assert isinstance(found, Document) and found.text.count("5,000 cars") == 2

# ruff: noqa: E501 - mark-up stands as sites write it
"""Title, day, publisher, address, language: where they are taken from, and in which order."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from layouts import Make

from extractors.model import Document, Problem
from extractors.readers import read
from extractors.readers.blocks import parse
from extractors.readers.metadata import day, document_id, language, metadata, moment, url_day

BODY = "<p>BYD sold 201,259 vehicles in September, it told the exchange on Monday, more than ever before.</p>" * 4
LD = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"H","datePublished":"2024-01-01"}</script>'
META = '<meta property="article:published_time" content="2024-01-02T10:00:00Z">'
TIME = '<time datetime="2024-01-03">3 January</time>'


def document(
    capture: Make, head: str = "", body: str = "", url: str = "https://a.example/x", **hints: object
) -> Document:
    html = f"<html lang='en'><head>{head}</head><body><article>{body}{BODY}</article></body></html>"
    found = read(capture(html, url=url), **hints)  # type: ignore[arg-type]
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize(
    ("head", "body", "url", "expected"),
    [
        (LD + META, TIME, "https://a.example/2024/01/05/x", (1, "json-ld")),
        (META, TIME, "https://a.example/2024/01/05/x", (2, "meta")),
        ("", TIME, "https://a.example/2024/01/05/x", (3, "time")),
        ("", "", "https://a.example/2024/01/05/x", (4, "feed")),
    ],
)
def test_order_of_dates(head: str, body: str, url: str, expected: tuple[int, str], capture: Make) -> None:
    found = document(capture, head, body, url, published=datetime(2024, 1, 4, tzinfo=UTC))
    assert (found.published, found.published_from) == (date(2024, 1, expected[0]), expected[1])


def test_dates_of_last_resort(capture: Make) -> None:
    found = document(capture, url="https://a.example/2024/01/05/x")
    assert (found.published, found.published_from) == (date(2024, 1, 5), "url")
    found = document(capture, body="<p>Published on January 6, 2024</p>")
    assert (found.published, found.published_from) == (date(2024, 1, 6), "text")
    found = document(capture)
    assert (found.published, found.published_from) == (None, None)


@pytest.mark.parametrize(
    ("stamp", "zone", "expected"),
    [
        ("2024-11-13T23:30:00-05:00", None, date(2024, 11, 13)),
        ("2024-11-13T23:30:00-05:00", "Asia/Shanghai", date(2024, 11, 14)),
        ("2024-11-13T18:00:00Z", "Asia/Shanghai", date(2024, 11, 14)),
        ("2024-11-13 18:00", "Asia/Shanghai", date(2024, 11, 13)),
        ("2024-11-13T18:00:00+0800", None, date(2024, 11, 13)),
        ("2024/11/3", None, date(2024, 11, 3)),
        ("2024年11月3日 10:20", None, date(2024, 11, 3)),
        ("20241103", None, date(2024, 11, 3)),
        ("Wed, 13 Nov 2024 18:00:00 +0000", None, date(2024, 11, 13)),
        ("Nov. 13, 2024 at 5:30 AM EST", None, date(2024, 11, 13)),
        ("November 3, 2024", "Asia/Shanghai", date(2024, 11, 3)),
        ("Series 13, 2024", None, None),
        (1731520800000, None, date(2024, 11, 13)),
        ("1731520800", None, date(2024, 11, 13)),
        ("2024-13-45", None, None),
        ("0001-01-01T00:00:00Z", None, None),
        ("soon", None, None),
        (True, None, None),
        (None, None, None),
        (["2024"], None, None),
    ],
)
def test_days(stamp: object, zone: str | None, expected: date | None) -> None:
    assert day(stamp, ZoneInfo(zone) if zone else None) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/11/03/slug", date(2024, 11, 3)),
        ("https://a.example/news/2024-11-03-slug.html", date(2024, 11, 3)),
        ("https://a.example/a/20241103.html", date(2024, 11, 3)),
        ("https://a.example/a/2024/13/03/", None),
        ("https://a.example/a-20325960.html", None),
        ("https://a.example/a/2011782293444472832", None),
    ],
)
def test_days_in_addresses(url: str, expected: date | None) -> None:
    assert url_day(url) == expected


def test_graph_with_publisher_by_reference(capture: Make) -> None:
    head = """<script type="application/ld+json">{"@graph":[{"@type":["WebPage"],"datePublished":"2020-01-01"},
    {"@id":"#p","@type":"Organization","name":"The Charge &amp; Co"},{"@type":["NewsArticle"],"headline":"BYD &quot;up&quot;",
    "datePublished":"2024-02-03T04:05:06+09:00","publisher":{"@id":"#p"}}]}</script>"""
    found = document(capture, head)
    assert (found.title, found.publisher, found.published) == ('BYD "up"', "The Charge & Co", date(2024, 2, 3))


def test_broken_json_ld_is_passed_over(capture: Make) -> None:
    found = document(
        capture, '<script type="application/ld+json">{"headline": </script>' + META, "<h1>Shown title here</h1>"
    )
    assert (found.title, found.published_from, found.publisher) == ("Shown title here", "meta", "a.example")


def test_the_headline_stands_apart_from_the_text(capture: Make) -> None:
    found = document(capture, '<meta property="og:title" content="BYD is up">', "<h1> BYD  is <b>up</b></h1>")
    assert found.title == "BYD is up"
    assert found.text.split("\n\n")[0] == BODY[3:-4].split("</p>")[0]
    assert "BYD is up" not in found.text


def test_one_article_has_one_id(capture: Make) -> None:
    canonical = '<link rel="canonical" href="/story/byd">'
    urls = (
        "https://www.a.example/story/byd?utm_source=x",
        "http://a.example/story/byd/",
        "https://m.a.example/story/byd/amp",
    )
    ids = {document(capture, url=url).id for url in urls}
    ids |= {document(capture, canonical, url="https://www.a.example/?p=17").id}
    assert len(ids) == 1
    assert document_id("https://b.example/story/byd") not in ids
    assert document_id("https://a.example/story?id=1") != document_id("https://a.example/story?id=2")


@pytest.mark.parametrize(
    "href", ["https://a.example/", "https://wire.example/release/1", "http://[", "#", "mailto:a@b.c"]
)
def test_a_canonical_address_of_something_else_is_ignored(href: str, capture: Make) -> None:
    found = document(capture, f'<link rel="canonical" href="{href}">', url="https://a.example/story")
    assert found.id == document_id("https://a.example/story")


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("比亚迪九月销量超过二十万辆", None, "zh"),
        ("トヨタ自動車の九月の世界販売は前年を上回った", "en", "ja"),
        ("현대차는 지난달 자동차를 많이 팔았다", None, "ko"),
        ("BYD verkaufte im September mehr Autos als je zuvor, teilte der Konzern am Montag mit. " * 4, "en", "de"),
        ("BYD 201,259", "nl", "nl"),
    ],
)
def test_language(text: str, declared: str | None, expected: str) -> None:
    assert language(text, declared) == expected


def test_other_languages_are_a_problem(capture: Make) -> None:
    found = read(
        capture(f"<article>{'<p>Tesla sprzedała w zeszłym roku mniej samochodów niż rok wcześniej.</p>' * 5}</article>")
    )
    assert isinstance(found, Problem)
    assert (found.code, "pl" in found.message) == ("unsupported_language", True)


@pytest.mark.parametrize(
    ("stamp", "zone", "expected"),
    [
        ("2024-11-14T08:30:00+08:00", None, datetime(2024, 11, 14, 0, 30, tzinfo=UTC)),
        ("2024-11-14T08:30:00Z", ZoneInfo("Asia/Hong_Kong"), datetime(2024, 11, 14, 8, 30, tzinfo=UTC)),
        ("2024-11-14 08:30", ZoneInfo("Asia/Hong_Kong"), datetime(2024, 11, 14, 0, 30, tzinfo=UTC)),
        ("2024-11-14 08:30", None, None),  # nowhere in particular
        ("2024-11-14", ZoneInfo("Asia/Hong_Kong"), None),
        ("2024-11-14T00:00:00+00:00", None, None),  # how a day without a time is written
        ("Thu, 14 Nov 2024 08:30:00 GMT", None, datetime(2024, 11, 14, 8, 30, tzinfo=UTC)),
        (1731573000, None, datetime(2024, 11, 14, 8, 30, tzinfo=UTC)),
        ("2024-11-14T08:30:00+99:00", None, None),
        ("soon", None, None),
    ],
)
def test_the_moment_of_publication_where_it_is_stated(stamp, zone, expected) -> None:
    assert moment(stamp, zone) == expected


def test_another_declaration_of_the_day_tells_the_time_that_the_first_does_not() -> None:
    page = """<meta property="article:published_time" content="2024-11-14">
    <meta name="date" content="2024-11-13T22:00:00+00:00"><meta name="pubdate" content="2024-11-14T09:15:00+01:00">
    <time datetime="2024-11-14T20:00:00+01:00"></time>"""
    found = metadata(parse(page), "https://x.example/")
    assert (found.published, found.published_at) == (date(2024, 11, 14), datetime(2024, 11, 14, 8, 15, tzinfo=UTC))


def test_the_time_of_the_list_counts_where_it_is_of_the_page_s_day(capture: Make) -> None:
    hint = datetime(2024, 1, 3, 20, 5, tzinfo=UTC)
    assert document(capture, body=TIME, published=hint).published_at == hint
    assert document(capture, body=TIME, published=hint, zone=ZoneInfo("Asia/Tokyo")).published_at is None
    assert document(capture, head=META, published=hint).published_at == datetime(2024, 1, 2, 10, tzinfo=UTC)

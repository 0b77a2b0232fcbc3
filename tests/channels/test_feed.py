"""Feeds in the shapes that real ones have, and in the states in which they arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from extractors.channels import feed
from extractors.model import Problem, Ref


@dataclass(frozen=True)
class Listed:
    name: str = "news"
    url: str = "https://news.example/feed/"
    timezone: str = "Asia/Seoul"


SOURCE = Listed()
MOMENT = datetime(2026, 9, 1, 8, 55, 12, tzinfo=UTC)

WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>News</title><atom:link href="https://news.example/feed/" rel="self" type="application/rss+xml"/>
<link>https://news.example</link><lastBuildDate>Tue, 01 Sep 2026 09:00:00 +0000</lastBuildDate>
<sy:updatePeriod>hourly</sy:updatePeriod>
<item><title>Größe &amp; 小鹏 &#8211; 80,000</title><link>https://news.example/2026/09/01/slug/#comments</link>
<comments>https://news.example/2026/09/01/slug/#respond</comments><dc:creator><![CDATA[Name]]></dc:creator>
<pubDate>Tue, 01 Sep 2026 08:55:12 +0000</pubDate><category><![CDATA[BYD]]></category>
<guid isPermaLink="false">https://news.example/?p=12345</guid>
<description><![CDATA[<p>teaser</p>]]></description>
<content:encoded><![CDATA[<p>whole <b>text</b></p>]]></content:encoded></item>
<item><title>Twice</title><link>https://news.example/2026/09/01/slug/</link></item>
<item><title>No link</title><guid isPermaLink="false">tag:1</guid></item>
<item><title><![CDATA[ Second ]]></title><link><![CDATA[/relative?id=2]]></link>
<pubDate>2026-09-01 17:55:12</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>autos</title>
<updated>2026-09-01T11:00:00+02:00</updated><entry><title type="html">Erste &amp;amp; letzte</title>
<link rel="alternate" href="https://news.example/meldung-1.html?wt=rss"/>
<id>http://news.example/meldung-1</id><published>2026-09-01T10:55:12+02:00</published>
<updated>2026-09-01T12:00:00+02:00</updated><summary>kurz</summary></entry></feed>"""

RDF = """<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja">
<channel rdf:about="https://news.example/"><title>t</title><link>https://news.example/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://news.example/article/1.html"/></rdf:Seq></items></channel>
<item rdf:about="https://news.example/article/1.html"><title>日産の生産</title>
<link>https://news.example/article/1.html</link><description>…</description><dc:date>2026-09-01T17:55:12+09:00</dc:date></item></rdf:RDF>"""


def test_wordpress_rss() -> None:
    assert feed.refs(WORDPRESS.encode(), SOURCE) == [
        Ref("news", "https://news.example/2026/09/01/slug/", "Größe & 小鹏 – 80,000", MOMENT),
        Ref("news", "https://news.example/relative?id=2", "Second", MOMENT),
    ]


def test_atom_takes_the_day_of_publication_not_of_the_last_change() -> None:
    assert feed.refs(ATOM.encode(), SOURCE) == [
        Ref("news", "https://news.example/meldung-1.html?wt=rss", "Erste & letzte", MOMENT)
    ]


def test_rdf() -> None:
    assert feed.refs(RDF.encode(), SOURCE) == [Ref("news", "https://news.example/article/1.html", "日産の生産", MOMENT)]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 01 Sep 2026 08:55 GMT", datetime(2026, 9, 1, 8, 55, tzinfo=UTC)),
        ("Tue, 01 Sep 2026 04:55:12 EDT", MOMENT),
        ("Tue, 01 Sep 2026 10:55:12 +0200", MOMENT),
        ("2026-09-01T08:55:12Z", MOMENT),
        ("2026-09-01 17:55:12", MOMENT),
        ("2026-09-01T17:55:12", MOMENT),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_utc_and_a_missing_zone_is_the_sources(date: str, expected: datetime | None) -> None:
    item = f"<item><link>https://a.example/1</link><pubDate>{date}</pubDate></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    assert [ref.published for ref in feed.refs(body.encode(), SOURCE)] == [expected]


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + WORDPRESS.encode(),
        b"\r\n\n" + WORDPRESS.encode(),
        WORDPRESS.replace('encoding="UTF-8"', "").encode(),
        WORDPRESS.replace('encoding="UTF-8"', "").encode("utf-16"),
        WORDPRESS.replace("UTF-8", "gb18030").encode("gb18030"),
        WORDPRESS.replace("&amp; 小鹏", "&nbsp;").replace("–", "-").encode("cp1252", "replace"),
    ],
)
def test_what_can_be_read_is_read(body: bytes) -> None:
    refs = feed.refs(body, SOURCE)
    assert [ref.url.rsplit("/", 1)[1] for ref in refs] == ["", "relative?id=2"]
    assert "Größe" in refs[0].title


def codes(body: bytes) -> list[str]:
    return [item.code for item in feed.read(body, SOURCE) if isinstance(item, Problem)]


def test_html_in_place_of_a_feed() -> None:
    assert codes(b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>x</body></html>") == [
        "not_a_feed"
    ]
    assert codes(b"") == ["not_a_feed"]
    assert codes(b'{"error": "not found"}') == ["not_a_feed"]


def test_an_empty_feed_is_no_silence() -> None:
    assert codes(b"<rss version='2.0'><channel><title>x</title></channel></rss>") == ["no_items"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE r [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % c SYSTEM "http://inside.example/x"> %c;]>',
    ],
)
def test_entities_are_not_even_looked_at(declared: str, encoding: str) -> None:
    body = f"{declared}<rss version='2.0'><channel><item><title>&c;</title><link>/x</link></item></channel></rss>"
    assert codes(body.encode(encoding)) == ["unsafe_xml"]
    assert feed.refs(body.encode(encoding), SOURCE) == []


def test_a_title_of_megabytes_costs_one_item() -> None:
    body = WORDPRESS.replace("[CDATA[ Second ]]", f"[CDATA[{'x' * 5_000_000}]]").encode()
    assert codes(body) == ["oversized_field"]
    assert len(feed.refs(body, SOURCE)) == 1


def test_links_lead_to_web_pages_only() -> None:
    items = b"<item><link>javascript:alert(1)</link></item><item><link>/x</link></item>"
    body = b"<rss version='2.0'><channel>" + items + b"</channel></rss>"
    assert [ref.url for ref in feed.refs(body, SOURCE)] == ["https://news.example/x"]

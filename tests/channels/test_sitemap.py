"""Sitemaps as newspapers write them."""

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from extractors.channels import Further, sitemap
from extractors.model import Capture, Problem, Ref


@dataclass(frozen=True)
class Listed:
    name: str = "news"
    url: str = "https://news.example/sitemap.xml"
    timezone: str = "America/Sao_Paulo"

    def option(self, name: str, default=None):
        return default


def entries(body: bytes) -> list:
    url = Listed.url
    answer = Capture("news", url, url, datetime(2026, 11, 20, tzinfo=UTC), 200, (), body)
    return list(sitemap.entries(answer, Listed()))


NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://news.example/a?x=1&amp;y=2 </loc><lastmod>2026-11-20T09:00:00Z</lastmod><news:news><news:publication>
<news:name>News</news:name><news:language>pt</news:language></news:publication>
<news:publication_date>2026-11-19T22:30:00-03:00</news:publication_date>
<news:title>BYD &amp; Geely</news:title><news:keywords>BYD</news:keywords></news:news></url>
<url><loc>/b</loc><lastmod>2026-11-19</lastmod></url><url><lastmod>2026-11-19</lastmod></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""

EXPECTED = [
    Ref("news", "https://news.example/a?x=1&y=2", "BYD & Geely", datetime(2026, 11, 20, 1, 30, tzinfo=UTC)),
    Ref("news", "https://news.example/b", None, datetime(2026, 11, 19, 3, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize("body", [NEWS, gzip.compress(NEWS), b"\xef\xbb\xbf" + NEWS, b"\n" + NEWS])
def test_a_news_sitemap(body: bytes) -> None:
    assert entries(body) == EXPECTED


def test_an_index_names_further_lists() -> None:
    body = b"<sitemapindex><sitemap><loc>/one.xml</loc><lastmod>2026-11-19T00:00:00Z</lastmod></sitemap></sitemapindex>"
    assert entries(body) == [Further("https://news.example/one.xml", datetime(2026, 11, 19, tzinfo=UTC))]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html><body>no</body></html>", "not_a_sitemap"),
        (b"", "not_a_sitemap"),
        (gzip.compress(NEWS)[:-30], "not_a_sitemap"),
        (b"<urlset></urlset>", "no_items"),
        (b'<!DOCTYPE u [<!ENTITY a "x">]><urlset><url><loc>/&a;</loc></url></urlset>', "unsafe_xml"),
        (b"<urlset><url><loc>/a</loc><title>" + b"x" * 5_000_000 + b"</title></url></urlset>", "oversized_field"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, code: str) -> None:
    (problem,) = entries(body)
    assert isinstance(problem, Problem) and problem.code == code

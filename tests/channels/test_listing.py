"""Lists of articles in HTML and JSON, read by the options of a source."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from extractors.channels import listing
from extractors.model import Capture, Problem, Ref

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Listed:
    options: dict = field(default_factory=dict)
    name: str = "news"
    url: str = "https://news.example/list/"
    timezone: str = "Asia/Shanghai"

    def option(self, name: str, default=None):
        return self.options.get(name, default)


def entries(body: str, **options) -> list:
    listed = Listed(options)
    return list(listing.entries(Capture("news", listed.url, listed.url, NOW, 200, (), body.encode()), listed))


PRESS = """<nav><a href="/about">About</a></nav>
<section class="press-release-teaser"><h4><a href="/press-release/q3">Third <b>quarter</b></a></h4>
<time datetime="2026-10-02T12:00:00Z">October 2</time></section>
<section class="press-release-teaser"><h4><a href="/press-release/q3#top">Again</a></h4>
<time datetime="x">?</time></section>
<section class="press-release-teaser"><h4>No link</h4></section>"""


def test_items_by_selector_with_the_date_of_an_attribute() -> None:
    found = entries(PRESS, item="section.press-release-teaser", link="h4 a", date="time", date_attribute="datetime")
    moment = datetime(2026, 10, 2, 12, 0, tzinfo=UTC)
    assert found == [Ref("news", "https://news.example/press-release/q3", "Third quarter", moment)]


def test_relative_and_local_dates() -> None:
    body = """<ul class="article"><li data-artidanchor="1"><a href="//www.news.example/news/202611/1.html#pvareaid=1">
    <h3>零跑产量</h3><span class="fn-left">10小时前</span></a></li>
    <li data-artidanchor="2"><a href="/news/202611/2.html"><h3>小鹏</h3>
<span class="fn-left">2026-11-19 08:00</span></a></li>
    </ul>"""
    found = entries(
        body,
        item="ul.article > li[data-artidanchor]",
        title="h3",
        date="span.fn-left",
        relative={"分钟前": 60, "小时前": 3600},
    )
    assert found == [
        Ref("news", "https://www.news.example/news/202611/1.html", "零跑产量", NOW - timedelta(hours=10)),
        Ref("news", "https://news.example/news/202611/2.html", "小鹏", datetime(2026, 11, 19, 0, 0, tzinfo=UTC)),
    ]


def test_the_day_may_stand_in_the_address() -> None:
    found = entries('<a href="/n/2026/11/18/x">t</a>', date_pattern=r"/(\d{4}/\d\d/\d\d)/", date_formats=["%Y/%m/%d"])
    assert found[0].published == datetime(2026, 11, 17, 16, 0, tzinfo=UTC)


def test_json_inside_a_page() -> None:
    state = {"list": {"items": [{"itemId": 7, "data": {"title": "A &amp; B", "time": 1763620200000}}, {"data": {}}]}}
    found = entries(
        f"<script>window.initialState={json.dumps(state)};var x=1</script>",
        script=r"window\.initialState\s*=",
        items="list.items",
        link="https://news.example/p/{itemId}",
        title="data.title",
        date="data.time",
        date_formats=["ms"],
    )
    assert found == [Ref("news", "https://news.example/p/7", "A & B", datetime(2025, 11, 20, 6, 30, tzinfo=UTC))]


def test_plain_json_with_american_dates() -> None:
    body = json.dumps({"R": [{"H": "Q3", "D": "10/02/2026 08:00:00", "L": "/news/q3"}]})
    found = entries(body, items="R", link="{L}", title="H", date="D", date_formats=["%m/%d/%Y %H:%M:%S"])
    assert found == [Ref("news", "https://news.example/news/q3", "Q3", datetime(2026, 10, 2, 0, 0, tzinfo=UTC))]


def codes(found: list) -> list[str]:
    return [item.code for item in found if isinstance(item, Problem)]


def test_a_changed_layout_is_told() -> None:
    assert codes(entries("<p>new layout</p>", item="section")) == ["no_items"]
    assert codes(entries("{}", items="a.b", link="{x}")) == ["no_items"]
    assert codes(entries("<html>", items="a.b", link="{x}")) == ["no_items"]
    assert codes(entries('<p><a href="/x">t</a></p>', item="p", date="time")) == ["undated_items"]
    assert codes(entries(f'<a href="/x">{"t" * 2000}</a>')) == ["oversized_field"]

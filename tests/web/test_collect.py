"""Whole runs over many hosts: manners kept, little asked twice, nothing lost."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web_site import NOW, Site

from extractors.model import Capture, Problem, Ref
from extractors.sources import Source
from extractors.sources.check import check
from extractors.sources.collect import ListFailed, Plan, collect
from extractors.web import archive

HOSTS = [f"news{number}.test" for number in range(20)]
TEXT = "<p>" + "The carmaker built cars. " * 200 + "</p>"


def source(site: Site, name: str, **more) -> Source:
    fields = {"language": "en", "channel": "feed", "timezone": "UTC", "enabled": True, "sureness": "high"}
    return Source(**fields | {"name": name, "url": site.url("/feed", name)} | more)


def serve(site: Site, count: int = 20) -> dict[str, str]:
    """Every host answers with a feed of `count` pages, honouring ETag; /secret is forbidden. Returns the texts."""
    texts = {f"/{number}": f"{number} {TEXT}" for number in range(count)}
    texts["/secret/1"] = "not for robots"

    def tagged(body: bytes):
        def answer(handler):
            tag = f'"{hashlib.sha1(body).hexdigest()}"'
            if handler.headers["If-None-Match"] == tag:
                return 304, {"ETag": tag, "Content-Length": "0"}, b""
            site.sent += len(body)
            return 200, {"Content-Type": "text/html", "ETag": tag}, body

        return answer

    def refresh() -> None:
        items = "".join(f"<item><title>t</title><link>{path}</link></item>" for path in texts)
        site.pages["/feed"] = tagged(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
        site.pages |= {path: tagged(text.encode()) for path, text in texts.items()}

    site.sent = 0
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /secret/\nCrawl-delay: 4\n")
    site.refresh = refresh
    refresh()
    return texts


def whole(item) -> tuple[Capture, Ref] | Problem:
    """What was collected, with the body of a page that waits in the archive."""
    return item if isinstance(item, Problem) or isinstance(item[0], Capture) else (item[0].load(), item[1])


def run(site, client, folder: Path, names=HOSTS, day: int = 0, **plan) -> list:
    now = NOW + timedelta(days=day)
    known = archive.seen(folder.glob("*.warc.gz"))
    with archive.Writer(folder, known) as writer, ThreadPoolExecutor(len(names)) as pool:
        one = client(writer.write, now=now, pace=1.0)
        plan = Plan(now, known=known, **plan)
        found = pool.map(lambda name: list(collect(source(site, name), one, plan)), names)
        return [whole(item) for items in found for item in items]


def test_twenty_hosts_four_hundred_pages(site, client, time, tmp_path: Path) -> None:
    serve(site)
    asked_at: dict[str, list[float]] = {}
    lists = site.pages.copy()
    for path, page in lists.items():

        def noted(handler, page=page):
            asked_at.setdefault(handler.headers["Host"], []).append(time.seconds)
            return page(handler) if callable(page) else page

        site.pages[path] = noted
    items = run(site, client, tmp_path)
    pages = [item for item in items if not isinstance(item, Problem)]
    assert len(pages) == 400
    assert {item.code for item in items if isinstance(item, Problem)} == {"robots_forbidden"}
    assert not [path for path in site.paths() if path.startswith("/secret")]
    assert all(paths.count("/robots.txt") == 1 for paths in by_host(site).values())
    gaps = [later - before for moments in asked_at.values() for before, later in pairwise(moments)]
    assert len(asked_at) == 20
    # Robots asks for 4 seconds; it is first known after robots.txt itself, which keeps our own pace of 1.
    assert sorted(gaps)[20:][0] >= 4.0 and min(gaps) >= 1.0

    first, site.sent = site.sent, 0
    again = run(site, client, tmp_path, day=1)
    assert site.sent < 0.03 * first
    assert [item[0].body for item in again if not isinstance(item, Problem)] == [item[0].body for item in pages]


def by_host(site: Site) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for host, path, _ in site.asked:
        found.setdefault(host, []).append(path)
    return found


def test_late_items_and_corrections_are_seen_and_old_pages_left_alone(site, client, tmp_path: Path) -> None:
    texts = serve(site, 5)
    run(site, client, tmp_path, HOSTS[:1])
    del texts["/0"], texts["/secret/1"]
    texts |= {"/2": "corrected", "/late": "an older page that the feed names late"}
    site.refresh()
    site.asked.clear()
    items = run(site, client, tmp_path, HOSTS[:1], day=2)
    bodies = {capture.url.rsplit("/", 1)[1]: capture.body for capture, _ in items}
    assert bodies["2"] == b"corrected" and bodies["late"].startswith(b"an older")
    assert "0" in bodies  # gone from the feed, looked at all the same while it is young
    site.asked.clear()
    items = run(site, client, tmp_path, HOSTS[:1], day=4)
    assert set(site.paths()) == {"/robots.txt", "/feed", "/late"}
    assert [capture.body for capture, _ in items] == [b"an older page that the feed names late"]


def test_a_run_that_died_after_the_list_loses_nothing(site, client, tmp_path: Path) -> None:
    serve(site, 5)
    with archive.Writer(tmp_path) as writer:
        for item in collect(source(site, HOSTS[0]), client(writer.write), Plan(NOW)):
            assert item
            break
    items = run(site, client, tmp_path, HOSTS[:1])
    assert len([item for item in items if not isinstance(item, Problem)]) == 5
    assert len(archive.seen(tmp_path.glob("*.warc.gz"))) == 7  # list, robots.txt and five pages


def test_bodies_wait_in_the_archive_and_not_in_memory(site, client, tmp_path: Path) -> None:
    serve(site, 3)
    site.pages["/1"] = (200, {"X-Robots-Tag": "noarchive"}, b"<p>not to be kept</p>")
    for day in (0, 1):
        known = archive.seen(tmp_path.glob("*.warc.gz"))
        with archive.Writer(tmp_path, known) as writer:
            plan = Plan(NOW + timedelta(days=day), known=known)
            items = list(collect(source(site, HOSTS[0]), client(writer.write, now=plan.now), plan))
        pages = {item[1].url.rsplit("/", 1)[1]: item[0] for item in items if not isinstance(item, Problem)}
        # What must not be kept has no place there: it is read at once or never.
        assert {name: type(page) for name, page in pages.items()} == {
            "0": archive.Seen,
            "1": Capture,
            "2": archive.Seen,
        }
        assert pages["0"].load().body.startswith(b"0 <p>")


def test_bounds_per_source_and_what_the_source_wants(site, client) -> None:
    serve(site, 5)
    items = list(collect(source(site, HOSTS[0], include=r":\d+/[13]$"), client(), Plan(NOW)))
    assert [capture.url.rsplit("/", 1)[1] for capture, _ in items] == ["1", "3"]
    items = list(collect(source(site, HOSTS[0]), client(), Plan(NOW, pages=2)))
    assert [item.code if isinstance(item, Problem) else item[0].status for item in items] == [200, 200, "page_limit"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((404, {}, b""), "http_error"),
        ((403, {}, b""), "http_error"),
        ((200, {}, b"<html>Just a moment...</html>"), "not_a_feed"),
        ((200, {}, b""), "not_a_feed"),
        ((200, {}, b"<rss version='2.0'><channel><title>x</title></channel></rss>"), "no_items"),
    ],
)
def test_a_list_that_cannot_be_read_fails_the_source(site, client, answer, code: str) -> None:
    site.pages["/feed"] = answer
    with pytest.raises(ListFailed) as failed:
        list(collect(source(site, HOSTS[0]), client(), Plan(NOW)))
    assert failed.value.problem.code == code


def test_a_sitemap_index_is_followed_newest_first(site, client) -> None:
    part = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>/{0}</loc></url></urlset>"
    entry = "<sitemap><loc>/part{0}</loc><lastmod>2026-11-{0}</lastmod></sitemap>"
    index = "".join(entry.format(day) for day in (17, 20, 19, 18))
    site.pages["/feed"] = (200, {}, f"<sitemapindex>{index}</sitemapindex>".encode())
    for day in (17, 18, 19, 20):
        site.pages[f"/part{day}"] = (200, {}, part.format(day).encode())
        site.pages[f"/{day}"] = (200, {}, b"x")
    items = list(collect(source(site, HOSTS[0], channel="sitemap"), client(), Plan(NOW, lists=2)))
    assert [capture.url.rsplit("/", 1)[1] for capture, _ in items] == ["20", "19"]
    assert isinstance(items[0][0], Capture)


def test_robots_of_the_last_run_serve_for_a_day(site, client, tmp_path: Path) -> None:
    serve(site, 1)
    for hours, asked in ((0, 1), (20, 0), (25, 1)):
        site.asked.clear()
        known = archive.seen(tmp_path.glob("*.warc.gz"))
        with archive.Writer(tmp_path, known) as writer:
            one = client(writer.write, now=NOW + timedelta(hours=hours), recall=archive.recalled(known))
            assert one.get(site.url("/secret/1"), "news").code == "robots_forbidden"
        assert site.paths().count("/robots.txt") == asked


def test_checking_a_source_reads_its_list_and_its_newest_page(site, client) -> None:
    item = "<item><link>/{0}</link><pubDate>Fri, {0} Nov 2026 06:00:00 GMT</pubDate></item>"
    items = "".join(item.format(day) for day in (18, 20, 19))
    site.pages |= {"/feed": (200, {}, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())}
    site.pages |= {"/20": (200, {}, b"newest")}
    one = client()
    found = check(source(site, HOSTS[0], enabled=False, reason="doubtful"), one, NOW)
    assert (found.items, found.newest, found.page[0].body, found.problems) == (3, NOW.replace(minute=0), b"newest", ())
    del site.pages["/20"]
    gone = check(source(site, HOSTS[0]), one, NOW)
    assert (gone.page, [problem.code for problem in gone.problems]) == (None, ["http_error"])
    del site.pages["/feed"]
    assert [problem.code for problem in check(source(site, HOSTS[0]), one, NOW).problems] == ["http_error"]


def test_filings_from_submissions_to_exhibit_and_no_index_twice(site, client, tmp_path: Path) -> None:
    columns = {
        "accessionNumber": ["0001736541-26-000002"],
        "form": ["6-K"],
        "filingDate": ["2026-11-18"],
        "items": [""],
    }
    heads = "".join(f"<th>{name}</th>" for name in ("Seq", "Description", "Document", "Type", "Size"))
    cells = "<td>2</td><td>PRESS RELEASE</td><td><a href='{}'>x</a></td><td>EX-99.1</td><td>9</td>"
    folder = "/data/1736541/000173654126000002/"
    rows = f"<tr>{heads}</tr><tr>{cells.format(folder + 'ex991.htm')}</tr>"
    index = f"<table summary='Document Format Files'>{rows}</table>"
    site.pages |= {
        "/CIK0001736541.json": (200, {}, json.dumps({"cik": "1736541", "filings": {"recent": columns}}).encode()),
        f"{folder}0001736541-26-000002-index.htm": (200, {}, index.encode()),
        f"{folder}ex991.htm": (200, {"ETag": "x"}, b"<p>delivered 5</p>"),
    }
    options = (("archives", site.url("/data/")), ("companies", ["nio"]))
    filings = source(site, "sec", channel="edgar", url=site.url("/"), options=options)
    for day in (0, 1):
        site.asked.clear()
        known = archive.seen(tmp_path.glob("*.warc.gz"))
        now = NOW + timedelta(days=day)
        with archive.Writer(tmp_path, known) as writer:
            items = [whole(it) for it in collect(filings, client(writer.write, now=now), Plan(now, known=known))]
        assert [capture.body for capture, _ in items] == [b"<p>delivered 5</p>"]
    assert site.paths() == ["/robots.txt", "/CIK0001736541.json", f"{folder}ex991.htm"]
    with pytest.raises(ListFailed, match="no_contact"):
        list(collect(filings, client(contact="", contact_required=("127.0.0.1",)), Plan(NOW)))


def test_a_search_by_form_is_sent_as_one_and_archived_under_what_was_asked(site, client, tmp_path: Path) -> None:
    pdf = "finalpage/2026-11-02/1.PDF"
    row = {
        "secCode": "002594",
        "announcementTitle": "10月<em>产销</em>快报",
        "announcementTime": 1793000000000,
        "adjunctUrl": pdf,
    }
    stocks = {"stockList": [{"code": "002594", "orgId": "gshk0001211"}]}
    found = {"totalAnnouncement": 1, "announcements": [row], "hasMore": False}
    site.pages |= {
        "/stocks.json": (200, {}, json.dumps(stocks).encode()),
        "/new/hisAnnouncement/query": (200, {}, json.dumps(found).encode()),
        f"/{pdf}": (200, {"Content-Type": "application/pdf"}, b"%PDF-"),
    }
    options = (("companies", ["byd"]), ("files", site.url("/")))
    exchange = source(site, "cninfo", channel="cninfo", url=site.url("/stocks.json"), options=options)
    with archive.Writer(tmp_path) as writer:
        items = list(collect(exchange, client(writer.write), Plan(NOW)))
    assert [item[0].body for item in items if not isinstance(item, Problem)] == [b"%PDF-"]
    ((form, kind),) = site.posted
    assert "stock=002594%2Cgshk0001211" in form and kind.startswith("application/x-www-form-urlencoded")
    (path,) = tmp_path.iterdir()
    searches = [item for item in archive.read(path, roles=("list",)) if "hisAnnouncement" in item.final_url]
    assert [(urlsplit(it.url).query, it.final_url) for it in searches] == [
        (form, site.url("/new/hisAnnouncement/query"))
    ]

"""The client against a real server: what it asks, what it brings back, what it leaves alone."""

import gzip
from pathlib import Path

import pytest
from web_site import NOW

from extractors.model import Capture, Problem
from extractors.web import archive
from extractors.web.network import is_public

HTML = {"Content-Type": "text/html; charset=utf-8"}


def code(answer: Capture | Problem) -> str | int:
    return answer.code if isinstance(answer, Problem) else answer.status


def test_a_page_comes_back_as_it_was_and_says_who_we_are(site, client) -> None:
    site.pages["/a"] = (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress("<p>80萬</p>".encode()))
    answer = client().get(site.url("/a"), "news")
    assert isinstance(answer, Capture)
    assert (answer.source, answer.url, answer.final_url, answer.fetched) == (
        "news",
        site.url("/a"),
        site.url("/a"),
        NOW,
    )
    assert answer.body.decode() == "<p>80萬</p>"
    assert answer.header("content-encoding") == "gzip"
    assert site.asked[-1][2]["user-agent"].startswith("evledger/")
    assert site.asked[-1][2]["user-agent"].endswith(" (+mail@example.org)")


def test_conditions_are_sent_and_304_is_an_answer(site, client) -> None:
    site.pages["/a"] = (304, {}, b"")
    answer = client().get(site.url("/a"), "news", etag='"x"', last_modified="Fri, 20 Nov 2026 06:00:00 GMT")
    assert code(answer) == 304
    assert site.asked[-1][2]["if-none-match"] == '"x"'
    assert site.asked[-1][2]["if-modified-since"] == "Fri, 20 Nov 2026 06:00:00 GMT"


def test_redirects_are_followed_and_judged_at_each_step(site, client) -> None:
    site.pages |= {
        "/old": (301, {"Location": "/new"}, b""),
        "/new": (200, HTML, b"here"),
        "/private": (302, {"Location": "http://inside.test/"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/round": (302, {"Location": "/round"}, b""),
    }

    def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    one = client(resolver=resolver)
    answer = one.get(site.url("/old"), "news")
    assert (answer.url, answer.final_url, answer.body) == (site.url("/old"), site.url("/new"), b"here")
    assert code(one.get(site.url("/file"), "news")) == "bad_url"
    assert code(one.get(site.url("/round"), "news")) == "too_many_redirects"
    assert one.get(site.url("/round"), "news").url == site.url("/round")


@pytest.mark.parametrize(
    "url", ["ftp://a.example/x", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::1", "//a/b"]
)
def test_only_web_addresses(client, url: str) -> None:
    assert code(client().get(url, "news")) == "bad_url"


PRIVATE = """127.0.0.1 10.1.2.3 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1
::1 fe80::1 fd00::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses_are_refused_before_a_connection(site, client, address: str) -> None:
    assert not is_public(address)
    one = client(allow_private=False, resolver=lambda host, port: [address])
    assert code(one.get(site.url("/", "news.example"), "news")) == "private_address"
    assert site.asked == []


def test_public_addresses_are_public() -> None:
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1::1") and is_public("64:ff9b::5db8:d822")


def test_robots_wildcards_longest_match_and_our_own_group(site, client) -> None:
    site.pages["/robots.txt"] = (
        200,
        {},
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /*.pdf$\nDisallow: /private/\nAllow: /private/open\n"
        b"\nUser-agent: EVLedger\nDisallow: /not-us/\nDisallow: /*?print=\nAllow: /not-us/but-this\n",
    )
    for path in ("/private/x", "/a.pdf", "/not-us/but-this", "/not-us/x", "/a?print=1", "/a?x=1"):
        site.pages[path] = (200, HTML, b"x")
    one = client()
    got = {path: code(one.get(site.url(path), "news")) for path in list(site.pages)[1:]}
    assert [path for path, result in got.items() if result == "robots_forbidden"] == ["/not-us/x", "/a?print=1"]
    assert site.paths().count("/robots.txt") == 1
    assert "/not-us/x" not in site.paths()


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, 200), (403, 200), (410, 200), (429, "robots_unreachable"), (500, "robots_unreachable")],
)
def test_robots_that_cannot_be_read(site, client, status: int, expected: str | int) -> None:
    site.pages |= {"/robots.txt": (status, {}, b"Disallow: /"), "/a": (200, HTML, b"x")}
    assert code(client().get(site.url("/a"), "news")) == expected
    assert ("/a" in site.paths()) == (expected == 200)


def test_robots_redirects_size_and_a_day(site, client, time) -> None:
    rules = b"User-agent: *\nDisallow: /a\n"
    site.pages |= {
        "/robots.txt": (301, {"Location": "/real.txt"}, b""),
        "/real.txt": (200, {}, rules + b"#" * 900_000),
        "/b": (200, HTML, b"x"),
    }
    one = client()
    assert code(one.get(site.url("/a"), "news")) == "robots_forbidden"
    assert code(one.get(site.url("/b"), "news")) == 200
    time.sleep(86_400)
    assert code(one.get(site.url("/b"), "news")) == 200
    assert site.paths().count("/real.txt") == 2


def test_pace_crawl_delay_and_its_cap(site, client, time) -> None:
    site.pages |= {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 7"), "/a": (200, HTML, b"x")}
    one = client(pace=2.0)
    for _ in range(3):
        one.get(site.url("/a"), "news")
    assert time.slept == [2.25, 7.875, 7.875]
    one.get(site.url("/a"), "news", pace=20.0)
    one.get(site.url("/a"), "news", pace=20.0)
    assert time.slept[-1] == 22.5
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 86400")
    two = client(pace=2.0, max_delay=60.0)
    two.get(site.url("/a"), "news")
    two.get(site.url("/a"), "news")
    assert time.slept[-1] == 67.5


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("value", "seconds"), [("30", 30.0), ("Fri, 20 Nov 2026 06:30:40 GMT", 40.0), (None, 2.0)])
def test_retry_after_in_both_forms_and_back_off(site, client, time, status, value, seconds) -> None:
    site.pages["/a"] = [(status, {"Retry-After": value} if value else {}, b"busy"), (200, HTML, b"here")]
    answer = client(pace=0.0).get(site.url("/a"), "news")
    assert answer.body == b"here"
    assert time.slept == [seconds]


def test_back_off_doubles_and_ends(site, client, time) -> None:
    site.pages["/a"] = (503, {}, b"busy")
    assert code(client(pace=0.0, attempts=4).get(site.url("/a"), "news")) == "http_error"
    assert time.slept == [2.0, 4.0, 8.0]
    site.pages["/a"] = (429, {}, b"busy")
    assert code(client(pace=0.0).get(site.url("/a"), "news")) == "rate_limited"


def test_a_wait_beyond_the_limit_stops_the_host(site, client, time) -> None:
    site.pages |= {"/a": (429, {"Retry-After": "3600"}, b"busy"), "/b": (200, HTML, b"x")}
    one = client(pace=0.0)
    assert code(one.get(site.url("/a"), "news")) == "rate_limited"
    assert code(one.get(site.url("/b"), "news")) == "host_stopped"
    assert time.slept == [] and "/b" not in site.paths()


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_refusal_stops_the_host_and_no_other(site, client, status: int) -> None:
    site.pages |= {"/a": (status, {}, b"no"), "/b": (200, HTML, b"x")}
    one = client()
    assert code(one.get(site.url("/a"), "news")) == status
    assert code(one.get(site.url("/b"), "news")) == "host_stopped"
    assert code(one.get(site.url("/b", "other.test"), "news")) == 200


def test_the_circuit_opens_and_closes_again(site, client, time) -> None:
    site.pages |= {"/a": (500, {}, b""), "/b": (200, HTML, b"x")}
    one = client(pace=0.0, attempts=1, failures=3, cooldown=100.0)
    assert [code(one.get(site.url("/a"), "news")) for _ in range(4)] == ["http_error"] * 3 + ["circuit_open"]
    asked = len(site.asked)
    assert code(one.get(site.url("/b"), "news")) == "circuit_open" and len(site.asked) == asked
    time.sleep(100.0)
    assert code(one.get(site.url("/a"), "news")) == "http_error"
    assert code(one.get(site.url("/b"), "news")) == "circuit_open"
    time.sleep(100.0)
    assert code(one.get(site.url("/b"), "news")) == 200
    assert code(one.get(site.url("/a"), "news")) == "http_error"
    assert code(one.get(site.url("/b"), "news")) == 200


@pytest.mark.parametrize("contact", ["", "evledger", "https://example.org"])
def test_a_host_that_demands_a_contact_is_not_asked_without(client, contact: str) -> None:
    asked = []
    one = client(contact=contact, resolver=lambda host, port: asked.append(host) or [])
    answer = one.get("https://www.sec.gov/Archives/x", "sec")
    assert code(answer) == "no_contact" and "set EVLEDGER_FETCH_CONTACT" in answer.message and asked == []


def test_every_answer_is_archived_before_it_is_read(site, client, tmp_path: Path) -> None:
    site.pages |= {
        "/robots.txt": (200, {}, b"User-agent: *\nAllow: /"),
        "/old": (301, {"Location": "/new"}, b""),
        "/new": (200, HTML, b"here"),
        "/gone": (404, {}, b"gone"),
        "/busy": (503, {}, b"busy"),
    }
    with archive.Writer(tmp_path) as writer:
        one = client(writer.write)
        for path in ("/old", "/gone", "/busy"):
            one.get(site.url(path), "news")
    (path,) = tmp_path.iterdir()
    pages = list(archive.read(path))
    assert [(page.url, page.final_url, page.status) for page in pages] == [
        (site.url("/old"), site.url("/new"), 200),
        (site.url("/gone"), site.url("/gone"), 404),
        (site.url("/busy"), site.url("/busy"), 503),
    ]
    assert [it.final_url for it in archive.read(path, roles=("robots", "redirect"))] == [
        site.url("/robots.txt"),
        site.url("/old"),
    ]


@pytest.mark.parametrize(
    ("headers", "body", "kept", "expected"),
    [
        ({"X-Robots-Tag": "noindex, NoArchive"}, b"<p>x</p>", False, 200),
        ({"X-Robots-Tag": "otherbot: noarchive"}, b"<p>x</p>", True, 200),
        ({"X-Robots-Tag": "evledger: noindex, noarchive"}, b"<p>x</p>", False, 200),
        ({"X-Robots-Tag": "max-snippet: 20, noarchive"}, b"<p>x</p>", False, 200),
        ({}, b'<meta content="noarchive" NAME="robots"><p>x</p>', False, 200),
        ({}, b'<meta name="googlebot" content="noarchive"><p>x</p>', True, 200),
        ({}, b"<p>the word noarchive</p>", True, 200),
        ({"TDM-Reservation": "1"}, b"<p>x</p>", False, "tdm_reserved"),
        ({}, b'<meta name="tdm-reservation" content="1">', False, "tdm_reserved"),
        ({"tdm-reservation": "0"}, b'<meta name="tdm-reservation" content="1">', True, 200),
    ],
)
def test_reservations_keep_the_body_out_of_the_archive(site, client, headers, body, kept, expected) -> None:
    site.pages["/a"] = (200, HTML | headers, body)
    archived = []
    answer = client(lambda capture, role, withhold: archived.append((role, withhold))).get(site.url("/a"), "news")
    assert code(answer) == expected
    assert archived[-1] == ("page", not kept)


def test_the_site_wide_reservation_by_first_match(site, client) -> None:
    site.pages |= {
        "/.well-known/tdmrep.json": (
            200,
            {},
            b'[{"location": "/free/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]',
        ),
        "/free/a": (200, HTML, b"x"),
        "/b": (200, HTML, b"x"),
        "/feed": (200, HTML, b"x"),
    }
    one = client(ask_rights=True)
    assert code(one.get(site.url("/free/a"), "news")) == 200
    assert code(one.get(site.url("/b"), "news")) == "tdm_reserved"
    assert code(one.get(site.url("/feed"), "news", role="list")) == 200
    assert site.paths().count("/.well-known/tdmrep.json") == 1
    assert code(client(ask_rights=True, mine_reserved=True).get(site.url("/b"), "news")) == 200


def test_a_key_is_shown_to_the_host_it_is_for_and_to_no_other(site_factory, client) -> None:
    mine, other = site_factory(), site_factory()
    for it in (mine, other):
        it.pages["/robots.txt"] = (404, {}, b"")
    mine.pages["/prices"] = (302, {"Location": "/there"}, b"")
    mine.pages["/there"] = (302, {"Location": other.url("/end")}, b"")
    other.pages["/end"] = (200, {}, b"closes")
    answer = client().get(mine.url("/prices"), "given", "price", headers={"Authorization": "Token secret"})
    assert answer.body == b"closes"
    shown = [(path, "authorization" in headers) for it in (mine, other) for _, path, headers in it.asked]
    assert shown == [
        ("/robots.txt", False),
        ("/prices", True),
        ("/there", True),
        ("/robots.txt", False),
        ("/end", False),
    ]

"""One run over hosts that each fail in another way: from the list to the document, each fault ends in its own code."""

import gzip
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest
from test_faults import FAULTS, HTML, LIMITS, raw, resolver, sized
from web_site import NOW

from extractors.model import Problem
from extractors.sources import Source
from extractors.sources.collect import ListFailed, Plan, collect
from extractors.web import archive
from flows.pipeline import read_batch

BODY = (
    "<p>Die Größe der Halle in Grünheide ist bekannt. Dort baute Tesla im Oktober 5.000 Autos, so viele wie nie.</p>"
    * 3
)
PAGE = f"<html lang='de'><title>Tesla baut 5.000 Autos</title><article><h1>Tesla baut 5.000 Autos</h1>{BODY}</article>"
TITLE = b"<title>" + b"x" * 5_000_000 + b"</title>"
FEED = "<rss version='2.0'><channel><title>News</title><item><title>t</title><link>/page</link></item></channel></rss>"
BOMB = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
CHALLENGE = b"<title>Just a moment...</title><div id='challenge-form'></div>"

# By host: what its one page answers, and the code that it must end with; None for what can be read all the same.
PAGES = {
    "good": (None, (200, HTML, PAGE.encode())),
    "slow-header": ("slow_header", FAULTS["slow_header"][1]),
    "slow-body": ("slow_body", FAULTS["slow_body_drip"][1]),
    "reset": ("reset", FAULTS["reset"][1]),
    "cut": ("truncated_body", FAULTS["reset_in_body"][1]),
    "half-gzip": ("bad_encoding", raw(sized(gzip.compress(PAGE.encode() * 9)[:-20], Content_Encoding="gzip"))),
    "bomb": ("bomb", FAULTS["bomb"][1]),
    "circle": ("too_many_redirects", (302, {"Location": "/page"}, b"")),
    "inwards": ("private_address", (302, {"Location": "http://inside.test/admin"}, b"")),
    "huge": ("too_large", FAULTS["ten_gigabytes"][1]),
    "charset": (None, (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode("cp1252"))),
    "later-seconds": (None, [(429, {"Retry-After": "7"}, b""), (200, HTML, PAGE.encode())]),
    "later-date": (None, [(429, {"Retry-After": "Fri, 20 Nov 2026 06:30:07 GMT"}, b""), (200, HTML, PAGE.encode())]),
    "limited": ("rate_limited", (429, {"Retry-After": "7"}, b"")),
    "busy-once": (None, [(503, {"Retry-After": "7"}, b""), (200, HTML, PAGE.encode())]),
    "busy": ("http_error", (503, {}, b"")),
    "challenge": ("challenge", (200, HTML, CHALLENGE)),
    "empty": ("empty_body", (200, HTML, b"")),
    "long-title": ("empty_body", (200, HTML, TITLE)),
    "nul": ("nul_bytes", (200, HTML, PAGE.replace("5.000", "5\0000").encode())),
}
# By host: what its list answers.
LISTS = {
    "html-for-feed": ("not_a_feed", (200, HTML, PAGE.encode())),
    "bom": (None, (200, {}, b"\xef\xbb\xbf" + FEED.encode())),
    "entities": ("unsafe_xml", (200, {}, (BOMB + FEED.replace("t</title>", "&b;</title>")).encode())),
    "endless-title": ("oversized_field", (200, {}, FEED.replace("<title>t<", f"<title>{'x' * 5_000_000}<").encode())),
    "empty-list": ("not_a_feed", (200, {}, b"")),
    "challenged-list": ("not_a_feed", (200, HTML, CHALLENGE)),
    "gone": ("http_error", (404, {}, b"")),
}


@pytest.fixture
def site_of_faults(site_factory):
    """A server a fault: hosts are told apart by their ports."""
    sites = {}
    for name, (_, answer) in (PAGES | LISTS).items():
        sites[name] = site_factory()
        page, listed = (answer, (200, {}, FEED.encode())) if name in PAGES else ((200, HTML, PAGE.encode()), answer)
        sites[name].pages |= {"/page": page, "/feed": listed}
    return sites


def test_every_fault_ends_as_data_or_as_its_own_code(
    site_of_faults, client, only_inside_is_private, problem_codes, tmp_path: Path
) -> None:
    known: dict[str, archive.Seen] = {}
    with archive.Writer(tmp_path, known) as writer:
        limits = LIMITS | {"attempts": 2, "pace": 0.0}
        one = client(writer.write, resolver=resolver, allow_private=False, **limits)

        def run(name: str) -> tuple[str, list]:
            url = site_of_faults[name].url("/feed", f"{name}.test")
            source = Source(name, "de", "feed", url, "Europe/Berlin", True, "high")
            try:
                return name, list(collect(source, one, Plan(NOW, known=known)))
            except ListFailed as failed:
                return name, [failed.problem]

        with ThreadPoolExecutor(8) as pool:
            runs = [pool.submit(run, name) for name in site_of_faults]
            ended = [future.result(60) for future in as_completed(runs)]

    codes = {}
    for name, items in ended:
        found = read_batch(items)
        assert all(isinstance(item, Problem) or item[1].url.endswith("/page") for item in items)
        codes[name] = [it.code for it in found.problems]
        assert all(len(it.message) < 500 and it.source == name for it in found.problems)
        if not codes[name]:
            (extraction,) = found.extractions
            assert [fact.value for fact in extraction.milestones] == [5000], name
            assert "Größe" in extraction.document.text
    assert codes == {name: [code] if code else [] for name, (code, _) in (PAGES | LISTS).items()}
    assert {code for found in codes.values() for code in found} <= problem_codes
    # Whatever came in full is in the archive, the unreadable too.
    assert {url.split("//")[1].split(".")[0] for url in known if url.endswith("/page")} >= {"good", "challenge", "nul"}

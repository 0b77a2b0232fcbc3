# ruff: noqa: E501 - mark-up stands as sites write it
"""What is no article although it came; and long articles that speak of cookies or carry a wall's script."""

import pytest
from layouts import Make

from extractors.model import Document, Problem
from extractors.readers import read

CONSENT = """<html lang="de"><head><title>Bevor Sie fortfahren: Ihre Daten</title></head><body><div class="consent-page">
<h1>Ihre Daten</h1><p>Wir und unsere Partner verwenden Cookies, um Anzeigen zu personalisieren.</p></div></body></html>"""
SILENT = """<html><head><title>Zeitung</title></head><body><form action="https://x.example/collectConsent"><p>Cookies</p>
</form></body></html>"""
CLOUDFLARE = """<html lang="en-US"><head><title>Just a moment...</title></head><body><h1>site.example</h1><p>Verifying you are
human. This may take a few seconds.</p><script>window._cf_chl_opt={};</script></body></html>"""
DATADOME = """<html><head><title>reuters.com</title></head><body><p>Please enable JS and disable any ad blocker</p>
<script src="https://ct.captcha-delivery.com/c.js"></script></body></html>"""
SENTENCE = (
    "<p>The regulator said that consent to cookies must be given freely, and BYD sold 201,259 cars in September.</p>"
)
ARTICLE = f"""<html lang="en"><head><title>{{title}}</title><meta property="og:type" content="{{kind}}"></head><body><article>
<h1>{{title}}</h1>{SENTENCE * 12}</article><div class="consent-wall cookie-wall">Accept cookies</div>
<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><script>window._cf_chl_opt={{{{}}}}</script></body></html>"""


@pytest.mark.parametrize(
    ("html", "code"),
    [(CONSENT, "consent_wall"), (SILENT, "consent_wall"), (CLOUDFLARE, "challenge"), (DATADOME, "challenge")],
)
def test_walls_answered_with_200(html: str, code: str, capture: Make) -> None:
    found = read(capture(html))
    assert isinstance(found, Problem)
    assert (found.code, found.source, found.url) == (code, "charge", "https://charge.example/a/story/")


@pytest.mark.parametrize("title", ["Cookies and cars: what the law says", "Before you continue reading of BYD's sales"])
@pytest.mark.parametrize("kind", ["article", "website"])
def test_a_long_article_is_no_wall(title: str, kind: str, capture: Make) -> None:
    found = read(capture(ARTICLE.format(title=title, kind="article" if title.startswith("Before") else kind)))
    assert isinstance(found, Document), found
    assert found.text.count("201,259") == 12


def test_a_redirect_to_a_consent_host_is_a_wall(capture: Make) -> None:
    html = f"<html><title>Yahoo</title><body>{'<p>We use cookies and similar technologies to run our sites.</p>' * 20}</body></html>"
    found = read(capture(html, final_url="https://consent.yahoo.com/v2/collectConsent?sessionId=1"))
    assert isinstance(found, Problem)
    assert found.code == "consent_wall"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, "<h1>Not found</h1>", "http_error"),
        (500, "", "http_error"),
        (301, "", "http_error"),
        (503, CLOUDFLARE, "challenge"),
        (403, "<h1>Forbidden</h1>", "http_error"),
        (404, CLOUDFLARE, "http_error"),
        (200, "", "empty_body"),
        (200, " \r\n ", "empty_body"),
        (200, "<html><head><title>x</title></head><body><div id='app'></div></body></html>", "empty_body"),
    ],
)
def test_status_and_emptiness(status: int, body: str, code: str, capture: Make) -> None:
    found = read(capture(body, status=status))
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_truncated_capture_is_not_taken_for_whole(capture: Make) -> None:
    found = read(capture(ARTICLE.format(title="t", kind="article"), truncated=True))
    assert isinstance(found, Problem)
    assert found.code == "truncated_record"


def test_pictures_are_no_pages(capture: Make) -> None:
    for kind in ("image/png", ""):
        found = read(capture(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 50, kind))
        assert isinstance(found, Problem)
        assert found.code in {"unsupported_type", "empty_body"}

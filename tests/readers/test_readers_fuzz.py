# ruff: noqa: E501 - mark-up stands as sites write it
"""read() and read_file() never raise: any bytes give a Document or a Problem."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import Make

from extractors.model import Document, Problem
from extractors.readers import read, read_file
from extractors.readers.decode import decode

TYPES = st.sampled_from(["", "text/html", "text/html; charset=x", "application/json", "application/pdf", "text/plain"])
PIECES = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td colspan=3>", "<td rowspan='9'>", "</table>", "<li>", "<ul>", "<h1>",
     "</h1>",      "<article>", "<div class='share'>", "</div>", "<br>", "<sup>1</sup>", "<script type='application/ld+json'>",
     "<script>", "</script>", '{"@type":"NewsArticle","headline":"x","datePublished":[1]}', "window.a={",
     '"content":"<p>',      "}", "<meta property='article:published_time' content='99999-99-99T99:99'>", "<link rel=canonical href='http://[::1'>",
     "<title>", "\0", "&#0;", "&#x110000;", "<![CDATA[", "<!--", "-->", "<?xml version='1.0' encoding='utf-16'?>",
     "<html lang=\"xx-\">", "1,234,567 cars were built. ", "新能源汽车 ", "\ud7ff", "<time datetime='0000-00-00'>"],
)  # fmt: skip
MARKUP = st.lists(PIECES, max_size=40).map("".join)
relaxed = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(body=st.one_of(st.binary(max_size=300), MARKUP.map(str.encode)), kind=TYPES)
def test_any_bytes(body: bytes, kind: str, capture: Make) -> None:
    found = read(capture(body, kind))
    assert isinstance(found, Document) or found.code != "unreadable", found


@relaxed
@given(body=st.binary(max_size=300), name=st.sampled_from(["a.html", "a.txt", "a.md", "a.json", "a.pdf", "-", "a", ""]))
def test_any_file(body: bytes, name: str) -> None:
    assert isinstance(read_file(name, body), Document | Problem)


@relaxed
@given(body=st.binary(max_size=200), label=st.text(max_size=20))
def test_any_charset_label(body: bytes, label: str) -> None:
    assert isinstance(decode(body, f"text/html; charset={label}"), str)


ARTICLE = "<p>" + "BYD sold 201,259 vehicles in September, it said. " * 10 + "</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + ARTICLE,
        "<b>" * 100_000 + ARTICLE,
        "<table><tr><td>" * 30_000 + ARTICLE,
        "<ul><li>" * 50_000 + ARTICLE,
        f"<title>{'x' * 1_000_000}</title>{ARTICLE}",
        f"<h1>{'x ' * 500_000}</h1>{ARTICLE}",
        f"{ARTICLE}<script type='application/ld+json'>{'[' * 100_000}</script>",
        f"{ARTICLE}<script>window.a={'[' * 100_000}</script>",
        f"{ARTICLE}<script>{'a=' * 200_000}</script>",
        ARTICLE.replace(" ", " \0"),
        f"<table><tr><td colspan=999999999 rowspan=99999999>{ARTICLE}</td></tr></table>",
        f"<table>{'<tr><td rowspan=50 colspan=50>1' * 300}</table>{ARTICLE}",
        "<" * 200_000,
        "&" * 200_000 + ARTICLE,
        "{" * 100_000,
        '{"content":' * 50_000,
        "\n" * 500_000,
        "<p>a " * 20_000,
        "<a href=x>x</a> " * 20_000,
        "<sup>" * 3_000 + ARTICLE,
        "<br>" * 50_000 + ARTICLE,
    ],
    ids=range(21),
)
@pytest.mark.timeout(60)
def test_hostile_pages(body: str, capture: Make) -> None:
    assert isinstance(read(capture(body)), Document | Problem)


def test_broken_pdfs(capture: Make) -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    paper = Canvas(out)
    paper.drawString(100, 700, "BYD sold 201,259 vehicles in September.")
    paper.save()
    whole = out.getvalue()
    for cut in range(0, len(whole), 97):
        broken = whole[:cut] + b"\xff\x00" + whole[cut + 40 :]
        for body in (whole[:cut], broken):
            assert isinstance(read(capture(body, "application/pdf")), Document | Problem)

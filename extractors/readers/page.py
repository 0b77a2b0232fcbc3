"""A capture or a file as a Document, or as the Problem that says why not."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import PurePath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from extractors.model import Capture, Document, Problem
from extractors.readers import generic, pdf, plain, recipe, script
from extractors.readers.blocks import join, parse, squeeze, weight
from extractors.readers.decode import decode
from extractors.readers.metadata import (
    Metadata,
    day,
    document_id,
    language,
    metadata,
    moment,
    text_day,
    url_day,
)
from extractors.readers.recipe import Recipe
from extractors.readers.walls import problem, status_problem, wall_problem
from extractors.text import languages

# A page with less running text (CJK letters count twice) is no article.
LEAST = 80
_HTML = re.compile(
    r"<\s*(!doctype|html|head|body|div|p|table|article|script|span|a|h\d|br|meta|title|document)\b", re.I
)
# First bytes of pictures, archives and office documents.
_FILES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
# The envelope that EDGAR puts around an exhibit.
_SGML = re.compile(r"\A\s*<DOCUMENT>.*?<TEXT>", re.I | re.S)


def read(
    capture: Capture,
    published: datetime | None = None,
    title: str | None = None,
    recipes: Sequence[Recipe] = (),
    *,
    zone: tzinfo | None = None,
    lang: str | None = None,
) -> Document | Problem:
    """The article of a capture. Never raises: whatever stands in the way is a Problem (docs/problems.md).

    `published` and `title` are the channel's hints for what the page does not say. With `recipes` the page is read by
    the one valid on the day of the capture, and one that does not match is a Problem rather than a guess; captures
    older than all recipes are read as unknown pages. `zone` is where the source's days are counted; `lang` is believed.
    """
    try:
        return _read(capture, published, title, recipes, zone, lang)
    except Exception as error:  # One page never stops a run: what no reader foresaw is a row of problems.
        return problem(capture, "unreadable", f"{type(error).__name__}: {str(error)[:200]}")


def read_file(name: str, body: bytes, published: date | None = None, lang: str | None = None) -> Document | Problem:
    """The article in a file: .html, .pdf, .txt, .md or .json (docs/facts.md), by its name, else by its first bytes.

    Its id is the labelled document's, else the file's stem; `published` and `lang` go before what the file says.
    """
    path = PurePath(name)
    kind = _file_kind(path.suffix.lower(), body)
    if kind in {"html", "pdf"}:
        capture = Capture("", "", "", datetime(1970, 1, 1, tzinfo=UTC), 200, (), body)
        found = read(capture, lang=lang)
        if isinstance(found, Problem):
            return replace(found, source=None, url=name)
        found = replace(found, id=path.stem or "-", source=None, url=found.url or name)
        return replace(found, published=published, published_from="argument") if published else found
    try:
        return _text_file(path, kind, decode(body), published, lang)
    except ValueError as error:
        return Problem(None, name, "unreadable", f"{path.name}: {error}")


def _text_file(path: PurePath, kind: str, text: str, published: date | None, lang: str | None) -> Document | Problem:
    if kind == "json":
        labelled = plain.labelled(text)
        text, title = labelled["text"], labelled["title"]
    else:
        labelled = {}
        title, blocks = plain.markdown_blocks(text) if kind == "md" else (None, plain.text_blocks(text))
        text = join([title or "", *blocks])
    if not text.strip():
        return Problem(None, str(path), "empty_body", "no text")
    lang = lang or labelled.get("lang") or language(text, None)
    if lang not in languages():
        return Problem(None, str(path), "unsupported_language", f"language {lang!r}")
    told = day(labelled.get("published"))
    return Document(
        id=str(labelled.get("id") or path.stem or "-"),
        url=str(labelled.get("url") or path),
        source=None,
        publisher=labelled.get("publisher"),
        lang=lang,
        title=title,
        published=published or told,
        text=text,
        published_from="argument" if published else "meta" if told else None,
    )


def _file_kind(suffix: str, body: bytes) -> str:
    known = {
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".pdf": "pdf",
        ".md": "md",
        ".json": "json",
        ".txt": "txt",
    }
    if body.startswith(b"%PDF-"):
        return "pdf"
    start = body[:2000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return known.get(suffix) or ("json" if start.startswith("{") else "html" if _HTML.match(start) else "txt")


def _read(
    capture: Capture,
    published: datetime | None,
    title: str | None,
    recipes: Sequence[Recipe],
    zone: tzinfo | None,
    lang: str | None,
) -> Document | Problem:
    if wrong := status_problem(capture):
        return wrong
    if capture.truncated:
        return problem(capture, "truncated_record", f"cut off after {len(capture.body)} bytes")
    if not capture.body.strip():
        return problem(capture, "empty_body", "no bytes")
    kind = (capture.header("content-type") or "").lower()
    if capture.body.startswith(b"%PDF-") or "application/pdf" in kind:
        found = _read_pdf(capture, title)
    elif re.match(r"(image|audio|video|font)/|application/(zip|octet-stream|msword|vnd\.)", kind) or _is_binary(
        capture.body
    ):
        return problem(capture, "unsupported_type", f"no page but {kind or 'binary data'}")
    else:
        found = _read_text(capture, kind, title, recipes, zone)
    if isinstance(found, Problem):
        return found
    meta, blocks = found
    text = join(blocks)
    lang = lang or language(text, meta.lang)
    if lang not in languages():
        return problem(capture, "unsupported_language", f"language {lang!r}")
    url = meta.canonical or capture.final_url or capture.url
    hint = moment(published.isoformat(), zone) if published else None
    when, known_from = meta.published, meta.published_from
    if when is None and published is not None:
        when, known_from = day(published.isoformat(), zone), "feed"
    if when is None:
        when, known_from = url_day(url), "url"
    if when is None:
        when, known_from = meta.created, "meta"
    if when is None and meta.html:
        when, known_from = text_day(meta.html, url), "text"
    return Document(
        id=document_id(url, capture.source),
        url=url,
        source=capture.source,
        publisher=meta.publisher or (urlsplit(url).hostname or "").removeprefix("www.") or None,
        lang=lang,
        title=meta.title or title or meta.title_element,
        published=when,
        text=text,
        published_from=known_from if when else None,
        # Of the day that holds alone: a recipe or the page itself may contradict a stamp or the list.
        published_at=next((at for at in (meta.published_at, hint) if at and _same_day(at, when, zone)), None),
    )


def _same_day(at: datetime, when: date | None, zone: tzinfo | None) -> bool:
    days = [when - timedelta(1), when, when + timedelta(1)] if when else []
    return at.astimezone(zone).date() == when if zone else at.date() in days


def _is_binary(body: bytes) -> bool:
    start = body[:1000]
    if start.startswith(_FILES):
        return True
    return b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")) and start.count(b"\0") * 3 < len(start)


def _read_pdf(capture: Capture, title: str | None) -> tuple[Metadata, list[str]] | Problem:
    try:
        found = pdf.read_pdf(capture.body)
    except pdf.Unreadable as error:
        return problem(capture, error.code, str(error))
    return Metadata(title=title or found.title, created=found.created), found.blocks


def _read_text(
    capture: Capture, kind: str, title: str | None, recipes: Sequence[Recipe], zone: tzinfo | None
) -> tuple[Metadata, list[str]] | Problem:
    html = decode(capture.body, capture.header("content-type")).replace("\0", "")
    if "json" in kind or (html.lstrip()[:1] in {"{", "["} and not _HTML.search(html[:2000])):
        found = script.in_json(html, zone)
        if found is None:
            return problem(capture, "empty_body", "JSON without an article")
        meta = Metadata(
            title=found.title, published=found.published, published_from="meta" if found.published else None
        )
        return meta, _body(found.title, found.blocks)
    if "text/plain" in kind and not _HTML.match(html.lstrip()):
        return Metadata(), plain.text_blocks(html)
    filing = _SGML.match(html)
    soup = parse(html[filing.end() :] if filing else html)
    url = capture.final_url or capture.url
    meta = replace(metadata(soup, url, zone), html=html)
    valid = recipe.valid_on(recipes, capture.fetched.date())
    if valid is None:
        meta, blocks = _generic(soup, meta, zone)
        if filing:
            meta, blocks = _exhibit(meta, blocks)
    shown = blocks if valid is None else [squeeze(soup.get_text(" "))]
    size = sum(map(weight, shown))
    if wall := wall_problem(capture, html, meta.title_element or "", size, meta.article):
        return wall
    if size < LEAST:
        return problem(capture, "empty_body", f"{size} letters of text")
    if valid is None:
        return meta, _body(meta.heading, blocks)
    try:
        stated = meta.published if meta.published_from == recipe.JSON_LD else None
        article = recipe.apply(valid, soup, zone, stated)
    except recipe.RecipeMismatch as error:
        return problem(capture, "recipe_mismatch", str(error))
    named = valid.published == recipe.JSON_LD
    stamp = recipe.JSON_LD if named else "meta" if valid.published.startswith("meta") else "time"
    meta = replace(meta, title=article.title, published=article.published, published_from=stamp)
    return meta, _body(article.title, article.blocks)


def _generic(soup: BeautifulSoup, meta: Metadata, zone: tzinfo | None) -> tuple[Metadata, list[str]]:
    """Blocks of a page with no recipe: its mark-up, unless a script or its JSON-LD holds much more of the article."""
    scripted = script.in_page(soup, zone)
    blocks = generic.article(soup, meta.heading)
    size = sum(map(weight, blocks))
    if scripted and size < 0.5 * sum(map(weight, scripted.blocks)):
        known = (meta.title or meta.title_element or "").casefold()
        if size < 200 or (scripted.title and scripted.title.casefold() in known):
            title = scripted.title or meta.title
            when = (meta.published, meta.published_from) if meta.published else (scripted.published, "meta")
            return replace(meta, title=title, heading=title, published=when[0], published_from=when[1]), scripted.blocks
    if meta.body and size < 0.5 * weight(meta.body):
        blocks = plain.text_blocks(parse(meta.body).get_text("\n") if "<p" in meta.body else meta.body)
    return meta, blocks


def _exhibit(meta: Metadata, blocks: list[str]) -> tuple[Metadata, list[str]]:
    """A filing's exhibit: no page numbers, and as title not the exhibit's number but its first line."""
    rest = [block for block in blocks if not re.fullmatch(r"[-–\s]*\d{1,3}[-–\s]*|exhibit\s+[\d.]+", block, re.I)]
    title = next((block for block in rest[:3] if 10 < weight(block) < 250 and not re.search(r"[.:。：]$", block)), None)
    return replace(meta, title=title or meta.title, heading=title), rest


def _body(title: str | None, blocks: list[str]) -> list[str]:
    """The blocks without the headline, which stands apart: it repeats in round figures what the text says."""
    return [block for block in blocks[:3] if block != title] + blocks[3:] or blocks

"""Sitemaps, news sitemaps and their indexes, also gzipped."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extractors.channels import TITLE_LIMIT, Further, Listed, unsafe_xml
from extractors.channels.dates import moment
from extractors.model import Capture, Problem, Ref
from extractors.web.decoding import DecodingError, ExpandsTooFar, decode

LIMIT = 60_000_000  # the protocol allows 50 MB


def entries(answer: Capture, source: Listed) -> Iterator[Ref | Further | Problem]:
    """Every page or further sitemap that the answer names; of a news sitemap with title and day of publication."""
    try:
        body = decode(answer.body, "gzip", LIMIT) if answer.body.startswith(b"\x1f\x8b") else answer.body
    except (DecodingError, ExpandsTooFar) as error:
        yield Problem(source.name, answer.url, "not_a_sitemap", str(error))
        return
    if unsafe := unsafe_xml(body, source.name, answer.url):
        yield unsafe
        return
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    kind = None if root is None or not isinstance(root.tag, str) else etree.QName(root).localname
    if root is None or kind not in {"urlset", "sitemapindex"}:
        yield Problem(source.name, answer.url, "not_a_sitemap", f"starts with {body.strip()[:60]!r}")
        return
    if not len(root):
        yield Problem(source.name, answer.url, "no_items", "a sitemap that names no page")
    for node in root:
        fields = {
            etree.QName(it).localname: " ".join((it.text or "").split())
            for it in node.iter()
            if isinstance(it.tag, str)
        }
        url = urljoin(answer.final_url, fields.get("loc", ""))
        if not fields.get("loc") or urlsplit(url).scheme not in {"http", "https"}:
            continue
        title = fields.get("title") or None
        if len(title or "") > TITLE_LIMIT or len(url) > 2 * TITLE_LIMIT:
            yield Problem(
                source.name, url[:TITLE_LIMIT], "oversized_field", f"a title of {len(title or '')} characters"
            )
            continue
        date = moment(fields.get("publication_date") or fields.get("lastmod") or "", source.timezone)
        yield Further(url, date) if kind == "sitemapindex" else Ref(source.name, url, title, date)

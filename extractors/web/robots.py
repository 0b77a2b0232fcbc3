"""robots.txt as RFC 9309 tells it, and the reservations a site makes for its texts (noarchive, TDMRep)."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, SoupStrainer
from protego import Protego

from extractors.model import Capture

TOKEN = "evledger"
MAX_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB
# X-Robots-Tag directives that carry a value after a colon, so that the word before it is no agent's name.
_WITH_VALUE = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}


@dataclass(frozen=True)
class Robots:
    """What robots.txt says. `text` is None where the host could not say: then all is forbidden (RFC 9309, 2.3.1.4)."""

    text: str | None

    @cached_property
    def _rules(self) -> Protego:
        return Protego.parse(self.text or "")

    def allows(self, url: str) -> bool:
        """Whether we may ask for the address."""
        return self.text is not None and bool(self._rules.can_fetch(url, TOKEN))

    def delay(self) -> float:
        """Crawl-delay or Request-rate, in seconds between requests; 0 where none is set."""
        rate = self._rules.request_rate(TOKEN)
        return max(self._rules.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names."""
        return tuple(self._rules.sitemaps)


def robots(answer: Capture | None) -> Robots:
    """Read the answer to /robots.txt: 2xx is parsed, 4xx forbids nothing, 429, 5xx and no answer forbid all."""
    if answer is None or answer.status == 429 or answer.status >= 500:
        return Robots(None)
    if answer.status >= 300:
        return Robots("")
    return Robots(answer.body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of /.well-known/tdmrep.json: a location pattern (`*`, `$` as in robots.txt) and its reservation."""

    location: str
    reserved: bool

    def covers(self, url: str) -> bool:
        """Whether the address lies under this location."""
        parts = urlsplit(url)
        pattern = re.escape(self.location).replace(r"\*", ".*")
        pattern = pattern.removesuffix(r"\$") + "$" if pattern.endswith(r"\$") else pattern
        return re.match(pattern, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")) is not None


def tdm_rules(answer: Capture | None) -> tuple[Rule, ...]:
    """The site's reservations in the file's order; none where the file is missing or is not what it should be."""
    if answer is None or answer.status != 200:
        return ()
    try:
        entries = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    return tuple(
        Rule(str(entry.get("location", "/")), str(entry.get("tdm-reservation")) == "1")
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    )


def reserves_mining(answer: Capture, rules: tuple[Rule, ...] = ()) -> bool:
    """Whether text and data mining is reserved: by header, by meta, by the site's file, the nearest word first."""
    header = answer.header("tdm-reservation")
    if header is not None:
        return header.strip() == "1"
    meta = _meta(answer.body, "tdm-reservation")
    if meta:
        return meta[0].strip() == "1"
    return next((rule.reserved for rule in rules if rule.covers(answer.final_url)), False)


def forbids_archive(answer: Capture) -> bool:
    """Whether the page says noarchive to all robots or to us, by X-Robots-Tag or meta."""
    for name, value in answer.headers:
        if name.lower() == "x-robots-tag":
            agent, colon, rest = value.partition(":")
            named = bool(colon) and "," not in agent and agent.strip().lower() not in _WITH_VALUE
            if "noarchive" in _words(rest if named else value) and (not named or agent.strip().lower() == TOKEN):
                return True
    return any("noarchive" in _words(content) for content in _meta(answer.body, "robots", TOKEN))


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",")}


def _meta(body: bytes, *names: str) -> list[str]:
    """Contents of the meta elements with one of these names; pages without the words are not parsed."""
    head = body[:262_144]
    if not re.search(rb"noarchive|tdm-reservation", head, re.IGNORECASE):
        return []
    tags = BeautifulSoup(head, "lxml", parse_only=SoupStrainer("meta")).find_all("meta")
    return [str(tag.get("content", "")) for tag in tags if str(tag.get("name", "")).strip().lower() in names]

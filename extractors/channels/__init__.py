"""What lists pages: every channel reads one list as it was answered and gives what it names.

Pure: a channel never fetches. `entries(answer, source)` of each gives Ref for a page, Further for another list to
fetch, Problem for what is wrong. What a channel needs of a source are the few fields of `Listed`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from extractors.model import Problem

TITLE_LIMIT = 1000  # characters; no headline is longer, a field of megabytes is an attack or a broken page


class Listed(Protocol):
    """The fields of a source that a channel reads."""

    @property
    def name(self) -> str:
        """The source's name."""

    @property
    def url(self) -> str:
        """The address of the list, against which relative links are resolved."""

    @property
    def timezone(self) -> str:
        """IANA name of the zone in which dates without a zone are written."""

    def option(self, name: str, default: Any = None) -> Any:
        """A setting of the channel."""


@dataclass(frozen=True, slots=True)
class Further:
    """Another list that a list names; `changed` (UTC) where it tells."""

    url: str
    changed: datetime | None = None


def unsafe_xml(body: bytes, source: str, url: str) -> Problem | None:
    """A Problem where the bytes declare XML entities, in whatever encoding; no list needs any."""
    if b"<!entity" in body.replace(b"\0", b"").lower():
        return Problem(source, url, "unsafe_xml", "entity declarations, which no list of pages needs")
    return None

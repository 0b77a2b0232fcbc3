"""Captures for the readers' tests."""

from datetime import UTC, datetime

import pytest
from layouts import Make

from extractors.model import Capture


@pytest.fixture(scope="session")
def capture() -> Make:
    """A capture of a body; header, status, address and day as one likes."""

    def make(
        body: bytes | str,
        content_type: str = "text/html",
        status: int = 200,
        url: str = "https://charge.example/a/story/",
        final_url: str | None = None,
        fetched: datetime = datetime(2024, 11, 15, tzinfo=UTC),
        truncated: bool = False,
    ) -> Capture:
        data = body.encode() if isinstance(body, str) else body
        headers = (("Content-Type", content_type),)
        return Capture("charge", url, final_url or url, fetched, status, headers, data, truncated)

    return make

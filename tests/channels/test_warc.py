"""Archives as a channel: what is taken of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.channels import warc
from extractors.model import Capture
from extractors.web.archive import Writer

DAY = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def test_pages_by_host_and_time(tmp_path: Path) -> None:
    urls = ["https://a.example/1", "https://www.a.example/2", "https://nota.example/3"]
    with Writer(tmp_path) as writer:
        for days, url in enumerate(urls):
            writer.write(Capture("news", url, url, DAY + timedelta(days), 200, (), b"x"))
    found = [item.url for item in warc.pages([tmp_path])]
    assert found == urls
    assert [item.url for item in warc.pages([tmp_path], hosts=["A.example"])] == urls[:2]
    assert [item.url for item in warc.pages([tmp_path], since=DAY + timedelta(1))] == urls[1:]


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(warc.pages([tmp_path / "none.warc.gz"]))

"""Pages that take time or memory without end cost themselves alone."""

import subprocess
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_archive import EVLEDGER, environment, story

from extractors.model import Capture
from flows.pipeline import read_batch


def capture(name: str, body: bytes, kind: str = "text/html") -> Capture:
    url = f"https://news.example/{name}"
    return Capture("news", url, url, datetime(2026, 3, 6, 5, tzinfo=UTC), 200, (("Content-Type", kind),), body)


def pdf(content: bytes) -> bytes:
    """A page whose drawing is `content`, packed."""
    packed = zlib.compress(content, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj\n%b\nendobj\n" % (i, part) for i, part in enumerate(parts, 1))
        + (b"trailer<</Size 5/Root 1 0 R>>\n%%EOF")
    )


def test_a_page_without_end_ends_and_the_pages_behind_it_are_read() -> None:
    pages = [
        capture("one", story(1)),
        capture("bomb", pdf(b"q Q " * 30_000_000), "application/pdf"),
        capture("two", story(2)),
    ]
    # The first page also pays for loading a language.
    found = read_batch([(page, None) for page in pages], seconds=20.0)
    assert [(it.url.rsplit("/", 1)[1], it.code) for it in found.problems] == [("bomb", "too_slow")]
    assert [it.document.url.rsplit("/", 1)[1] for it in found.extractions] == ["one", "two"]
    assert (found.pages, len(found.captured)) == (3, 2)


@pytest.mark.slow
def test_a_run_stays_in_memory_bounds_from_fetching_to_publishing(archive: Path, tmp_path: Path) -> None:
    """The run's own process: Prefect's server and the reading process apart."""
    command = [str(EVLEDGER), "run", "--archive", str(archive)]
    peak = 0
    with subprocess.Popen(command, env=environment(tmp_path / "data"), cwd="/", stdout=subprocess.DEVNULL) as run:
        status = Path(f"/proc/{run.pid}/status")
        while run.poll() is None:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
            peak = max(peak, int(lines.get("VmHWM", "0 kB").split()[0]))
            with suppress(subprocess.TimeoutExpired):
                run.wait(0.1)
    assert run.returncode == 0
    assert 0 < peak // 1024 < 300

"""The committed sample is what its builder writes, and holds what the quick start promises."""

import json
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
ARCHIVE = SAMPLES / "sample.warc.gz"
EXPECTED: list[dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
TEXTS = {path.stem: json.loads(path.read_text("utf-8")) for path in (SAMPLES / "texts").glob("*.json")}
CODES = {"consent_wall", "challenge", "empty_body", "http_error", "unsupported_language", "truncated_record"}


def inflate(data: bytes) -> bytes:
    """All members of a gzip file, the last as far as it goes: zlib versions may pack the same bytes differently."""
    out = b""
    while data:
        member = zlib.decompressobj(wbits=31)
        out += member.decompress(data)
        data = member.unused_data
    return out


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, str(SAMPLES / "build.py"), str(folder)], check=True, cwd=folder)
    return folder


def test_the_committed_archive_is_what_the_builder_writes(rebuilt: Path) -> None:
    # The cut record ends at a packed byte, so only the records before it are compared.
    mine, theirs = (inflate((folder / "sample.warc.gz").read_bytes()) for folder in (rebuilt, SAMPLES))
    last = mine.rindex(b"WARC/1.0\r\n")
    assert mine[:last] == theirs[:last] and theirs[last:].startswith(b"WARC/1.0\r\n")
    assert (rebuilt / "expected.json").read_text("utf-8") == (SAMPLES / "expected.json").read_text("utf-8")


def test_building_twice_gives_the_same_bytes(rebuilt: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "build.py"), str(tmp_path)], check=True, cwd=tmp_path)
    assert (tmp_path / "sample.warc.gz").read_bytes() == (rebuilt / "sample.warc.gz").read_bytes()


def test_the_archive_is_small_and_holds_every_expected_page_in_order() -> None:
    assert ARCHIVE.stat().st_size < 5_000_000
    lines = inflate(ARCHIVE.read_bytes()).split(b"\r\n")
    urls = [line.removeprefix(b"WARC-Target-URI: ").decode() for line in lines if line.startswith(b"WARC-Target-URI: ")]
    assert urls == [page["url"] for page in EXPECTED]
    assert [page["captured"] for page in EXPECTED] == sorted(page["captured"] for page in EXPECTED)


def test_the_sample_is_wide_enough() -> None:
    read = [page for page in EXPECTED if "text" in page]
    assert len(read) >= 60
    assert len({TEXTS[page["text"]]["lang"] for page in read}) >= 10
    articles = {page["text"]: page for page in read}.values()
    assert sum(len(page["milestones"]) for page in articles) > 200
    assert sum(len(page["stock_moves"]) for page in articles) > 25


def test_every_mishap_is_there() -> None:
    problems = Counter(page["problem"] for page in EXPECTED if "problem" in page)
    assert set(problems) == CODES
    assert EXPECTED[-1]["problem"] == "truncated_record"
    for kind in ("same_document_as", "version_of"):
        firsts = {(page["url"], page["captured"]): page for page in EXPECTED}
        again = [page for page in EXPECTED if kind in page]
        assert len(again) >= 2
        for page in again:
            first = firsts[page[kind]["url"], page[kind]["captured"]]
            assert first["text"] == page["text"] and first["captured"] < page["captured"]
            assert (first["milestones"] == page["milestones"]) == (kind == "same_document_as")
    carriers = {page["url"].split("/")[2] for page in EXPECTED if page.get("text") == "pr-rivian-2024-q3"}
    assert len(carriers) == 3


def test_no_page_is_both_read_and_refused() -> None:
    for page in EXPECTED:
        assert ("problem" in page) != ("text" in page), page["url"]


def test_every_gold_quote_stands_in_its_text() -> None:
    for text in TEXTS.values():
        for fact in [*text["milestones"], *text["stock_moves"]]:
            assert fact["quote"] in text["text"], (text["id"], fact["quote"])


def test_copied_texts_are_the_labelled_documents(shared: Path) -> None:
    gold = {path.stem: path for path in (shared / "gold").rglob("*.json")}
    copies = [key for key in TEXTS if key in gold]
    assert len(copies) >= 50
    for key in copies:
        assert json.loads(gold[key].read_text("utf-8")) == TEXTS[key], key

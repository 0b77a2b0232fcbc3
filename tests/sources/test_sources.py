"""The catalogue: every file is whole, and a user's folder adds to it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.model import Capture
from extractors.sources import Source, SourceError, load, sources
from extractors.sources.collect import CHANNELS, WALKS

GOOD = """
language = "de"
channel = "feed"
url = "https://mine.example/feed"
timezone = "Europe/Berlin"
enabled = true
sureness = "low"
"""


def test_the_catalogue_is_whole() -> None:
    found = sources()
    assert len(found) >= 45 and len({source.language for source in found.values() if source.enabled}) >= 10
    assert not [source.name for source in found.values() if source.enabled and source.sureness == "low"]
    assert all(source.evidence for source in found.values())
    assert {source.channel for source in found.values()} == CHANNELS.keys() | WALKS.keys()
    assert len({source.url for source in found.values()}) == len(found)


@pytest.mark.parametrize("source", [it for it in sources().values() if it.channel in CHANNELS], ids=lambda it: it.name)
def test_every_source_can_be_asked(source: Source, problem_codes) -> None:
    """The channel's own options are whole: a page of nothing ends in a code of the list, not in an error."""
    answer = Capture(source.name, source.url, source.url, datetime(2026, 11, 20, tzinfo=UTC), 200, (), b"<html></html>")
    found = list(CHANNELS[source.channel](answer, source))
    assert [item.code for item in found] in (["no_items"], ["not_a_feed"], ["not_a_sitemap"])
    assert {item.code for item in found} <= problem_codes


def test_a_users_folder_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD + "[options]\nx = 1\n[[recipe]]\nfrom = 2026-01-01\n", "utf-8")
    (tmp_path / "electrek.toml").write_text(GOOD, "utf-8")
    found = sources(tmp_path)
    assert (found["mine"].language, found["mine"].option("x"), found["mine"].option("y", 2)) == ("de", 1, 2)
    assert found["electrek"].url == "https://mine.example/feed"
    assert found.keys() == sources().keys() | {"mine"}


def test_include_keeps_what_it_matches(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD + "include = '/\\d{4}/'\n", "utf-8")
    source = load(path)
    assert source.wants("https://a.example/2026/x") and not source.wants("https://a.example/about")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('channel = "feed"', 'channel = "fed"', "channel"),
        ('"low"', '"certain"', "sureness"),
        ("https://", "ftp://", "url"),
        ("Europe/Berlin", "Berlin", "timezone"),
        ("enabled = true", "enabled = false", "reason"),
        ("enabled = true", 'enabled = "yes"', "enabled"),
        ('language = "de"', "", "language missing"),
        ('language = "de"', 'language = "de"\nlangauge = "de"', "unknown field langauge"),
        ('language = "de"', 'language = "de"\nname = "other"', "name"),
        ('language = "de"', 'language = "de"\ninclude = "("', "include"),
        ('language = "de"', "language = de", "mine.toml"),
    ],
)
def test_a_wrong_file_is_named_with_its_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(SourceError, match=message):
        load(path)

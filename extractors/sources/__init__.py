"""The catalogue: one TOML file a source, found, not registered.

A user's own folder holds files with the same fields; a file there with the name of one of ours replaces it. Besides
these fields a file may hold `[[recipe]]` tables, the selectors of its pages, which the readers take from it.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Channel = Literal["feed", "sitemap", "listing", "edgar", "hkex", "cninfo"]
SURENESS = ("high", "medium", "low")
CHANNELS: tuple[str, ...] = get_args(Channel)


class SourceError(ValueError):
    """A source's file is not what it must be; the message names file and field."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place that lists pages.

    `name` is the file's stem. `language` and `timezone` (IANA) hold for pages and dates that do not tell their own.
    `sureness` is how well the address is known: high (seen in several places or checked), medium, low. `evidence` says
    where it was seen; `reason` why a source is switched off. `pace` (seconds) widens the client's; `window` is how many
    items the list holds, so that a run knows how often it must look. `include` keeps of the listed addresses those it
    matches (regular expression, searched). `country` is ISO 3166, `company` a maker's slug where the source is its own.
    `options` are the channel's own settings.
    """

    name: str
    language: str
    channel: Channel
    url: str
    timezone: str
    enabled: bool
    sureness: str
    publisher: str | None = None
    country: str | None = None
    company: str | None = None
    evidence: str | None = None
    reason: str | None = None
    note: str | None = None
    pace: float = 0.0
    window: int | None = None
    include: str | None = None
    options: tuple[tuple[str, Any], ...] = ()

    def wants(self, url: str) -> bool:
        """Whether an address that the list names is a page to read."""
        return self.include is None or re.search(self.include, url) is not None

    def option(self, name: str, default: Any = None) -> Any:
        """A setting of the channel."""
        return dict(self.options).get(name, default)


def load(path: Path) -> Source:
    """Read one source's file; raises SourceError."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: {error}") from error
    table.pop("recipe", None)
    table["options"] = tuple(sorted(table.get("options", {}).items()))
    table.setdefault("name", path.stem)
    known = {field.name for field in fields(Source)}
    required = {"name", "language", "channel", "url", "timezone", "enabled", "sureness"}
    if wrong := sorted(table.keys() - known):
        raise SourceError(f"{path}: unknown field {', '.join(wrong)}")
    if missing := sorted(required - table.keys()):
        raise SourceError(f"{path}: {', '.join(missing)} missing")
    source = Source(**table)
    for field, message in _faults(source, path):
        raise SourceError(f"{path}: {field}: {message}")
    return source


def _faults(source: Source, path: Path) -> list[tuple[str, str]]:
    faults = []
    if source.name != path.stem:
        faults.append(("name", f"must be the file's stem, {path.stem}"))
    if source.channel not in CHANNELS:
        faults.append(("channel", f"is none of {', '.join(CHANNELS)}"))
    if source.sureness not in SURENESS:
        faults.append(("sureness", f"is none of {', '.join(SURENESS)}"))
    if not isinstance(source.enabled, bool):
        faults.append(("enabled", "must be true or false"))
    if urlsplit(source.url).scheme not in {"http", "https"} or not urlsplit(source.url).hostname:
        faults.append(("url", "is not an http or https address"))
    if not re.fullmatch(r"[a-z]{2,3}", source.language):
        faults.append(("language", "is not a language code like en"))
    if not source.enabled and not source.reason:
        faults.append(("reason", "is needed where enabled = false"))
    try:
        ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        faults.append(("timezone", f"{source.timezone} is no IANA time zone"))
    try:
        re.compile(source.include or "")
    except re.error as error:
        faults.append(("include", str(error)))
    return faults


@cache
def sources(extra_folder: Path | None = None) -> dict[str, Source]:
    """Every source by name, ours and those of `extra_folder`, read once a process; raises SourceError."""
    folders = [Path(__file__).parent, *([extra_folder] if extra_folder is not None else [])]
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return {name: load(path) for name, path in sorted(paths.items())}

"""Web archives as a channel: our own, the bundled sample and foreign ones (CC-NEWS) meet here."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from extractors.model import Capture, Problem
from extractors.web import archive


def files(paths: Iterable[Path]) -> list[Path]:
    """Archive files named, and those in named folders, in the order of their names; raises FileNotFoundError."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        inside = (it for it in path.rglob("*") if it.name.endswith((".warc", ".warc.gz")))
        found += sorted(inside) if path.is_dir() else [path]
    return found


def pages(
    paths: Iterable[Path],
    hosts: Iterable[str] | None = None,
    since: datetime | None = None,
    wanted: Callable[[Capture], bool] | None = None,
) -> Iterator[Capture | Problem]:
    """Every page of these archives; `hosts` keeps those hosts and their subdomains, `since` (aware) what is newer."""
    keep = None if hosts is None else tuple(host.lower() for host in hosts)
    for path in files(paths):
        for item in archive.read(path):
            if isinstance(item, Capture) and (
                (keep is not None and not _under(item.final_url, keep))
                or (since is not None and item.fetched < since)
                or (wanted is not None and not wanted(item))
            ):
                continue
            yield item


def _under(url: str, hosts: tuple[str, ...]) -> bool:
    name = (urlsplit(url).hostname or "").lower()
    return any(name == host or name.endswith(f".{host}") for host in hosts)

"""Which providers a run asks, in which order."""

from pathlib import Path

from extractors.prices.collect import Fetch, Provider
from extractors.prices.files import Files
from extractors.prices.tiingo import Tiingo
from extractors.prices.yahoo import Yahoo


def providers(
    fetch: Fetch, folder: Path | None = None, tiingo_key: str = "", yahoo: bool = False
) -> tuple[Provider, ...]:
    """The user's own files, named by their folder, then Tiingo where there is a key, then Yahoo where switched on."""
    files: tuple[Provider, ...] = (Files(folder, folder.name),) if folder is not None else ()
    keyed: tuple[Provider, ...] = (Tiingo(tiingo_key, fetch),) if tiingo_key else ()
    return (*files, *keyed, *((Yahoo(fetch),) if yahoo else ()))

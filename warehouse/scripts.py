"""The SQL that comes with the package."""

from functools import cache
from importlib.resources import files


@cache
def scripts(folder: str) -> tuple[tuple[str, str], ...]:
    """The SQL files of a folder of this room, as (name without .sql, text), in the order of their names."""
    found = (entry for entry in files("warehouse").joinpath(folder).iterdir() if entry.name.endswith(".sql"))
    return tuple(sorted((entry.name.removesuffix(".sql"), entry.read_text("utf-8")) for entry in found))

"""Which extractor read a document: a digest of the code and knowledge that decide what a page says."""

from functools import cache
from pathlib import Path

from extractors.model import content_id

ROOMS = ("registry", "text", "facts", "readers")


@cache
def extractor_version() -> str:
    """Eight hex digits that change whenever a rule, a language, a maker or a reader changes, and only then."""
    root = Path(__file__).parent
    files = sorted(
        path
        for room in ROOMS
        for path in (root / room).rglob("*")
        if path.suffix in {".py", ".toml", ".json"} and "__pycache__" not in path.parts
    )
    return content_id((f"{path.relative_to(root)}\n{path.read_text('utf-8')}" for path in files), 8)

"""docs/problems.md is the one list of codes: whole, and without dead entries."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from extractors.prices.tiingo import REFUSALS

ROOT = Path(__file__).parent.parent
RAISERS = {"Problem", "problem", "Unlike", "Unreadable"}
FILES = [path for room in ("extractors", "flows", "warehouse") for path in (ROOT / room).rglob("*.py")]
WALLS = tomllib.loads((ROOT / "extractors/readers/walls.toml").read_text("utf-8")).keys()


def words(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def raised(path: Path) -> set[str]:
    """Words in the places of a code, in the calls that make Problems."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", None)) in RAISERS:
            choices = [part for arg in node.args[:3] for part in ([arg.body, arg.orelse] if is_choice(arg) else [arg])]
            found |= {it.value for it in choices if isinstance(it, ast.Constant) and isinstance(it.value, str)}
    return {word for word in found if re.fullmatch("[a-z_]+", word)}


def is_choice(node: ast.AST) -> bool:
    return isinstance(node, ast.IfExp)


def test_every_code_is_in_the_list_and_every_entry_is_used(problem_codes: frozenset[str]) -> None:
    used = set(WALLS) | set(REFUSALS.values())
    used |= {word for path in FILES for word in raised(path)}
    assert used - problem_codes == set()
    anywhere = {word for path in FILES for word in words(ast.parse(path.read_text("utf-8")))} | used
    assert problem_codes - anywhere == set()

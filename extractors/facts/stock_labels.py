"""Which answers about share moves the labels of a document bear out."""

from collections.abc import Mapping, Sequence
from typing import Any

from extractors.facts.evaluate import MARQUES
from extractors.facts.judge import Option

GATES = ("move", "move_wordless")  # what follows is asked only where these are answered with yes
NEAR = 0.05
SIGNS = {"up": 1, "down": -1, "flat": 0}


def right(question: str, about: Any, options: Sequence[Option], gold: Mapping[str, Any]) -> list[int]:
    """Indexes of the right answers; empty where the labels do not tell."""
    moves = gold["stock_moves"]
    if question == "move_wordless":
        sign = {"high": "up", "low": "down"}.get(about.kind, about.kind)
        held = [m for m in moves if not m["pct"] and m["direction"] == sign and _within(about, m, gold)]
        return [i for i, option in enumerate(options) if option.value is bool(held)]
    size = float(abs(about.value)) if about.unit == "percent" else 0.0
    alike = [m for m in moves if abs(abs(m["pct"] or 0.0) - size) <= NEAR]
    held = [m for m in alike if _within(about, m, gold)]
    if question == "move":
        return [] if alike and not held else [i for i, o in enumerate(options) if o.value is bool(held)]
    wanted = [_wanted(question, move) for move in held]
    return [i for i, option in enumerate(options) if _given(question, option.value) in wanted]


def _within(about: Any, move: Mapping[str, Any], gold: Mapping[str, Any]) -> bool:
    start = gold["text"].find(move["quote"])
    return bool(start <= about.start < start + len(move["quote"]))


def _wanted(question: str, move: Mapping[str, Any]) -> Any:
    if question == "move_owner":
        return MARQUES.get(move["company"], move["company"])
    if question == "move_sign":
        return SIGNS[move["direction"]]
    return move["window"] if question == "move_window" else move["price"]


def _given(question: str, value: Any) -> Any:
    if question == "move_owner":
        return MARQUES.get(value.company, value.company)
    if question == "move_price":
        return None if value is None else float(value.value)
    return value

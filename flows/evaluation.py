"""The extractor's facts beside labelled ones, as text: what `evledger eval` prints."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractors.facts.evaluate import Evaluation, Mistake, evaluate
from flows import show

COLUMNS = ("language", "facts", "level", "precision", "recall", "F1", "labelled", "found")


def labelled(folder: Path) -> list[tuple[dict[str, Any], bytes]]:
    """Every labelled document below a folder, with its bytes; files of another kind are left out."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        body = path.read_bytes()
        gold = json.loads(body)
        if isinstance(gold, dict) and {"id", "text", "milestones", "stock_moves"} <= gold.keys():
            found.append((gold, body))
    return found


def as_text(golds: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]], errors: int) -> str:
    """The scores overall and by language, agreement of the other fields, and the `errors` worst documents."""
    # Through JSON, so that days compare as the labels write them.
    result = evaluate(golds, json.loads(json.dumps(answers, default=str)))
    names = sorted(result.scores, key=lambda name: (name != "overall", name))
    rows = [
        (
            name,
            kind.replace("_", " "),
            level,
            *map(_share, (score.precision, score.recall, score.f1)),
            score.gold,
            score.predicted,
        )
        for name in names
        for kind, levels in result.scores[name].items()
        for level, score in levels.items()
        if level in {"core", "strict"} and score.gold + score.predicted
    ]
    agreement = [
        (kind.replace("_", " "), field, _share(right / total), total)
        for kind, fields in result.fields.items()
        for field, (right, total) in fields.items()
        if total
    ]
    text = show.as_table(COLUMNS, rows) + show.as_table(("of core matches", "field", "agree", "facts"), agreement)
    return text + _worst(result, errors) if errors else text


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _worst(result: Evaluation, count: int) -> str:
    worst = {name: f1 for f1, name in result.worst[:count]}
    rows = [
        (f"{it.document} ({worst[it.document]:.2f})", *_mistake(it)) for it in result.mistakes if it.document in worst
    ]
    return show.as_table(("document (core F1)", "", "fact", "quote"), sorted(rows))


def _mistake(it: Mistake) -> tuple[str, str, str]:
    left_out = {"quote", "quote_start", "quote_end"}
    fact = ", ".join(str(value) for name, value in it.fact.items() if value is not None and name not in left_out)
    return "missed" if it.missed else "wrong", fact, str(it.fact.get("quote") or "")

"""How the reader does in a language from which it learned nothing: `python benchmarks/reader/left_out.py [GOLD_DIR]`.

For each language of the labelled documents, the weights are learned from the corpus without that language, and its
documents are read with them; beside it, the committed weights. Its words, numbers and times are known in both.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractors.facts import extract
from extractors.facts.evaluate import Score, evaluate
from extractors.facts.judge import Judge, judge
from extractors.facts.learn import document, labelled, learn
from flows import inputs, show

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
COLUMNS = ("language", "facts", "core F1", "left out", "strict F1", "left out", "stock core F1", "left out")


def scores(golds: Sequence[dict[str, Any]], by: Judge) -> list[Score]:
    """Core and strict of milestones, core of share moves."""
    answers = [inputs.as_data(extract(document(gold), by)) | {"id": gold["id"]} for gold in golds]
    found = evaluate(golds, answers).scores["overall"]
    return [found["milestones"]["core"], found["milestones"]["strict"], found["stock_moves"]["core"]]


def main(folder: Path) -> None:
    golds = labelled([folder])
    rows, totals = [], ([], [])
    for language in sorted({gold["lang"][:2] for gold in golds}):
        own = [gold for gold in golds if gold["lang"][:2] == language]
        pair = [
            scores(own, judge()),
            scores(own, Judge(learn(labelled([CORPUS / "train", CORPUS / "check"], language)))),
        ]
        rows.append(row(language, *pair))
        print(f"{language} done", file=sys.stderr)
        for total, found in zip(totals, pair, strict=True):
            total.append(found)
    rows.append(row("overall", *([added(column) for column in zip(*total, strict=True)] for total in totals)))
    print(show.as_table(COLUMNS, rows))


def added(column: Sequence[Score]) -> Score:
    return Score(*(sum(numbers) for numbers in zip(*column, strict=True)))


def row(name: str, with_it: Sequence[Score], without: Sequence[Score]) -> list[object]:
    cells = [f"{score.f1 or 0:.3f}" for pair in zip(with_it, without, strict=True) for score in pair]
    return [name, with_it[0].gold, *cells]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS / "dev")

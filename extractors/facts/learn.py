"""Learns the judge's weights from labelled documents: `python -m extractors.facts.learn FOLDER… [--without xx]`.

Every document is read as always, but a teacher who knows the labels answers, and notes for each question the answers
that were offered and the right ones. The weights maximise the likelihood of the right answers, less a penalty on their
squares. Documents are read twice: with the right answers as context, then with what was learned from other documents,
so that the context errs as it will in documents never seen. Only the second reading teaches in the end. Deterministic.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from extractors.facts import extract, stock_labels
from extractors.facts.evaluate import MARQUES, same_company
from extractors.facts.judge import WEIGHTS, Judge, Option
from extractors.facts.scene import Spanned
from extractors.model import Document
from extractors.registry import NameMention

FOLDS = 4
PENALTY = 4.0  # of 1 to 16 the one by which answers of documents left out were likeliest, all questions together
PENALTIES = {"time": 2.0}  # where another is far better
GIVEN = 3  # how often a document counts that came with the contract, as those to be read are of its kind; ours: once
STEPS = 250
RARE = 3  # a trait seen less often is left out
SMALL = 0.02

Trait = tuple[str, str]  # the table of weights that it is looked up in, and its name
Lesson = tuple[list[list[Trait]], list[int]]  # traits of each answer, and which answers are right


class Teacher(Judge):
    """Answers rightly where the labels tell, as the `known` weights say elsewhere, and takes notes."""

    def __init__(self, known: Judge, gold: Mapping[str, Any], right_context: bool) -> None:
        super().__init__(known.weights)
        self.rows = known.rows  # made once for all who ask these weights
        self.gold = gold
        self.right_context = right_context
        self.lessons: dict[str, list[Lesson]] = defaultdict(list)
        self._facts = self.gold["milestones"]
        self._optional = set(self.gold.get("optional_values") or ()) | {f["value"] for f in self._facts}
        self._places = [(p := self.gold["text"].find(f["quote"]), p + len(f["quote"])) for f in self._facts]

    def weigh(
        self, question: str, about: Spanned, options: Sequence[Option], same: Callable[[Any], Any] = lambda it: it
    ) -> tuple[Any, float]:
        """The right answer, or the weights' own where the labels do not tell or the context is to be as in life.

        Always sure, so that no figure is left out for its doubts.
        """
        right = self._right(question, about, options)
        own = super().weigh(question, about, options, same)[0]
        if not right or len(right) == len(options):
            return own, 1.0
        self.lessons[question].append(([[(o.table(question), trait) for trait in o.told] for o in options], right))
        if not self.right_context and question not in ("fact", *stock_labels.GATES):
            return own, 1.0
        return super().weigh(question, about, [options[i] for i in right], same)[0], 1.0

    def _right(self, question: str, about: Any, options: Sequence[Option]) -> list[int]:
        if question.startswith("move"):
            return stock_labels.right(question, about, options, self.gold)
        if question in ("change", "basis"):
            return self._right_change(question, about, options)
        facts = self._of(about)
        if question == "fact":
            if not facts and int(about.value) in self._optional:
                return []
            return [i for i, option in enumerate(options) if option.value is bool(facts)]
        if question == "region":
            facts = [fact for fact in facts if "region" in fact]
        if question == "maker":
            return [i for i, option in enumerate(options) if any(_is_maker(fact, option.value) for fact in facts)]
        wanted = [_wanted(question, fact) for fact in facts]
        return [i for i, option in enumerate(options) if _given(question, option.value) in wanted]

    def _right_change(self, question: str, percent: Any, options: Sequence[Option]) -> list[int]:
        size = float(abs(percent.value))
        held = [f for f in self._facts if size in (abs(f.get("yoy_pct") or 0), abs(f.get("seq_pct") or 0))]
        if question == "basis":
            yearly = {abs(f.get("yoy_pct") or 0) == size for f in held}
            return [i for i, o in enumerate(options) if len(yearly) == 1 and (o.value == "yoy") in yearly]
        if not held:
            return [i for i, option in enumerate(options) if option.value is None]
        return [i for i, o in enumerate(options) if o.value is not None and any(f in held for f in self._of(o.value))]

    def _of(self, figure: Any) -> list[Mapping[str, Any]]:
        """The labelled facts that a figure states."""
        value = int(figure.value)
        return [
            fact
            for fact, (start, end) in zip(self._facts, self._places, strict=True)
            if fact["value"] == value and start <= figure.start and figure.start < end
        ]


def _is_maker(fact: Mapping[str, Any], name: NameMention) -> bool:
    """Whether a name is the maker's of a fact: a marque also where the label has its group and the marque as brand."""
    if MARQUES.get(fact["company"], fact["company"]) == MARQUES.get(name.company, name.company):
        return True
    return bool(fact.get("brand")) and same_company(fact, {"company": name.company})


def _wanted(question: str, fact: Mapping[str, Any]) -> Any:
    if question == "model":
        return _form(fact.get("model"))
    return fact.get({"time": "period"}.get(question, question))


def _given(question: str, value: Any) -> Any:
    return _form(value[0]) if question == "model" else value


def _form(model: str | None) -> str | None:
    return model.casefold() if model else None


def document(gold: Mapping[str, Any]) -> Document:
    """A labelled document as the reader takes it."""
    published = date.fromisoformat(gold["published"]) if gold.get("published") else None
    return Document(gold["id"], "", None, None, gold["lang"], gold.get("title"), published, gold["text"])


def learn(golds: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """The weights that answer the questions of labelled documents best."""
    golds = list(golds)
    first = [_lessons(gold, Judge({}), True) for gold in golds]
    others = [Judge(_fit_all(own for i, own in enumerate(first) if i % FOLDS != fold)) for fold in range(FOLDS)]
    return _fit_all(_lessons(gold, others[i % FOLDS], False) for i, gold in enumerate(golds))


def _lessons(gold: Mapping[str, Any], known: Judge, right_context: bool) -> Mapping[str, list[Lesson]]:
    """What a document teaches to one who reads it with these weights."""
    teacher = Teacher(known, gold, right_context)
    extract(document(gold), teacher)
    times = 1 if gold.get("publisher") == "own" else GIVEN
    return {question: own * times for question, own in teacher.lessons.items()}


def _fit_all(documents: Iterable[Mapping[str, list[Lesson]]]) -> dict[str, dict[str, float]]:
    """The tables of weights of all questions."""
    lessons: dict[str, list[Lesson]] = defaultdict(list)
    for told in documents:
        for question, more in told.items():
            lessons[question] += more
    tables: dict[str, dict[str, float]] = {}
    for question, own in sorted(lessons.items()):
        tables |= fit(own, PENALTIES.get(question, PENALTY))
    return tables


def fit(lessons: Sequence[Lesson], penalty: float = PENALTY) -> dict[str, dict[str, float]]:
    """Tables of weights of a question: conditional logit with a penalty on squares, by Adam on all lessons at once."""
    counts: dict[Trait, int] = defaultdict(int)
    for options, _ in lessons:
        for trait in {trait for traits in options for trait in traits}:
            counts[trait] += 1
    index = {trait: i for i, trait in enumerate(sorted(t for t, n in counts.items() if n >= RARE))}
    starts, right, owner, traits = [], [], [], []
    size = 0
    for options, good in lessons:
        starts.append(size)
        for i, own in enumerate(options):
            known = [index[trait] for trait in own if trait in index]
            traits += known
            owner += [size] * len(known)
            right.append(i in good)
            size += 1
    begins, owners, columns, good_ = np.array(starts), np.array(owner, int), np.array(traits, int), np.array(right)
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, size]))
    w = np.zeros(len(index))
    mean, square = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        score = np.bincount(owners, w[columns], size)
        score = np.exp(score - np.maximum.reduceat(score, begins)[group])
        chance = score / np.add.reduceat(score, begins)[group]
        hit = np.where(good_, score, 0.0)
        aim = hit / np.add.reduceat(hit, begins)[group]
        slope = np.bincount(columns, (chance - aim)[owners], len(w)) + penalty * w
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        rate = 0.1 * (1 - step / (STEPS + 1))
        w -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    tables: dict[str, dict[str, float]] = {}
    for (table, name), i in index.items():
        if abs(w[i]) >= SMALL:
            tables.setdefault(table, {})[name] = round(float(w[i]), 3)
    return tables


def labelled(folders: Iterable[Path], without: str | None = None) -> list[dict[str, Any]]:
    """Labelled documents of folders in a fixed order, those of one language left out."""
    paths = sorted(path for folder in folders for path in folder.rglob("*.json"))
    golds = [json.loads(path.read_text("utf-8")) for path in paths]
    return [gold for gold in golds if gold["lang"][:2] != without]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--without", help="a language to leave out")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    weights = learn(labelled(args.folders, args.without))
    args.out.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Which of several readings is right: each has plain traits, and the highest sum of their learned weights wins.

The weights are in weights.json (question, with the answer where all answers share their traits → trait → weight),
written by `python -m extractors.facts.learn` from the labelled documents. A trait that was never seen weighs nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from extractors.facts.scene import Spanned

WEIGHTS = Path(__file__).with_name("weights.json")
Weights = Mapping[str, Mapping[str, float]]


class Option(NamedTuple):
    """One answer to a question with all that speaks for or against it.

    `answer` names one of a closed set, whose members all have the same traits. `common` are further traits that other
    options have too: one and the same sequence in each of them, so that it is weighed once.
    """

    value: Any
    traits: Sequence[str]
    answer: str = ""
    common: Sequence[str] = ()

    @property
    def told(self) -> Sequence[str]:
        """All traits."""
        return (*self.traits, *self.common) if self.common else self.traits

    def table(self, question: str) -> str:
        """Name of the weights that are asked for these traits."""
        return f"{question} {self.answer}" if self.answer else question


def each(values: Iterable[str], traits: Sequence[str]) -> list[Option]:
    """For a closed set of answers: every trait speaks for or against each of them."""
    return [Option(value, traits, value) for value in values]


class Judge:
    """Chooses by the weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.rows: dict[tuple[str, ...], dict[str, tuple[float, ...]]] = {}

    def weigh(
        self, question: str, about: Spanned, options: Sequence[Option], same: Callable[[Any], Any] = lambda it: it
    ) -> tuple[Any, float]:
        """The likeliest value, be it offered once or often, and the chance that it is right, 0 to 1.

        `about` is the figure that is asked for; options whose values are the `same` add up their chances.
        """
        sums = self._closed(question, options) if options[0].answer else self._open(question, options)
        highest = max(sums)
        chances: dict[Any, float] = {}
        best: dict[Any, int] = {}
        for i, (option, total) in enumerate(zip(options, sums, strict=True)):
            key = same(option.value)
            chances[key] = chances.get(key, 0.0) + exp(total - highest)
            if key not in best or total > sums[best[key]]:
                best[key] = i
        likeliest = max(chances, key=chances.__getitem__)
        return options[best[likeliest]].value, chances[likeliest] / sum(chances.values())

    def _open(self, question: str, options: Sequence[Option]) -> list[float]:
        """Sum of weights of each answer."""
        get = self.weights.get(question, {}).get
        sums: list[float] = []
        common: dict[int, float] = {}
        for option in options:
            key = id(option.common)
            if key not in common:
                common[key] = sum(map(get, option.common, repeat(0.0)))
            sums.append(sum(map(get, option.traits, repeat(0.0)), common[key]))
        return sums

    def _closed(self, question: str, options: Sequence[Option]) -> list[float]:
        """Sum of weights of each answer of a closed set, from one table that has a row of weights for each trait."""
        key = question, *(option.answer for option in options)
        rows = self.rows.get(key)
        if rows is None:
            tables = [self.table(question, option) for option in options]
            traits = {trait for table in tables for trait in table}
            rows = self.rows[key] = {trait: tuple(table.get(trait, 0.0) for table in tables) for trait in traits}
        found = filter(None, map(rows.get, options[0].traits))
        return [sum(column) for column in zip(*found, strict=True)] or [0.0] * len(options)

    def table(self, question: str, option: Option) -> Mapping[str, float]:
        """The weights of an option's traits."""
        return self.weights.get(option.table(question), {})

    def choose(self, question: str, about: Spanned, options: Sequence[Option]) -> Any:
        """The likeliest value."""
        return self.weigh(question, about, options)[0]


@cache
def judge() -> Judge:
    """The judge with the committed weights."""
    return Judge(json.loads(WEIGHTS.read_text("utf-8")))

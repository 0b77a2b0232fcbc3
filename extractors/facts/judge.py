"""Which of several readings is right: each has plain traits, and the highest sum of their learned weights wins.

The weights are in weights.json (question → trait → weight), written by `python -m extractors.facts.learn` from the
labelled documents. A trait that was never seen weighs nothing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import repeat
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from extractors.facts.scene import Spanned

WEIGHTS = Path(__file__).with_name("weights.json")
Weights = Mapping[str, Mapping[str, float]]


class Option(NamedTuple):
    """One answer to a question with all that speaks for or against it."""

    value: Any
    traits: Sequence[str]


class Judge:
    """Chooses by the weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def weigh(
        self, question: str, about: Spanned, options: Sequence[Option], same: Callable[[Any], Any] = lambda it: it
    ) -> tuple[Any, float]:
        """The value with the highest weight, of equals the first, and the chance that it is right, 0 to 1.

        `about` is the figure that is asked for; options whose values are the `same` share their chances.
        """
        weight = self.weights.get(question, {}).get
        sums = [sum(map(weight, option.traits, repeat(0.0))) for option in options]
        highest = max(sums)
        value = options[sums.index(highest)].value
        chances = [exp(it - highest) for it in sums]
        alike = (c for c, option in zip(chances, options, strict=True) if same(option.value) == same(value))
        return value, sum(alike) / sum(chances)

    def choose(self, question: str, about: Spanned, options: Sequence[Option]) -> Any:
        """The value with the highest weight."""
        return self.weigh(question, about, options)[0]


@cache
def judge() -> Judge:
    """The judge with the committed weights."""
    return Judge(json.loads(WEIGHTS.read_text("utf-8")))

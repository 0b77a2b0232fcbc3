"""Which of several readings is right: each has plain traits, and the most likely by their learned weights wins.

The weights are in weights.json (question → trait → weight), written by `python -m extractors.facts.learn` from the
labelled documents. A trait that was never seen weighs nothing.
"""

import json
from collections.abc import Mapping, Sequence
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

    def choose(self, question: str, about: Spanned, options: Sequence[Option]) -> Any:
        """The likeliest value, be it offered once or often; of equals the first. `about`: the figure asked for."""
        weights = self.weights.get(question, {})
        scores = [sum(map(weights.get, option.traits, repeat(0.0))) for option in options]
        highest = max(scores)
        chances: dict[Any, float] = {}
        for option, score in zip(options, scores, strict=True):
            chances[option.value] = chances.get(option.value, 0.0) + exp(score - highest)
        return max(chances, key=chances.__getitem__)


@cache
def judge() -> Judge:
    """The judge with the committed weights."""
    return Judge(json.loads(WEIGHTS.read_text("utf-8")))

"""Extracted facts against labelled ones: precision, recall, F1 per kind, level and language, and what went wrong.

The rules of matching are those of the fact contract: one-to-one inside a document (maximum bipartite matching), a
marque counts as its group where either side says so, `optional_values` of a labelled document are dropped.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from extractors.registry import registry

Fact = Mapping[str, Any]
Test = Callable[[Fact, Fact], bool]
PCT_TOLERANCE, PRICE_TOLERANCE, EPSILON = 0.05, 0.005, 1e-9
# Marques that the labelled documents may name under the group that makes them.
MARQUES = {
    "genesis": "hyundai",
    "lynk-co": "geely",
    "galaxy": "geely",
    "mini": "bmw",
    "aito": "seres",
    "onvo": "nio",
    "firefly": "nio",
    "denza": "byd",
    "deepal": "changan",
}


class Score(NamedTuple):
    """Hits, predictions and labelled facts of some documents."""

    hits: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float | None:
        """None where nothing was predicted."""
        return self.hits / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """None where nothing is labelled."""
        return self.hits / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """None where neither side has a fact."""
        return 2 * self.hits / (self.predicted + self.gold) if self.predicted + self.gold else None


class Mistake(NamedTuple):
    """A labelled fact that was missed, or a predicted one that no labelled fact matches at core."""

    document: str
    kind: str
    missed: bool
    fact: Fact


@dataclass(frozen=True)
class Evaluation:
    """`scores[language or "overall"][kind][level]`; agreement of fields among core matches, where the label names
    the field; documents by core F1."""

    scores: Mapping[str, Mapping[str, Mapping[str, Score]]]
    fields: Mapping[str, Mapping[str, tuple[int, int]]]
    worst: Sequence[tuple[float, str]]
    mistakes: Sequence[Mistake]


def evaluate(golds: Iterable[Fact], predictions: Iterable[Fact]) -> Evaluation:
    """Score predicted documents (`id, milestones, stock_moves`) against labelled ones (with `lang`), joined on `id`.

    A labelled document without a prediction counts all its facts as missed; predictions of unknown ids are left out.
    """
    by_id = {p["id"]: p for p in predictions}
    totals: dict[str, dict[str, dict[str, Score]]] = {}
    fields: dict[str, dict[str, tuple[int, int]]] = {kind: {} for kind in LEVELS}
    worst, mistakes = [], []
    for gold in golds:
        hits = facts = 0
        for kind, levels in LEVELS.items():
            labelled, predicted = _facts(gold, kind), _predicted(gold, by_id.get(gold["id"]), kind)
            for level, tests in levels.items():
                score = Score(len(match(labelled, predicted, tests)), len(predicted), len(labelled))
                for name in ("overall", gold.get("lang") or "?"):
                    table = totals.setdefault(name, {}).setdefault(kind, {})
                    table[level] = Score(*(a + b for a, b in zip(table.get(level, (0, 0, 0)), score, strict=True)))
            pairs = best_pairs(labelled, predicted, levels["core"], EXTRA[kind])
            for name, test in EXTRA[kind].items():
                right, all_ = fields[kind].get(name, (0, 0))
                told = [(i, j) for i, j in pairs if name in labelled[i]]
                agreed = sum(test(labelled[i], predicted[j]) for i, j in told)
                fields[kind][name] = (right + agreed, all_ + len(told))
            core = match(labelled, predicted, levels["core"])
            hits, facts = hits + len(core), facts + len(labelled) + len(predicted)
            left, right_side = {i for i, _ in core}, {j for _, j in core}
            mistakes += [Mistake(gold["id"], kind, True, f) for i, f in enumerate(labelled) if i not in left]
            mistakes += [Mistake(gold["id"], kind, False, f) for j, f in enumerate(predicted) if j not in right_side]
        if facts:
            worst.append((2 * hits / facts, str(gold["id"])))
    return Evaluation(totals, fields, sorted(worst), mistakes)


def match(gold: Sequence[Fact], predicted: Sequence[Fact], tests: Mapping[str, Test]) -> list[tuple[int, int]]:
    """Maximum one-to-one matching of the facts for which every test holds: (labelled index, predicted index)."""
    edges = [[j for j, p in enumerate(predicted) if all(test(g, p) for test in tests.values())] for g in gold]
    owner: dict[int, int] = {}

    def augment(i: int, seen: set[int]) -> bool:
        for j in edges[i]:
            if j not in seen:
                seen.add(j)
                if j not in owner or augment(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    for i in range(len(gold)):
        augment(i, set())
    return sorted((i, j) for j, i in owner.items())


def best_pairs(
    gold: Sequence[Fact], predicted: Sequence[Fact], core: Mapping[str, Test], more: Mapping[str, Test]
) -> list[tuple[int, int]]:
    """Core matching of full size in which, greedily, the pairs that agree on most further fields come first."""
    options = sorted(
        (-sum(test(g, p) for test in more.values()), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if all(test(g, p) for test in core.values())
    )
    pairs: dict[int, int] = {}
    for _, i, j in options:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    full = match(gold, predicted, core)
    return list(pairs.items()) if len(pairs) == len(full) else full


def _facts(document: Fact | None, kind: str) -> list[Fact]:
    facts = (document or {}).get(kind)
    return [fact for fact in facts if isinstance(fact, Mapping)] if isinstance(facts, Sequence) else []


def _predicted(gold: Fact, prediction: Fact | None, kind: str) -> list[Fact]:
    stated = {_whole(fact.get("value")) for fact in _facts(gold, "milestones")}
    optional = {_whole(value) for value in gold.get("optional_values") or ()} - stated - {None}
    found = _facts(prediction, kind)
    return [p for p in found if kind != "milestones" or _whole(p.get("value")) not in optional]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).strip().casefold() or None
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _whole(value: Any) -> int | None:
    return int(value) if _number(value) and float(value) == int(value) else None


def _same(field: str) -> Test:
    return lambda g, p: bool(_plain(g.get(field)) == _plain(p.get(field)))


def _near(field: str, tolerance: float) -> Test:
    def test(g: Fact, p: Fact) -> bool:
        a: Any = g.get(field)
        b: Any = p.get(field)
        if _number(a) and _number(b):
            return abs(float(a) - float(b)) <= tolerance + EPSILON
        return not _number(a) and not _number(b) and bool(_plain(a) == _plain(b))

    return test


def _same_value(g: Fact, p: Fact) -> bool:
    value = _whole(g.get("value"))
    return value is not None and value == _whole(p.get("value"))


def same_company(g: Fact, p: Fact) -> bool:
    """The same slug, or one side names the marque and the other its group, with that marque as the brand or none."""
    a, b = _plain(g.get("company")), _plain(p.get("company"))
    if a is None or b is None:
        return False
    return a == b or _under(a, b, p.get("brand")) or _under(b, a, g.get("brand"))


def _under(marque: str, group: str, brand: Any) -> bool:
    """Whether the marque belongs to the group and the group's side names that marque, or no brand at all."""
    if (_parent(marque)) != group:
        return False
    slug = re.sub(r"[^a-z0-9]+", "-", _plain(brand)).strip("-") if isinstance(brand, str) else None
    return slug is None or slug == marque or slug in marque.split("-")


def _parent(marque: str) -> str | None:
    company = registry().by_slug.get(marque)
    return (company.parent if company else None) or MARQUES.get(marque)


CORE: dict[str, Test] = {
    "company": same_company,
    "metric": _same("metric"),
    "value": _same_value,
    "scope": _same("scope"),
    "status": _same("status"),
}
MORE: dict[str, Test] = {
    "period": _same("period"),
    "model": _same("model"),
    "qualifier": _same("qualifier"),
    "elapsed_days": _same("elapsed_days"),
    "yoy_pct": _near("yoy_pct", PCT_TOLERANCE),
}
STOCK: dict[str, Test] = {
    "company": same_company,
    "direction": _same("direction"),
    "pct": _near("pct", PCT_TOLERANCE),
}
STOCK_MORE: dict[str, Test] = {"window": _same("window"), "price": _near("price", PRICE_TOLERANCE)}
LEVELS: dict[str, dict[str, dict[str, Test]]] = {
    "milestones": {
        "value": {"value": _same_value},
        "pair": {"company": same_company, "value": _same_value},
        "core": CORE,
        "strict": CORE | MORE,
    },
    "stock_moves": {"core": STOCK, "strict": STOCK | STOCK_MORE},
}
EXTRA: dict[str, dict[str, Test]] = {
    "milestones": MORE
    | {
        "brand": _same("brand"),
        "seq_pct": _near("seq_pct", PCT_TOLERANCE),
        "powertrain": _same("powertrain"),
        "region": _same("region"),
    },
    "stock_moves": STOCK_MORE | {name: _same(name) for name in ("qualifier", "currency", "venue", "date")},
}

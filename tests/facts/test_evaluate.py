"""The scorer: agreement with the contract's own script, and the rules that are easy to get wrong."""

import json
import random
import runpy
from pathlib import Path

import pytest

from extractors.facts.evaluate import evaluate

CORPUS = Path(__file__).parent.parent / "corpus"
FACT = {"company": "nio", "metric": "deliveries", "value": 100, "scope": "period", "status": "actual"}


def document(*milestones, **more):
    return {"id": "a", "lang": "en", "milestones": list(milestones), "stock_moves": [], **more}


def core(gold, predicted):
    return evaluate([gold], [predicted]).scores["overall"]["milestones"]["core"]


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([FACT], [FACT], (1, 1, 1)),
        ([FACT], [FACT, FACT], (1, 2, 1)),
        ([FACT, FACT], [FACT], (1, 1, 2)),
        ([FACT], [{**FACT, "value": 100.0}], (1, 1, 1)),
        ([FACT], [{**FACT, "status": "target"}], (0, 1, 1)),
        ([{**FACT, "company": "volkswagen", "brand": "Audi"}], [{**FACT, "company": "audi"}], (1, 1, 1)),
        ([{**FACT, "company": "volkswagen", "brand": "Porsche"}], [{**FACT, "company": "audi"}], (0, 1, 1)),
        ([], [FACT], (0, 1, 0)),
    ],
)
def test_core_matches_one_to_one(gold, predicted, expected):
    assert core(document(*gold), document(*predicted)) == expected


def test_optional_values_are_not_held_against_a_prediction():
    assert core(document(optional_values=[100]), document(FACT)) == (0, 0, 0)


def test_mistakes_name_document_and_fact():
    found = evaluate([document(FACT)], [document({**FACT, "value": 7})]).mistakes
    assert [(m.document, m.missed, m.fact["value"]) for m in found] == [("a", True, 100), ("a", False, 7)]


def test_scores_equal_the_reference_script(shared):
    script = runpy.run_path(str(shared / "tools" / "score.py"))
    golds = script["load"](CORPUS / "train")
    chance = random.Random(3)
    predictions = {}
    for name, gold in golds.items():
        facts = {kind: [dict(f) for f in gold[kind] if chance.random() < 0.8] for kind in ("milestones", "stock_moves")}
        for fact in (f for kind in facts.values() for f in kind):
            if chance.random() < 0.4:
                key = chance.choice(sorted(set(fact) - {"quote"}))
                fact[key] = chance.choice([None, 5, 2000, "nio", "volkswagen", "audi", "2024"])
        predictions[name] = {"id": name, **json.loads(json.dumps(facts))}
    theirs = script["score"](golds, predictions)
    ours = evaluate([{**g, "id": name} for name, g in golds.items()], predictions.values())
    for name, result in {"overall": theirs["overall"], **theirs["by_lang"]}.items():
        for kind, levels in ours.scores[name].items():
            for level, score in levels.items():
                reference = result[kind][level]
                assert tuple(score) == (reference["tp"], reference["pred"], reference["gold"]), (name, kind, level)
    for kind, fields in ours.fields.items():
        assert {f: list(n) for f, n in fields.items() if f != "region"} == theirs["overall"][kind]["fields"]

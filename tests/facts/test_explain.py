"""Explanations: every number has its verdict, and they change nothing of what is extracted."""

from datetime import date

import pytest

from extractors.facts import extract
from extractors.facts.explain import explain
from extractors.model import Document

TEXT = (
    "Xiaomi delivered 40,058 vehicles in March 2026, up 38% from a year earlier. The SU7 costs 215,900 yuan. "
    "Its 100,000th car rolled off the line after 230 days.\n\nThe carmaker recalled 12,345 cars over a faulty lock."
)


def document(text: str, lang: str = "en") -> Document:
    return Document("a", "", None, None, lang, "Xiaomi in March", date(2026, 4, 2), text)


@pytest.fixture(scope="module")
def explained():
    return explain(document(TEXT))


def outcome(explained, number: str) -> str:
    return next(v.outcome for v in explained.verdicts if TEXT[v.start : v.end].startswith(number))


def test_the_facts_are_those_of_the_extractor(explained):
    assert explained.extraction == extract(document(TEXT))
    assert len(explained.extraction.milestones) >= 2


def test_every_number_has_a_verdict_in_the_order_of_the_text(explained):
    starts = [v.start for v in explained.verdicts]
    assert starts == sorted(starts)
    for number in ("40,058", "38", "215,900", "100,000", "230", "12,345"):
        assert outcome(explained, number)


def test_a_verdict_says_what_became_of_a_number(explained):
    assert outcome(explained, "40,058") == "milestone: xiaomi deliveries 40,058 (period, actual)"
    assert outcome(explained, "38") == "change of 40,058"
    assert outcome(explained, "215,900") == "not asked: money"
    assert outcome(explained, "12,345").startswith("not asked: its sentence is about a recall")


def test_a_decision_names_its_chance_and_its_reasons(explained):
    verdict = next(v for v in explained.verdicts if v.outcome.startswith("milestone: xiaomi deliveries 40,058"))
    decisions = {d.question: d for d in verdict.decisions}
    assert {"fact", "maker", "metric", "status", "scope", "time"} <= decisions.keys()
    assert decisions["time"].answer == "2026-03"
    assert all(0 < d.chance <= 1 for d in verdict.decisions)
    assert decisions["fact"].reasons[0][1] > 0


def test_marks_lie_in_the_text_and_name_what_they_are(explained):
    kinds = {mark.kind for mark in explained.marks}
    assert kinds == {"name", "figure", "period", "cue"}
    assert all(0 <= mark.start < mark.end <= len(TEXT) for mark in explained.marks)
    assert any(TEXT[m.start : m.end] == "Xiaomi" and m.label == "xiaomi" for m in explained.marks)


def test_a_language_without_a_file_is_explained_by_its_problem():
    found = explain(document("Xiaomi levererte 40 058 biler.", "nb"))
    assert found.verdicts == () and found.extraction.problems[0].code == "unsupported_language"

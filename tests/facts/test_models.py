"""Which model a count is of: constructions of our own."""

from datetime import date

import pytest

from extractors.facts import extract
from extractors.model import Document


def counted(lang, text, title=None):
    document = Document("a", "", None, None, lang, title, date(2024, 7, 10), text)
    return [(m.company, m.model, m.value) for m in extract(document).milestones]


MODELS = [
    # The only model of the sentence before.
    (
        "de",
        "Der Verkaufsschlager von Skoda ist der Enyaq. Im Juni wurden 7.300 Stück ausgeliefert.",
        [("skoda", "Enyaq", 7300)],
    ),
    # Two listed models behind or before one figure are counted jointly.
    ("fr", "Tesla a livré 295 000 Model 3 et Model Y au deuxième trimestre.", [("tesla", "Model 3/Y", 295000)]),
    ("en", "Tesla delivered 422,405 Model 3 and Model Y cars in June.", [("tesla", "Model 3/Y", 422405)]),
    # A list told to be in order, its members with articles.
    (
        "fr",
        "Chez Porsche, le Macan et le Cayenne ont trouvé respectivement 34 430 et 39 245 preneurs.",
        [("porsche", "Macan", 34430), ("porsche", "Cayenne", 39245)],
    ),
]


@pytest.mark.parametrize(("lang", "text", "expected"), MODELS)
def test_models(lang, text, expected):
    assert counted(lang, text) == expected


def test_the_headline_names_the_model():
    text = "Xiaomi keeps customers waiting. The company took 88,000 orders for its first car in a day."
    assert counted("en", text, "Xiaomi SU7 off to a flying start") == [("xiaomi", "SU7", 88000)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Nio and Xpeng both grew in June. The former delivered 21,209 vehicles, the latter 10,668."),
        ("zh", "6月蔚来、小鹏交付量双双上升。前者交付21209辆，后者交付10668辆。"),
    ],
)
def test_former_and_latter(lang, text):
    assert counted(lang, text) == [("nio", None, 21209), ("xpeng", None, 10668)]

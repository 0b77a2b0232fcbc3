"""Times, changes and bounds of counts, construction by construction: sentences of our own and what they state."""

from datetime import date

import pytest

from extractors.facts import extract
from extractors.facts.judge import Judge, Option
from extractors.facts.pairs import change
from extractors.facts.reader import mentions, read
from extractors.facts.scene import Place
from extractors.model import Document
from extractors.registry import registry
from extractors.text import language

PUBLISHED = date(2024, 7, 10)


def counts(lang, text):
    return extract(Document("a", "", None, None, lang, None, PUBLISHED, text)).milestones


TIMES = [
    # A stretch of the year beside the month that the text speaks of.
    (
        "de",
        "Im Juni lieferte Nio 21.209 Autos aus. Nach sechs Monaten stehen die Chinesen bei 87.426 Autos.",
        ["2024-06", "2024-H1"],
    ),
    (
        "fr",
        "En juin, Nio a livré 21.209 voitures. En six mois, la marque totalise 87.426 livraisons.",
        ["2024-06", "2024-H1"],
    ),
    # "The year" is the year so far where it is spoken of what has been done.
    ("it", "A giugno Nio ha consegnato 21.209 auto. Nell'anno le consegne sono 87.426.", ["2024-06", "2024-H1"]),
    # The count that another is measured by does not change what the text speaks of.
    (
        "en",
        "Tesla delivered 443,956 cars in the second quarter, against 466,140 a year earlier. Nio delivered 57,373.",
        ["2024-Q2", "2023-Q2", "2024-Q2"],
    ),
    ("en", "Nio's sales rose from 10,707 in June 2023 to 21,209 in June 2024.", ["2023-06", "2024-06"]),
]

CHANGES = [
    ("en", "Nio sold 21,209 cars in June, 98% more than a year earlier.", [(98.0, None)]),
    ("de", "Im März verkaufte BYD 104.338 Autos und damit 333 Prozent mehr als zwölf Monate zuvor.", [(333.0, None)]),
    # The count that it is measured by tells against what.
    (
        "en",
        "Nio delivered 21,209 vehicles in June, up 11% from 19,107 in May.",
        [(None, 11.0), (None, None)],
    ),
    # Lists of percentages belong to the counts before them in order.
    ("zh", "6月，荣威销量7.7万辆，五菱10.5万辆，同比分别上升53.8%和37%。", [(53.8, None), (37.0, None)]),
    ("ja", "トヨタの６月の世界販売は８４万４９６３台で、前年同月を２・２％上回った。", [(2.2, None)]),
]

BOUNDS = [
    # "20% above" compares, "handed over" is one word.
    ("pt", "Em junho a Nio entregou 21.209 carros, 20% acima dos 17.600 de maio.", ["exact", "exact"]),
    ("en", "Tesla handed over 21,209 cars in June.", ["exact"]),
    ("ko", "기아 EV6 판매는 6월 2만대를 돌파했다.", ["over"]),
]

PAIRS = [
    ("en", "BYD sales rose from 22,000 to 37,000 cars.", ["old", "new"]),
    ("nl", "Bij BYD klom de verkoop van zo’n 22.000 naar ongeveer 37.000 auto's.", ["old", "new"]),
    ("zh", "比亚迪销量从22000辆增至37000辆。", ["old", "new"]),
    ("ko", "BYD 판매는 2만2000대에서 3만7000대로 늘었다.", ["old", "new"]),
    ("en", "Nio delivered 20,000 cars, against 30,000 in May.", ["none", "base"]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), TIMES)
def test_times(lang, text, expected):
    assert [m.period for m in counts(lang, text)] == expected


@pytest.mark.parametrize(("lang", "text", "expected"), CHANGES)
def test_changes(lang, text, expected):
    assert [(m.yoy_pct, m.seq_pct) for m in counts(lang, text)] == expected


@pytest.mark.parametrize(("lang", "text", "expected"), BOUNDS)
def test_bounds(lang, text, expected):
    assert [m.qualifier for m in counts(lang, text)] == expected


@pytest.mark.parametrize(("lang", "text", "expected"), PAIRS)
def test_the_old_and_the_new_count_of_a_change(lang, text, expected):
    (scene,) = read(mentions(text, language(lang), PUBLISHED, registry()), language(lang))
    assert [change(scene, count) for count in scene.counts] == expected


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Rivian makes 150,000 vehicles in 2027."),
        ("de", "Nio lieferte im Juni 21.209 Autos aus. Für 2025 nennt das Unternehmen 400.000."),
        ("ja", "NIOは6月に2万1209台を納車した。2025年は40万台とする。"),
    ],
)
def test_what_lies_ahead_has_not_been_counted(lang, text):
    """Said in the present and without a word for a goal."""
    assert [m.status for m in counts(lang, text) if m.period > "2024-07"] == ["target"]


def test_a_value_that_is_offered_twice_gathers_both_chances():
    judge = Judge({"time": {"strong": 1.0, "good": 0.7}})
    options = [Option("a", ["strong"]), Option("b", ["good"]), Option("b", ["good"])]
    assert judge.choose("time", Place(0, 1), options) == "b"

"""Sentences, hedges, and input that wants to hurt."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text import hedges, language, languages, load_languages, numbers, periods, sentences

CODES = sorted(languages())


def split(text: str, code: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, language(code))]


@pytest.mark.parametrize(
    ("code", "text", "parts"),
    [
        ("de", "Es waren 1,2 Mio. Autos. Das St. Gallener Werk, Nr. 3, baute am 12. Oktober mit.", 2),
        ("en", "Tesla Inc. built No. 3. “It works.” He left.", 3),
        ("en", "The U.S. market grew by 3.5 per cent. Sales rose.", 2),
        ("zh", "“我们做到了。”他说。下月继续！", 3),
        ("ja", "「達成した。」と述べた。次へ。", 2),
        ("fr", "Il y en a 1,5 million. Mme. Dupont le dit !", 2),
        ("en", "Title\n\n| a | b. C |\n| 1 | 2 |\n\nFirst item\n\nSecond item", 5),
    ],
)
def test_splitting(code: str, text: str, parts: int) -> None:
    assert len(split(text, code)) == parts, split(text, code)


@given(text=st.text(max_size=300), code=st.sampled_from(CODES))
def test_every_character_but_space_lies_in_one_sentence(text: str, code: str) -> None:
    spans = sentences(text, language(code))
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "more than 5", ("more than", "over", "before")),
        ("en", "nearly 5", ("nearly", "under", "before")),
        ("de", "gut 5", ("gut", "over", "before")),
        ("fr", "près de 5", ("près de", "under", "before")),
        ("zh", "近5万", ("近", "under", "before")),
        ("ja", "5台以上", ("台以上", "over", "after")),
        ("ko", "5대 안팎", ("대 안팎", "about", "after")),
        ("ko", "5만대를 넘겼다", ("대를 넘", "over", "after")),
    ],
)
def test_hedges(code: str, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in [(text[h.start : h.end], h.qualifier, h.side) for h in hedges(text, language(code))]


HOSTILE = [
    "",
    "7" * 1_000_000,
    "1." * 10_000,
    "1,234," * 10_000,
    "1 234 " * 10_000,
    " " * 200_000,
    "." * 200_000,
    "".join(chr(i) for i in range(1, 3000)) * 5,
    "سلّمت الشركة ١٢٣ سيارة. " * 1_000,
    "万" * 20_000,
    "hundert" * 5_000,
    "one hundred thousand and " * 2_000,
    "first " * 8_000,
]


@pytest.mark.parametrize("code", ["en", "de", "fr", "zh", "ko"])
@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_hostile_input_ends(code: str, place: int) -> None:
    text, lang = HOSTILE[place], language(code)
    ends = [item.end for read in (sentences, numbers, hedges) for item in read(text, lang)]
    ends += [period.end for period in periods(text, lang, date(2024, 5, 5))]
    assert all(end <= len(text) for end in ends)


def test_a_language_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text(
        'name = "Toy"\n[numbers]\njoins = []\n[numbers.words]\nfoo = 2\n[numbers.scales]\nbar = 1000\n'
        '[units]\nvehicle = ["zug"]\n[periods.patterns]\n"month-1" = ["ultimo"]\n[metrics]\nsales = ["vend"]\n',
        "utf-8",
    )
    toy = load_languages(tmp_path)["xx"]
    assert [(n.value, n.unit) for n in numbers("foo bar zug, 3 km", toy)] == [(2000, "vehicle"), (3, "distance")]
    assert [p.value for p in periods("ultimo", toy, date(2024, 3, 2))] == ["2024-02"]
    assert toy.section("metrics") == {"sales": ["vend"]} and toy.section("none") == {}

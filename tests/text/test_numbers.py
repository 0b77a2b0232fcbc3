"""Numbers: what is written in any style of any language reads back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text import Number, language, languages, numbers

CODES = sorted(languages())
COUNTS = st.integers(1, 99_999_999)
VEHICLES = {
    "en": " vehicles", "fr": " véhicules", "de": " Fahrzeuge", "zh": "辆", "es": " vehículos", "it": " veicoli",
    "pt": " veículos", "nl": " voertuigen", "ja": "台", "ko": "대",
}  # fmt: skip
MILLION = {
    "en": "million", "fr": "millions de", "de": "Mio.", "es": "millones de", "it": "milioni di", "pt": "milhões de",
    "nl": "miljoen",
}  # fmt: skip
MYRIADS = [("zh", "万", "千"), ("zh", "萬", "千"), ("ja", "万", "千"), ("ko", "만", "천")]
SUBJECT = {"zh": "交付", "ja": "販売は", "ko": "판매는 "}


def one(text: str, code: str) -> Number:
    found = numbers(text, language(code))
    assert len(found) == 1, (text, found)
    return found[0]


def values(text: str, code: str) -> list[Decimal]:
    return [number.value for number in numbers(text, language(code))]


def said(code: str, number: str) -> str:
    return f"{SUBJECT.get(code, 'X ')}{number}{VEHICLES[code]}."


@pytest.mark.parametrize("code", CODES)
@given(n=COUNTS)
def test_digits_in_every_grouping_read_back(code: str, n: int) -> None:
    grouped = f"{n:,}"
    own = {"en": ",", "zh": ",", "ja": ",", "ko": ",", "fr": "\u202f"}.get(code, ".")
    fullwidth = str(n).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for mark in {own, "\u00a0", "\u202f", "\u2009", "'", "’", ",", "."}:
        number = one(said(code, grouped.replace(",", mark)), code)
        assert (number.value, number.unit, number.undecidable) == (n, "vehicle", False), mark
    for plain in (str(n), fullwidth):
        assert one(said(code, plain), code).value == n


def test_an_upright_point_divides() -> None:
    assert values("２・２％", "ja") == [Decimal("2.2")]


@pytest.mark.parametrize("code", sorted(MILLION))
@given(n=st.integers(1, 99_999))
def test_a_decimal_of_a_million_reads_back(code: str, n: int) -> None:
    digits = f"{n / 100:.2f}".replace(".", "." if code == "en" else ",")
    text = f"X {digits} {MILLION[code]}{VEHICLES[code]}"
    assert one(text, code).value == n * 10_000


@pytest.mark.parametrize(
    ("code", "ten_thousand", "thousand"),
    [("zh", "万", "千"), ("zh", "萬", "千"), ("ja", "万", "千"), ("ko", "만", "천")],
)
@given(high=st.integers(1, 9999), middle=st.integers(1, 9), low=st.integers(1, 999))
def test_mixed_myriads_read_back(code: str, ten_thousand: str, thousand: str, high: int, middle: int, low: int) -> None:
    whole = high * 10_000
    assert one(said(code, f"{high}{ten_thousand}"), code).value == whole
    assert one(said(code, f"{high}{ten_thousand}{middle}{thousand}"), code).value == whole + middle * 1000
    assert one(said(code, f"{high}{ten_thousand}{low}"), code).value == whole + low
    assert one(said(code, f"{high}{ten_thousand}{middle}{thousand}{low}"), code).value == whole + middle * 1000 + low


@given(crores=st.integers(1, 99), lakhs=st.integers(0, 99), rest=st.integers(0, 99_999))
def test_indian_grouping_reads_back(crores: int, lakhs: int, rest: int) -> None:
    text = f"{crores},{lakhs:02d},{rest // 1000:02d},{rest % 1000:03d}"
    assert one(f"{text} units", "en").value == crores * 10_000_000 + lakhs * 100_000 + rest


EN_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
EN_ONES += ["sixteen", "seventeen", "eighteen", "nineteen"]
EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
DE_ONES = [
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
]
DE_ONES += ["sechzehn", "siebzehn", "achtzehn", "neunzehn"]
DE_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]


def english(n: int) -> str:
    if n < 20:
        return EN_ONES[n - 1]
    if n < 100:
        return EN_TENS[n // 10 - 2] + (f"-{EN_ONES[n % 10 - 1]}" if n % 10 else "")
    for size, name, joint in ((10**6, "million", " "), (1000, "thousand", " "), (100, "hundred", " and ")):
        if n >= size:
            return f"{english(n // size)} {name}" + (joint + english(n % size) if n % size else "")
    raise AssertionError(n)


def german(n: int) -> str:
    if n < 20:
        return DE_ONES[n - 1]
    if n < 100:
        return (f"{DE_ONES[n % 10 - 1]}und" if n % 10 else "") + DE_TENS[n // 10 - 2]
    for size, name in ((1000, "tausend"), (100, "hundert")):
        if n >= size:
            return german(n // size) + name + (german(n % size) if n % size else "")
    raise AssertionError(n)


def han(n: int) -> str:
    for size, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            rest = n % size
            zero = "零" if rest and rest < size // 10 else ""
            return han(n // size) + name + zero + (han(rest) if rest else "")
    return "一二三四五六七八九"[n - 1]


@given(n=st.integers(2, 999_999))
def test_words_read_back(n: int) -> None:
    assert one(f"{english(n)} cars", "en").value == n
    assert one(f"{german(n)} Autos", "de").value == n
    assert one(f"交付{han(n)}辆", "zh").value == n


@pytest.mark.parametrize(
    ("code", "text", "value", "ordinal"),
    [
        ("en", "half a million cars", 500_000, False),
        ("en", "a quarter-million EVs", 250_000, False),
        ("en", "1.3 crore vehicles", 13_000_000, False),
        ("en", "over 1 lakh vehicles", 100_000, False),
        ("en", "its one-millionth car", 1_000_000, True),
        ("en", "the 100,000th car", 100_000, True),
        ("en", "one hundred thousandth car", 100_000, True),
        ("en", "two and a half million cars", 2_500_000, False),
        ("en", "sold 40k units", 40_000, False),
        ("en", "made 3mn of them", 3_000_000, False),
        ("de", "das einmillionste Auto", 1_000_000, True),
        ("de", "das 10-millionste NEV", 10_000_000, True),
        ("de", "die Zwei-Millionen-Marke", 2_000_000, False),
        ("de", "eine halbe Million Autos", 500_000, False),
        ("de", "anderthalb Millionen Autos", 1_500_000, False),
        ("de", "eineinviertel Millionen Wagen", 1_250_000, False),
        ("fr", "la 100 000e voiture", 100_000, True),
        ("fr", "un million et demi de voitures", 1_500_000, False),
        ("fr", "quatre-vingt-dix mille voitures", 90_000, False),
        ("fr", "son deux-millionième véhicule", 2_000_000, True),
        ("es", "386 mil 810 autos", 386_810, False),
        ("es", "mil 154 unidades", 1_154, False),
        ("es", "medio millón de coches", 500_000, False),
        ("it", "duecentomila vetture", 200_000, False),
        ("it", "la sua milionesima vettura", 1_000_000, True),
        ("pt", "meio milhão de carros", 500_000, False),
        ("pt", "57 mil veículos", 57_000, False),
        ("nl", "de 100.000ste auto", 100_000, True),
        ("nl", "zijn drie miljoenste voertuig", 3_000_000, True),
        ("nl", "vijfentwintigduizend auto's", 25_000, False),
        ("en", "10 lakh two-wheelers a year", 1_000_000, False),
        ("es", "200 mil 082 unidades", 200_082, False),
        ("fr", "le cap des quarante mille", 40_000, False),
        ("zh", "第100万辆", 1_000_000, True),
        ("zh", "扩到四万五", 45_000, False),
        ("zh", "两千五百辆", 2_500, False),
        ("zh", "三万零六辆", 30_006, False),
        ("zh", "產量41萬0,244輛", 410_244, False),
        ("zh", "850多万辆", 8_500_000, False),
        ("zh", "单月交付破万", 10_000, False),
        ("ja", "１００万台目", 1_000_000, True),
        ("ko", "100만번째 차", 1_000_000, True),
    ],
)
def test_forms(code: str, text: str, value: int, ordinal: bool) -> None:
    number = one(text, code)
    assert (number.value, number.ordinal) == (value, ordinal)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "dozens of cars, thousands of EVs, tens of thousands, a few million, the second car"),
        ("en", "the ES8, ID.4, CX-30, version 1.2.3.4"),
        ("zh", "数万辆，几十万辆，数百家"),
        ("ja", "数万台"),
        ("de", "Tausende Autos und mehrere Millionen"),
    ],
)
def test_vague_words_and_names_are_no_numbers(code: str, text: str) -> None:
    assert values(text, code) == []


def test_the_document_decides_what_the_language_cannot() -> None:
    lone = one("Die Zahl 1,234 steht da.", "de")
    assert (lone.value, lone.alternative) == (Decimal("1.234"), Decimal(1234))
    foreign = numbers("28,800 vehículos; Škoda (8,800), 1,234,567 en total", language("es"))
    assert [(n.value, n.undecidable) for n in foreign] == [(28_800, False), (8_800, False), (1_234_567, False)]
    assert one("ein Plus von 3,625 Prozent", "de").value == Decimal("3.625")


@pytest.mark.parametrize(
    ("code", "text", "unit", "kind"),
    [
        ("zh", "同比增长三成", "percent", None),
        ("en", "$213.98", "currency", "USD"),
        ("ja", "409.80香港ドル", "currency", "HKD"),
        ("en", "a range of 500 km", "distance", None),
        ("en", "a 75kWh pack", "energy", None),
        ("en", "in 230 days", "time", "day"),
        ("zh", "230天", "time", "day"),
        ("fr", "34 430 voitures électriques", "vehicle", None),
        ("de", "100.000 vollelektrische Autos", "vehicle", None),
        ("fr", "370,7 millions d’euros", "currency", "EUR"),
        ("es", "3.487 rupias", "currency", "INR"),
        ("it", "12.300 autovetture", "vehicle", None),
        ("pt", "210 eletropostos", "site", None),
        ("de", "189 Händler", "site", None),
        ("de", "25.000 Mal verkauft", "vehicle", None),
        ("nl", "25.000 keer op naam gezet", "vehicle", None),
        ("en", "found 5,200 buyers", "vehicle", None),
        ("en", "70 million swaps", "site", None),
    ],
)
def test_units(code: str, text: str, unit: str, kind: str | None) -> None:
    number = one(text, code)
    assert (number.unit, number.code) == (unit, kind)


@pytest.mark.parametrize(
    ("text", "percent", "told"),
    [
        ("按年多六成三，", 63, "六成三"),
        ("近两成三的份额", 23, "两成三"),
        ("增三成五千辆", 30, "三成"),
        ("涨三成。", 30, "三成"),
    ],
)
def test_tenths_may_be_followed_by_hundredths(text: str, percent: int, told: str) -> None:
    number = numbers(text, language("zh"))[0]
    assert (number.value, text[number.start : number.unit_end]) == (percent, told)


@pytest.mark.parametrize(
    ("code", "text", "values"),
    [
        ("pt", "1,8 a 2 milhões de unidades", [1_800_000, 2_000_000]),
        ("de", "von 5,5 auf 4,6 Millionen Autos", [5_500_000, 4_600_000]),
        ("nl", "van 1,9 naar 1,4 miljoen", [1_900_000, 1_400_000]),
        ("es", "de 3,5 a 2,5 millones", [3_500_000, 2_500_000]),
    ],
)
def test_the_first_of_two_numbers_takes_the_scale_of_the_second(code: str, text: str, values: list[int]) -> None:
    assert [n.value for n in numbers(text, language(code))] == values


def test_the_low_end_of_a_range_takes_the_unit() -> None:
    assert [n.unit for n in numbers("1,8 a 2 milhões de unidades", language("pt"))] == ["vehicle", "vehicle"]


@given(
    code=st.sampled_from(["es", "pt"]),
    low=st.integers(1, 999),
    high=st.integers(1, 999),
)
def test_a_scale_that_comes_again_begins_a_number(code: str, low: int, high: int) -> None:
    """ "Entre 40 mil y 46 mil" are not 86,000."""
    found = numbers(f"{low} mil {'y' if code == 'es' else 'e'} {high} mil carros", language(code))
    assert [n.value for n in found] == [1000 * low, 1000 * high]


@pytest.mark.parametrize(
    ("code", "text", "unit"),
    [
        ("en", "dealers 30,000 of them", None),
        ("fr", "les premiers 100 000", None),
        ("en", "Rs 30,000", "currency"),
        ("en", "16,438 battery-powered Fords", None),
        ("pt", "236.100 T-Roc", None),
        ("de", "12 t schwer", "weight"),
    ],
)
def test_a_unit_is_a_word_of_its_own(code: str, text: str, unit: str | None) -> None:
    assert one(text, code).unit == unit


def test_the_point_of_a_price_tells_what_a_comma_means() -> None:
    """In a text of Mexico, whose commas group as Spain's points do."""
    assert numbers("123,418 armados por 3.5 millones de pesos", language("es"))[0].value == 123_418


@given(text=st.text(max_size=200), code=st.sampled_from(CODES))
def test_spans_lie_in_any_text(text: str, code: str) -> None:
    for number in numbers(text, language(code)):
        assert 0 <= number.start < number.end <= len(text)

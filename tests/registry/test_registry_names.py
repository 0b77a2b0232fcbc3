"""Names are found in ten languages, whole, and nothing else is taken for one."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from extractors.registry import registry
from extractors.registry.names import Index

R = registry()


def seen(text: str) -> list[tuple[str, str, str | None]]:
    """(words, company, model) of every settled mention."""
    return [(text[m.start : m.end], m.company, m.model) for m in R.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BYD's sales and Teslas Werk", [("BYD", "byd", None), ("Tesla", "tesla", None)]),
        ("Audis und BMWs", [("Audi", "audi", None), ("BMW", "bmw", None)]),
        ("VW-Konzern, Volkswagen Pkw", [("VW-Konzern", "volkswagen", None), ("Volkswagen Pkw", "volkswagen", None)]),
        ("La 50 000e Zoé de Renault", [("Zoé", "renault", "Zoé"), ("Renault", "renault", None)]),
        ("l'Audi Q4 e-tron et d'Alpine", [("Audi Q4 e-tron", "audi", "Q4 e-tron")]),
        ("Los Tesla Model 3 y el BYD Dolphin", [("Tesla", "tesla", None), ("Model 3", "tesla", "Model 3"),
                                                ("BYD", "byd", None), ("Dolphin", "byd", "Dolphin")]),
        ("Byd e la Yu7 di Xiaomi", [("Byd", "byd", None), ("Yu7", "xiaomi", "YU7"), ("Xiaomi", "xiaomi", None)]),
        ("Een op de vier Volvo’s", [("Volvo", "volvo-cars", None)]),
        ("Nissan Leaf en ID.4's", [("Nissan", "nissan", None),
            ("Leaf", "nissan", "Leaf"), ("ID.4", "volkswagen", "ID.4")]),
        ("A BYD e a GWM no Brasil", [("BYD", "byd", None), ("GWM", "great-wall", None)]),
        ("テスラの「モデル3」", [("テスラ", "tesla", None), ("モデル3", "tesla", "Model 3")]),
        ("トヨタとホンダ", [("トヨタ", "toyota", None), ("ホンダ", "honda", None)]),
        ("日産リーフは", [("日産", "nissan", None), ("リーフ", "nissan", "Leaf")]),
        ("테슬라는 기아가 현대차의", [("테슬라", "tesla", None), ("기아", "kia", None), ("현대차", "hyundai", None)]),
        ("아이오닉 5는", [("아이오닉 5", "hyundai", "IONIQ 5")]),
        ("小米SU7交付10万辆", [("小米SU7", "xiaomi", "SU7")]),
        ("比亞迪與吉利汽車、小鵬", [("比亞迪", "byd", None), ("吉利汽車", "geely", None), ("小鵬", "xpeng", None)]),
        ("Model\u00a03 und Ｔｅｓｌａ", [("Model\u00a03", "tesla", "Model 3"), ("Ｔｅｓｌａ", "tesla", None)]),
        ("8 Model 3/Y et 1 Model S/X", [("Model 3/Y", "tesla", "Model 3/Y"), ("Model S/X", "tesla", "Model S/X")]),
    ],
)  # fmt: skip
def test_names_in_their_languages(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "name", ["Model 3", "ID.4", "500e", "P7+", "ES8", "e:NP1", "SU7", "F-150 Lightning", "Ioniq 5", "极氪001"]
)
def test_digits_of_a_model_lie_inside_its_mention(name: str) -> None:
    text = f"Tesla, VW, Fiat, XPeng, NIO, Honda: 1,234 {name} sold, 5.678 {name}."
    spans = [(m.start, m.end) for m in R.find(text)]
    for start in (text.index(name), text.rindex(name)):
        assert any(a <= start and start + len(name) <= b for a, b in spans)


@pytest.mark.parametrize(
    "name", ["Mahindra BE 6", "Geely Galaxy E5", "吉利银河E5", "阿維塔12", "長安啟源A05", "極星4", "名爵4", "領克 08"]
)
def test_a_marque_in_another_spelling_keeps_its_models_number(name: str) -> None:
    (m,) = R.mentions(f"({name})")
    assert (m.kind, m.end - m.start) == ("model", len(name))


@pytest.mark.parametrize(
    "text",
    [
        "take a seat in the air, a mini tank, smart spring",
        "售价35万元，350元、360元，元旦",
        "这是理想的结果，不理想；社会大众；现代化；日产1000辆；武汉和唐山",
        "スマートフォンとシールド、リーフレット",
        "이 도시의 현대적 지리적 기아대책",
        "In 2008 sold 911,000 and 208 cars, 3008 people",
        "Nikola Tesla, Mitsubishi Electric, Hyundai Mobis, Samsung Galaxy",
        "Fordham, Minister, Teslascope, Niobium, KIAs2",
        "Meta. Ora, em abril foram fabricados 1.000 carros. Tanto é que as vendas sobem.",
    ],
)
def test_ordinary_words_are_no_makers(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("理想汽车公布数据。理想交付5万辆", "li-auto"),
        ("小鹏、理想跟随上攻", "li-auto"),
        ("Seat verkaufte 5.000 Fahrzeuge", "seat"),
        ("比亚迪的海豹、元、秦", "byd"),
    ],
)
def test_context_settles_an_ambiguous_name(text: str, company: str) -> None:
    assert company in {m.company for m in R.mentions(text)}
    assert all(not m.ambiguous for m in R.mentions(text))


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("Audi Q3 sales fell to 407,390 cars; in Q2 Audi delivered 400,000", []),
        ("Nissan March sales: 34,000 vehicles", []),
        ("Audi R8; R8 is a resistor", ["R8"]),
        ("Honda City; Honda in Mexico City and Kansas City", ["City"]),
        ("日産ノートとNissan Note; Note that Nissan's March figures are late", ["Note", "Note"]),
        ("Fiat 500, Fiat 500 elettrica, Peugeot 308", ["500", "500e", "308"]),
        ("Fiat 500 000 voitures, Fiat 500'000 Autos, Fiat 500 mila auto, 308 Peugeot", []),
    ],
)
def test_a_bound_name_is_taken_only_behind_its_marque(text: str, models: list[str]) -> None:
    assert [m.model for m in R.mentions(text) if m.model] == models


def test_a_shared_name_goes_to_the_maker_nearby_and_is_flagged_without_one() -> None:
    assert seen("XPeng sold 6,000 P7 cars")[-1] == ("P7", "xpeng", "P7")
    assert seen("本田烨P7上市，烨品牌，本田P7")[-1][1] == "honda"
    (raw,) = R.find("the P7")
    assert raw.ambiguous and {c.company for c in raw.candidates} >= {"xpeng", "honda", "ree"}
    assert R.mentions("the P7") == []


@pytest.mark.parametrize("name", ["Giga Shanghai", "Gigafactory Berlin", "Grünheide", "上海超级工厂", "기가상하이"])
def test_plants_lead_to_their_maker_and_country(name: str) -> None:
    (m,) = [m for m in R.mentions(f"特斯拉 ({name})") if m.kind != "company"]
    assert (m.company, m.kind) == ("tesla", "plant") and m.region in {"China", "Germany"}


def test_marques_with_slugs_are_companies_and_others_brands() -> None:
    text = "Dacia, Lexus, Zeekr, Polestar, Porsche; Rolls-Royce, Cadillac, Denza"
    found = R.mentions(text)
    assert [(m.company, m.brand) for m in found] == [
        ("dacia", None), ("lexus", None), ("zeekr", None), ("polestar", None), ("porsche", None),
        ("bmw", "Rolls-Royce"), ("gm", "Cadillac"), ("byd", "Denza"),
    ]  # fmt: skip
    assert [c.slug for c in R.chain("zeekr")] == ["zeekr", "geely", "zhejiang-geely"]


def test_listings_are_looked_up_and_their_codes_are_covered() -> None:
    hit = R.listing("HKEX", "01211")
    assert hit and hit[0].slug == "byd" and hit[1].yahoo == "1211.HK"
    assert R.listing("HKEX", "175") is not None and R.listing("NYSE", "NOPE") is None
    assert seen("(NYSE: F), (HKEX: 1810), 09868.HK") == [
        ("NYSE: F", "ford", None), ("HKEX: 1810", "xiaomi", None), ("09868.HK", "xpeng", None),
    ]  # fmt: skip


def test_mentions_are_ordered_and_do_not_overlap() -> None:
    found = R.find("上汽通用五菱宏光MINIEV、Volkswagen ID. Buzz, BYD Song Plus DM-i, Model Y L " * 20)
    assert len(found) >= 80 and all(a.end <= b.start for a, b in pairwise(found))


def test_one_scan_whose_work_per_start_is_bounded() -> None:
    """Linear by structure: every start looks at one bucket, and no name or bucket grows with the text."""
    index = Index(R.companies)
    assert max(len(bucket) for bucket in index.buckets.values()) < 300
    assert max(len(e.name) for bucket in index.buckets.values() for e in bucket) < 60
    once = index.find("Tesla Model 3 比亚迪 ")
    assert len(index.find("Tesla Model 3 比亚迪 " * 500)) == 500 * len(once)


@pytest.mark.parametrize("part", ["train", "dev"])
def test_makers_of_labelled_facts_are_found_in_their_texts(shared: Path, part: str) -> None:
    facts, found = 0, 0
    for path in sorted((shared / "gold" / part).glob("*/*.json")):
        document = json.loads(path.read_text("utf-8"))
        companies = {m.company for m in R.mentions(f"{document['title'] or ''}\n\n{document['text']}")}
        wanted = [fact["company"] for key in ("milestones", "stock_moves") for fact in document[key]]
        facts, found = facts + len(wanted), found + sum(company in companies for company in wanted)
    assert facts > 100 and found / facts > 0.98

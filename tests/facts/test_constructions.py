"""Constructions, a table a language: sentences of our own and the counts and moves they state."""

from datetime import date

import pytest

from extractors.facts import extract
from extractors.model import Document

PUBLISHED = date(2024, 7, 10)


def read(lang, text, published=PUBLISHED):
    return extract(Document("a", "", None, None, lang, None, published, text))


def counts(lang, text):
    return [(m.company, m.metric, m.value, m.scope, m.status) for m in read(lang, text).milestones]


def moves(lang, text):
    return [(s.company, s.pct, s.window) for s in read(lang, text).stock_moves]


COUNTS = [
    ("en", "Nio delivered 21,209 vehicles in June.", [("nio", "deliveries", 21209, "period", "actual")]),
    # Subject and metric carried over.
    (
        "en",
        "Rivian produced 9,612 vehicles in the second quarter. It delivered 13,790.",
        [("rivian", "production", 9612, "period", "actual"), ("rivian", "deliveries", 13790, "period", "actual")],
    ),
    # A range is two facts; a goal is a goal.
    (
        "en",
        "Lucid aims for between 9,000 and 9,500 cars in 2024 after production rose in May.",
        [("lucid", "production", 9000, "period", "target"), ("lucid", "production", 9500, "period", "target")],
    ),
    # Ordinals are running totals.
    ("en", "Tesla built its six-millionth car in March.", [("tesla", "production", 6000000, "cumulative", "actual")]),
    # A figure of speech takes the metric that the text speaks of.
    (
        "fr",
        "Tesla a livré 90.700 voitures au deuxième trimestre. La Model 3 a trouvé 63.150 preneurs.",
        [("tesla", "deliveries", 90700, "period", "actual"), ("tesla", "deliveries", 63150, "period", "actual")],
    ),
    # A maker's name may run into the word for what was counted.
    ("zh", "11月，长安汽车销量283,402辆，同比增长2.3%。", [("changan", "sales", 283402, "period", "actual")]),
    # A market's total is nobody's.
    (
        "en",
        "In June 58,552 cars were registered in the whole market. Of these, 3,184 were from BYD.",
        [("byd", "registrations", 3184, "period", "actual")],
    ),
    # Roubles are no cars.
    (
        "de",
        "Helfen soll ein Zuschuss von 925.000 Rubel. Nio hat im Juni 21.209 Autos ausgeliefert.",
        [("nio", "deliveries", 21209, "period", "actual")],
    ),
    # Recalls, differences and stations are no counts.
    ("en", "Tesla is recalling 48,000 vehicles.", []),
    ("en", "Nio has opened its 2,000th swap station in China.", []),
    (
        "de",
        "BYD verkaufte im Juni 341.658 Autos, 35 Prozent mehr als vor einem Jahr.",
        [("byd", "sales", 341658, "period", "actual")],
    ),
    (
        "de",
        "Audi lieferte im ersten Quartal 396.000 Autos aus, Porsche 77.640.",
        [("audi", "deliveries", 396000, "period", "actual"), ("porsche", "deliveries", 77640, "period", "actual")],
    ),
    (
        "fr",
        "Renault a vendu 1,15 million de véhicules au premier semestre.",
        [("renault", "sales", 1150000, "period", "actual")],
    ),
    (
        "es",
        "Tesla entregó 443.956 vehículos en el segundo trimestre.",
        [("tesla", "deliveries", 443956, "period", "actual")],
    ),
    ("it", "Nel 2023 Ferrari ha consegnato 13.663 vetture.", [("ferrari", "deliveries", 13663, "period", "actual")]),
    ("nl", "Volvo verkocht in juni 65.363 auto’s.", [("volvo-cars", "sales", 65363, "period", "actual")]),
    ("pt", "A BYD vendeu 341.658 veículos em junho.", [("byd", "sales", 341658, "period", "actual")]),
    ("zh", "蔚来6月交付21209辆，同比增长98.1%。", [("nio", "deliveries", 21209, "period", "actual")]),
    # 分别: lists paired with lists.
    (
        "zh",
        "6月，蔚来、小鹏分别交付21209辆和10668辆。",
        [("nio", "deliveries", 21209, "period", "actual"), ("xpeng", "deliveries", 10668, "period", "actual")],
    ),
    ("ja", "トヨタの6月の世界販売は79万5862台だった。", [("toyota", "sales", 795862, "period", "actual")]),
    ("ko", "기아는 6월 국내에서 4만4003대를 판매했다.", [("kia", "sales", 44003, "period", "actual")]),
]

MOVES = [
    ("en", "Shares of Rivian fell 4.2% on Tuesday.", [("rivian", -4.2, "day")]),
    ("en", "The stock of Lucid is up about 12% year to date.", [("lucid", 12.0, "ytd")]),
    ("en", "Lucid's revenue rose 12% in the quarter.", []),
    ("de", "Die Aktie von BMW verlor am Montag 2,5 Prozent.", [("bmw", -2.5, "day")]),
    ("fr", "L’action Renault a gagné 3,1 % mardi.", [("renault", 3.1, "day")]),
    ("es", "Las acciones de Tesla subieron un 4,8 % este martes.", [("tesla", 4.8, "day")]),
    ("zh", "港股方面，蔚来、小鹏收盘分别上涨5.2%和3.1%。", [("nio", 5.2, "day"), ("xpeng", 3.1, "day")]),
    ("zh", "恒生指数跌1.35%。", []),
    ("ko", "테슬라 주가는 3.5% 하락했다.", [("tesla", -3.5, "day")]),
    # Several windows of one share in one paragraph.
    (
        "en",
        "Ford shares lost 3.1% before the bell on Monday. They closed 2% lower and are down 14% this year.",
        [("ford", -3.1, "premarket"), ("ford", -2.0, "day"), ("ford", -14.0, "ytd")],
    ),
    (
        "nl",
        "Het aandeel Stellantis daalde dinsdag met 2,4 procent. Sinds begin dit jaar is het 20 procent gezakt.",
        [("stellantis", -2.4, "day"), ("stellantis", -20.0, "ytd")],
    ),
    (
        "it",
        "A Piazza Affari il titolo Ferrari cede il 3% a 380 euro. Da inizio anno guadagna il 12%.",
        [("ferrari", -3.0, "day"), ("ferrari", 12.0, "ytd")],
    ),
    # An index, a supplier and sales are no carmaker's share.
    (
        "de",
        "Der Dax stieg am Montag um 1,2 Prozent. Aktien von Volkswagen legten 3 Prozent zu.",
        [("volkswagen", 3.0, "day")],
    ),
    ("zh", "港股收盘，蔚来涨5.2%，恒生指数跌1.1%，宁德时代涨2%。", [("nio", 5.2, "day")]),
    # One percentage of several shares.
    (
        "pt",
        "As ações da Tesla e da Rivian caíram 4% na terça-feira.",
        [("tesla", -4.0, "day"), ("rivian", -4.0, "day")],
    ),
    # A share that stood still.
    (
        "ja",
        "4日の東京市場でトヨタ株は2.1%高、ホンダ株は横ばいだった。",
        [("toyota", 2.1, "day"), ("honda", None, "day")],
    ),
]


@pytest.mark.parametrize(("lang", "text", "expected"), COUNTS)
def test_counts(lang, text, expected):
    assert counts(lang, text) == expected


@pytest.mark.parametrize(("lang", "text", "expected"), MOVES)
def test_moves(lang, text, expected):
    assert moves(lang, text) == expected


def test_a_move_has_price_currency_and_venue():
    (move,) = read("en", "Nio shares fell 4.5% to HKD38.20 in Hong Kong on Tuesday.").stock_moves
    assert (move.price, move.currency, move.venue, move.date) == (38.2, "HKD", "HKEX", date(2024, 7, 9))


def test_a_change_belongs_to_its_count_and_a_comparison_is_a_fact_of_its_own():
    (now, then) = read("en", "Nio delivered 21,209 vehicles in June, up 98.1% from the 10,707 of June 2023.").milestones
    assert (now.value, now.yoy_pct, now.period) == (21209, 98.1, "2024-06")
    assert (then.value, then.yoy_pct, then.period) == (10707, None, "2023-06")


def test_stated_twice_is_listed_once():
    text = "Nio delivered 21,209 vehicles in June.\n\nIn June Nio delivered 21,209 vehicles, over 21,000 at last."
    assert [m.value for m in read("en", text).milestones] == [21209]


def test_a_table_of_models_and_metrics():
    text = (
        "Rivian deliveries\n\n| | Q2 2024 | Q2 2023 |\n| --- | --- | --- |\n"
        "| Production | 9,612 | 13,992 |\n| Deliveries | 13,790 | 12,640 |"
    )
    found = {(m.metric, m.period): m.value for m in read("en", text).milestones}
    assert found == {
        ("production", "2024-Q2"): 9612,
        ("production", "2023-Q2"): 13992,
        ("deliveries", "2024-Q2"): 13790,
        ("deliveries", "2023-Q2"): 12640,
    }


def test_a_table_of_the_month_and_the_year_so_far():
    text = (
        "宇通客车12月2日公告11月产销数据。\n\n| 项目 | 11月 | 去年同期 | 本年累计 | 累计同比 |\n"
        "| 生产量 | 4,391 | 3,568 | 39,806 | 27.31% |\n| 销售量 | 4,018 | 3,306 | 39,219 | 25.50% |\n"
        "| 其中：大型 | 2,466 | 2,027 | 21,674 | 20.95% |"
    )
    found = {(m.metric, m.period, m.value, m.yoy_pct) for m in read("zh", text, date(2024, 12, 3)).milestones}
    year = "2024-01-01/2024-11-30"
    assert found == {
        ("production", "2024-11", 4391, None),
        ("production", "2023-11", 3568, None),
        ("production", year, 39806, 27.31),
        ("sales", "2024-11", 4018, None),
        ("sales", "2023-11", 3306, None),
        ("sales", year, 39219, 25.5),
        ("sales", "2024-11", 2466, None),
        ("sales", "2023-11", 2027, None),
        ("sales", year, 21674, 20.95),
    }


def test_heads_of_a_table_reach_over_empty_cells():
    text = (
        "Geely group sales in May 2025.\n\n| | May | | Year to date | |\n| | 2025 | 2024 | 2025 | 2024 |\n"
        "| Exports | 29,900 | 38,706 | 155,024 | 164,208 |\n| Total | 235,208 | 160,659 | 1,172,483 | 789,655 |"
    )
    found = {(m.metric, m.period, m.value) for m in read("en", text, date(2025, 6, 4)).milestones}
    assert found == {
        ("exports", "2025-05", 29900),
        ("exports", "2024-05", 38706),
        ("exports", "2025-01-01/2025-05-31", 155024),
        ("exports", "2024-01-01/2024-05-31", 164208),
        ("sales", "2025-05", 235208),
        ("sales", "2024-05", 160659),
        ("sales", "2025-01-01/2025-05-31", 1172483),
        ("sales", "2024-01-01/2024-05-31", 789655),
    }


def test_rows_of_ten_numbers():
    """Production and sales side by side, each with its month, the year so far, and bare percentages of the latter."""
    text = (
        "BYD Company Limited announces its production and sales volume for October 2024.\n\n"
        "| Category | Production volume | | | | | Sales volume | | | | |\n"
        "| | This month | Same month last year | Year to date | Year to date last year | Change (%) "
        "| This month | Same month last year | Year to date | Year to date last year | Change (%) |\n"
        "| Battery electric | 203,245 | 165,982 | 1,371,412 | 1,216,510 | 12.73 "
        "| 189,614 | 165,505 | 1,359,190 | 1,214,212 | 11.94 |"
    )
    found = {
        (m.metric, m.period, m.value, m.yoy_pct, m.powertrain) for m in read("en", text, date(2024, 11, 1)).milestones
    }
    now, before = "2024-01-01/2024-10-31", "2023-01-01/2023-10-31"
    assert found == {
        ("production", "2024-10", 203245, None, "bev"),
        ("production", "2023-10", 165982, None, "bev"),
        ("production", now, 1371412, 12.73, "bev"),
        ("production", before, 1216510, None, "bev"),
        ("sales", "2024-10", 189614, None, "bev"),
        ("sales", "2023-10", 165505, None, "bev"),
        ("sales", now, 1359190, 11.94, "bev"),
        ("sales", before, 1214212, None, "bev"),
    }


PEOPLE = [
    ("en", "Rivian delivered 13,790 vehicles in June. It employs 16,700 people and will cut 1,600 jobs.", [13790]),
    ("de", "Volkswagen lieferte im Mai 62.000 Autos aus. Rund 35.000 Beschäftigte sollen gehen.", [62000]),
    ("zh", "比亚迪5月销量382,476辆，员工超过90万人，当天吸引3万名观众。", [382476]),
    ("ko", "현대차는 5월 35만1천174대를 팔았다. 직원은 7만5천명이고 노조원 4만명이 파업했다.", [351174]),
    ("ja", "トヨタは5月に89万8721台を販売した。従業員は7万人で、展示会には12万人が訪れた。", [898721]),
    ("en", "Rivian opened the books on Monday. By noon 12,400 people had ordered an R2.", [12400]),
    ("de", "Xiaomi hat die Bücher geöffnet. Binnen eines Tages bestellten 89.000 Menschen den SU7.", [89000]),
    ("zh", "零跑汽车8月交付创新高，共有57,066位用户提走新车。", [57066]),
    ("ja", "テスラのモデルYは発売初日に1万2000人が予約した。", [12000]),
    ("es", "BYD abrió la preventa del Seal: 20.000 personas lo reservaron.", [20000]),
]


@pytest.mark.parametrize(("lang", "text", "values"), PEOPLE)
def test_people_count_where_they_ordered_or_got_a_car(lang, text, values):
    assert [m.value for m in read(lang, text).milestones] == values

"""HKEXnews as it answers: the list of stocks, the title search, and what goes wrong with them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from filing_site import Listed, asking, capture, serving

from extractors.channels import Further, hkex
from extractors.model import Problem, Ref

LIST = "https://www1.hkexnews.hk/ncms/script/eds/activestock_sehk_e.json"
SOURCE = Listed(LIST, "hkex", options={"companies": ["byd"]})
SEARCH = (
    "https://www1.hkexnews.hk/search/titleSearchServlet.do?sortDir=0&sortByOptions=DateTime&category=0&market=SEHK"
    "&stockId=123&documentType=-1&fromDate=20260729&toDate=20260902&title=&searchType=0&t1code=-2&t2Gcode=-2&t2code=-2"
    "&rowRange=100&lang=E"
)


def stocks(*rows) -> str:
    return json.dumps([{"i": number, "c": code, "n": "OURS", "s": 1} for number, code in rows])


def news(title: str, link: str = "/listedco/listconews/sehk/2026/0901/2026090103226.pdf", **changed) -> dict:
    row = {
        "FILE_INFO": "300KB",
        "NEWS_ID": "1",
        "SHORT_TEXT": title,
        "TOTAL_COUNT": "1",
        "STOCK_NAME": "OURS<br/>OURS-R",
        "TITLE": title,
        "FILE_TYPE": "PDF",
        "DATE_TIME": "01/09/2026 18:55",
        "LONG_TEXT": title,
        "STOCK_CODE": "01211<br/>81211",
        "FILE_LINK": link,
    } | changed
    return {name: value for name, value in row.items() if value is not None}


def answer(*rows, count=None, more=False) -> str:
    count = len(rows) if count is None else count
    result = json.dumps(list(rows)) if rows else "null"
    return json.dumps({"result": result, "hasNextRow": more, "recordCnt": count, "loadedRecord": len(rows)})


VOLUMES = "VOLUNTARY ANNOUNCEMENT - PRODUCTION &amp; SALES: PRODUCTION AND SALES  VOLUME FOR AUGUST 2026"
BUYBACK = "NEXT DAY DISCLOSURE RETURN"


def found(body, url=SEARCH, source=SOURCE):
    return list(hkex.entries(capture(body, url), source))


def code(items) -> list[str]:
    return [item.code for item in items if isinstance(item, Problem)]


def test_the_list_of_stocks_names_one_search_a_maker() -> None:
    body = b"\xef\xbb\xbf" + stocks((7, "00001"), (123, "01211"), (124, "81211")).encode()
    assert found(body, LIST) == [Further(SEARCH)]


def test_a_long_look_back_is_cut_into_spans_that_leave_no_day_out() -> None:
    items = found(stocks((123, "01211")), LIST, replace(SOURCE, options={"companies": ["byd"], "days": 300}))
    spans = [dict(pair.split("=") for pair in it.url.split("?")[1].split("&")) for it in items]
    days = [(date.fromisoformat(it["fromDate"]), date.fromisoformat(it["toDate"])) for it in spans]
    assert len(days) == 4 and days[-1][1] == date(2026, 9, 2) and (days[-1][1] - days[0][0]).days == 300
    assert all((later - end).days == 1 for (_, end), (later, _) in pairwise(days))


def test_every_listed_maker_is_searched() -> None:
    items = found(stocks((1, "01211"), (2, "00175"), (3, "09866")), LIST, replace(SOURCE, options={}))
    assert len([it for it in items if isinstance(it, Further)]) == 3
    lacking = [it.message for it in items if isinstance(it, Problem)]
    assert set(code(items)) == {"unknown_stock"} and not any("81211" in message for message in lacking)


def test_a_search_names_volumes_in_utc() -> None:
    items = found(answer(news(BUYBACK), news(VOLUMES)))
    assert items == [
        Ref(
            "hkex",
            "https://www1.hkexnews.hk/listedco/listconews/sehk/2026/0901/2026090103226.pdf",
            "VOLUNTARY ANNOUNCEMENT - PRODUCTION & SALES: PRODUCTION AND SALES VOLUME FOR AUGUST 2026",
            datetime(2026, 9, 1, 10, 55, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    "title",
    [
        "VOLUNTARY ANNOUNCEMENT – SALES VOLUME FOR AUGUST 2026",
        "NIO Inc. Provides August 2026 Delivery Update",
        "XPENG Announces Vehicle Delivery Results for August 2026",
        "自願公告2026年8月產銷快報",
        "VOLUNTARY ANNOUNCEMENT - SALES FIGURES FOR AUGUST 2026",
    ],
)
def test_titles_of_volumes(title) -> None:
    assert [item.title for item in found(answer(news(title)))] == [title]


@pytest.mark.parametrize(
    "title", ["CONTINUING CONNECTED TRANSACTIONS - SALES FRAMEWORK AGREEMENT", "MONTHLY RETURN OF EQUITY ISSUER"]
)
def test_other_titles(title) -> None:
    assert not [item for item in found(answer(news(title))) if isinstance(item, Ref)]


def test_chinese_is_asked_for_where_english_has_nothing() -> None:
    chinese = SEARCH.replace("lang=E", "lang=ZH")
    for body in (answer(), answer(news(BUYBACK))):
        assert [item.url for item in found(body)] == [chinese]
    assert found(answer(), chinese) == []
    assert [item.title for item in found(answer(news("產銷快報")), chinese)] == ["產銷快報"]


def test_more_rows_are_asked_for_at_once() -> None:
    assert found(answer(news(VOLUMES), count=240, more=True)) == [
        Further(SEARCH.replace("rowRange=100", "rowRange=240"))
    ]
    assert len(found(answer(news(VOLUMES), count=90, more=True))) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "empty_body"),
        ("<html>Access Denied</html>", "not_json"),
        ("{}", "changed_fields"),
        (json.dumps({"result": [1]}), "changed_fields"),
        (json.dumps({"result": "<html>"}), "changed_fields"),
        (json.dumps({"result": '{"a": 1}'}), "changed_fields"),
        (answer(news(VOLUMES, FILE_LINK=None)), "changed_fields"),
        (answer(news(VOLUMES, DATE_TIME="2026-09-01")), "changed_fields"),
        (answer(news(VOLUMES, "//elsewhere.example/a.pdf")), "changed_fields"),
        (answer(news(VOLUMES, "https://elsewhere.example/a.pdf")), "changed_fields"),
    ],
)
def test_other_searches_are_a_problem(body, expected) -> None:
    items = found(body)
    assert code(items) == [expected] and len(items) == 1


def test_one_bad_row_spoils_no_other() -> None:
    items = found(answer(news(VOLUMES, TITLE=None), news(VOLUMES)))
    assert isinstance(items[0], Ref) and code(items) == ["changed_fields"] and "1 of 2 rows" in items[1].message


@pytest.mark.parametrize(
    ("body", "expected"),
    [("[]", "no_items"), ('{"a": 1}', "changed_fields"), ('[{"x": 1}]', "changed_fields"), ("<p>", "not_json")],
)
def test_other_lists_of_stocks_are_a_problem(body, expected) -> None:
    assert code(found(body, LIST)) == [expected]


def test_the_walk_over_a_server() -> None:
    def search(query):
        if query["stockId"] == "2":
            return answer() if query["lang"] == "E" else answer(news("2026年8月銷量", "/c/2_c.pdf"))
        if query["stockId"] == "3":
            return (500, b"broken")
        return answer(news(VOLUMES, "/a/1.pdf"), news(BUYBACK), news(VOLUMES, "/a/0.pdf", DATE_TIME="03/08/2026 09:00"))

    with serving() as site, asking() as client:
        source = replace(SOURCE, url=site.url("/stocks.json"), options={"companies": ["byd", "geely", "nio"]})
        site.pages |= {
            "/stocks.json": stocks((1, "01211"), (2, "00175"), (3, "09866")),
            "/search/titleSearchServlet.do": search,
        }
        items = list(hkex.pages(source, lambda url: client.get(url, "hkex", "list"), date(2026, 8, 15)))
        assert {it.url for it in items if isinstance(it, Ref)} == {site.url("/a/1.pdf"), site.url("/c/2_c.pdf")}
        assert "http_error" in code(items)

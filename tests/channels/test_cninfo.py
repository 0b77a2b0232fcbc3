"""CNINFO as it answers: the list of stocks, searches by POST, and what goes wrong with them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from filing_site import Listed, capture, serving

from extractors.channels import Further, cninfo
from extractors.model import Capture, Problem, Ref

LIST = "http://www.cninfo.com.cn/new/data/szse_stock.json"
SOURCE = Listed(LIST, "cninfo", "Asia/Shanghai", {"companies": ["byd"]})
MOMENT = datetime(2026, 8, 31, 16, tzinfo=UTC)  # midnight in Shanghai
TITLE = "比亚迪股份有限公司2026年8月产销<em>快报</em>"


def stocks(*pairs) -> str:
    return json.dumps({"stockList": [{"code": code, "pinyin": "x", "orgId": org, "zwjc": "名"} for code, org in pairs]})


def filing(title=TITLE, path="finalpage/2026-09-01/1220000001.PDF", code="002594", **changed) -> dict:
    row = {
        "secCode": code,
        "secName": "名",
        "orgId": "gshk0001211",
        "announcementId": "1220000001",
        "announcementTitle": title,
        "announcementTime": int(MOMENT.timestamp() * 1000),
        "adjunctUrl": path,
        "adjunctSize": 200,
        "adjunctType": "PDF",
    } | changed
    return {name: value for name, value in row.items() if value is not None}


def answer(*rows, more=False, **changed) -> str:
    shape = {"totalAnnouncement": len(rows), "announcements": list(rows) or None, "hasMore": more} | changed
    return json.dumps(shape, ensure_ascii=False)


def found(body, url=None, source=SOURCE):
    return list(cninfo.entries(capture(body, url or SEARCH), source))


def code(items) -> list[str]:
    return [item.code for item in items if isinstance(item, Problem)]


(SEARCH,) = [item.url for item in cninfo.entries(capture(stocks(("002594", "gshk0001211")), LIST), SOURCE)]


def test_the_list_of_stocks_names_one_search_a_maker() -> None:
    endpoint, body = cninfo.form(SEARCH)
    assert endpoint == "http://www.cninfo.com.cn/new/hisAnnouncement/query" and cninfo.form(LIST) is None
    fields = {name: it[0] for name, it in parse_qs(body.decode(), keep_blank_values=True).items()}
    assert fields["stock"] == "002594,gshk0001211" and fields["column"] == "szse" and fields["searchkey"] == "快报"
    assert fields["seDate"] == "2026-07-29~2026-09-02" and fields["pageNum"] == "1"


def test_one_search_for_a_maker_with_two_kinds_of_share() -> None:
    body = stocks(("000625", "a"), ("200625", "a"), ("601238", "b"))
    items = found(body, LIST, replace(SOURCE, options={"companies": ["changan", "gac"]}))
    columns = [parse_qs(urlsplit(it.url).query)["column"] for it in items]
    assert len(items) == 2 and sorted(columns) == [["sse"], ["szse"]]


def test_a_search_names_volumes() -> None:
    rows = (
        filing(),
        filing("2026年半年度业绩<em>快报</em>"),
        filing("关于2026年8月份产、销<em>快报</em>的公告", "f/2.pdf"),
    )
    assert found(answer(*rows)) == [
        Ref(
            "cninfo",
            "http://static.cninfo.com.cn/finalpage/2026-09-01/1220000001.PDF",
            "比亚迪股份有限公司2026年8月产销快报",
            MOMENT,
        ),
        Ref("cninfo", "http://static.cninfo.com.cn/f/2.pdf", "关于2026年8月份产、销快报的公告", MOMENT),
    ]
    assert found(answer()) == []


def test_the_next_page_is_another_list() -> None:
    *_, further = found(answer(filing(), more=True))
    assert isinstance(further, Further)
    before, after = (parse_qs(urlsplit(url).query, keep_blank_values=True) for url in (SEARCH, further.url))
    assert after == before | {"pageNum": ["2"]}


def test_filings_of_others_are_told_and_not_taken() -> None:
    items = found(answer(filing(code="600000", path="f/9.pdf"), filing(), more=True))
    assert [it.url[-14:] for it in items if isinstance(it, Ref)] == ["1220000001.PDF"]
    assert code(items) == ["foreign_rows"] and not any(isinstance(it, Further) for it in items)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "empty_body"),
        ("<html>系统维护</html>", "not_json"),
        ("{}", "changed_fields"),
        (answer(filing(), totalAnnouncement="1"), "changed_fields"),
        (answer(totalAnnouncement=3), "changed_fields"),
        (answer(filing(adjunctUrl=None)), "changed_fields"),
        (answer(filing(announcementTime="2026-09-01")), "changed_fields"),
        (answer(filing(announcementTime=10**30)), "changed_fields"),
        (answer(filing(path="//elsewhere.example/a.pdf")), "changed_fields"),
        (answer(filing(path="https://elsewhere.example/a.pdf")), "changed_fields"),
    ],
)
def test_other_searches_are_a_problem(body, expected) -> None:
    items = found(body)
    assert code(items) == [expected] and len(items) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"stockList": []}', "no_items"),
        ('{"stockList": {}}', "changed_fields"),
        ('{"stockList": [{"code": "002594"}]}', "changed_fields"),
        (stocks(("000001", "x")), "unknown_stock"),
    ],
)
def test_other_lists_of_stocks_are_a_problem(body, expected) -> None:
    assert code(found(body, LIST)) == [expected]


def test_the_walk_over_a_server() -> None:
    def search(form):
        if form["stock"] == "002594,gshk0001211":
            last = form["pageNum"] == "2"
            return answer(filing(path=f"f/{form['pageNum']}.pdf"), more=not last)
        return answer()

    def fetch(url):
        posted = cninfo.form(url)
        with httpx.Client(trust_env=False) as client:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            got = client.post(posted[0], content=posted[1], headers=kind) if posted else client.get(url)
        return replace(capture(got.content, url), status=got.status_code)

    with serving() as site:
        source = replace(SOURCE, url=site.url("/stock.json"), options={"companies": ["byd", "gac"]})
        source.options["files"] = site.url("/")
        site.pages |= {
            "/stock.json": stocks(("002594", "gshk0001211"), ("601238", "z")),
            "/new/hisAnnouncement/query": search,
        }
        items = list(cninfo.pages(source, fetch))
        assert [it.url for it in items] == [site.url("/f/1.pdf"), site.url("/f/2.pdf")]
        assert isinstance(fetch(site.url("/other")), Capture) and len(site.asked) == 5

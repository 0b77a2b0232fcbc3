"""Each provider on answers of its documented shape, served over HTTP, and on what it answers when it does not."""

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from extractors.model import Capture, FxRate, Price, Problem, Split
from extractors.prices import Share, ecb, tiingo, yahoo
from extractors.prices.ecb import Ecb
from extractors.prices.tiingo import Tiingo
from extractors.prices.yahoo import Yahoo

NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)
DAYS = date(2026, 11, 18), date(2026, 11, 20)
TESLA = Share("TSLA", "NASDAQ", "USD", "TSLA", "tsla.us", "tesla")
HANG_SENG = Share("^HSI", "HKEX", None, "^HSI", "^hsi")


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, tuple[int, bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"

    def fetch(self, url, headers) -> Capture | Problem:
        with httpx.Client(trust_env=False) as client:
            got = client.get(url, headers=headers)
        return Capture("prices", url, str(got.url), NOW, got.status_code, (), got.content)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status, body = self.server.pages.get(self.path.split("?")[0], (404, b'{"detail": "Not found."}'))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def answer(body, status: int = 200) -> Capture:
    body = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return Capture("prices", "https://prices.test/x", "https://prices.test/x", NOW, status, (), body)


def codes(items) -> list[str]:
    return [item.code for item in items if isinstance(item, Problem)]


def tiingo_day(day: str, close: object = 400.0, adjusted: object = 400.0, factor: object = 1.0, **more) -> dict:
    row = {
        "date": f"{day}T00:00:00.000Z",
        "close": close,
        "open": 1.0,
        "high": 1.0,
        "low": 1.0,
        "volume": 1000,
        "adjClose": adjusted,
        "adjVolume": 1000,
        "divCash": 0.0,
        "splitFactor": factor,
    } | more
    return {name: value for name, value in row.items() if value != "gone"}


def test_tiingo_keeps_the_traded_close_the_adjusted_close_and_the_split_apart(site: Site) -> None:
    rows = [tiingo_day("2026-11-18", 1200.0, 400.0), tiingo_day("2026-11-19", 410.0, 410.0, 3.0)]
    site.pages["/TSLA/prices"] = (200, json.dumps(rows).encode())
    provider = Tiingo("the-key", site.fetch, site.url)
    assert list(provider.quotes(TESLA, *DAYS)) == [
        Price("TSLA", "NASDAQ", date(2026, 11, 18), 1200.0, 400.0, "USD", 1000, "tiingo", "none"),
        Price("TSLA", "NASDAQ", date(2026, 11, 19), 410.0, 410.0, "USD", 1000, "tiingo", "none"),
        Split("TSLA", "NASDAQ", date(2026, 11, 19), 3.0, "tiingo"),
    ]
    assert site.asked == [("/TSLA/prices?startDate=2026-11-18&endDate=2026-11-20", "Token the-key")]


def test_tiingos_key_is_in_no_address_and_no_text(site: Site) -> None:
    provider = Tiingo("the-key", site.fetch, site.url)
    problems = list(provider.quotes(TESLA, *DAYS))
    assert codes(problems) == ["no_data"]
    assert "the-key" not in f"{provider} {problems} {[path for path, _ in site.asked]}"


def test_tiingo_is_not_asked_for_what_it_does_not_know(site: Site) -> None:
    provider = Tiingo("the-key", site.fetch, site.url)
    others = Share("1211", "HKEX", "HKD", "1211.HK", "1211.hk", "byd"), replace(HANG_SENG, venue="NYSE")
    assert [list(provider.quotes(share, *DAYS)) for share in others] == [[], []] and not site.asked
    assert codes(Tiingo("", site.fetch, site.url).quotes(TESLA, *DAYS)) == ["no_key"] and not site.asked


def test_a_day_that_is_missing_is_not_zero() -> None:
    rows = [tiingo_day("2026-11-18", None, None), tiingo_day("2026-11-19", 0.0), tiingo_day("2026-11-20", volume=None)]
    problem, price = tiingo.read(answer(rows), TESLA)
    assert problem.code == "bad_price" and "2026-11-19" in problem.message
    assert (price.date, price.volume) == (date(2026, 11, 20), None)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"detail": "Invalid token."}, 401, "no_key"),
        ({"detail": "Not found."}, 404, "no_data"),
        ("", 200, "empty_body"),
        ("<html>Bad gateway</html>", 502, "http_error"),
        ("<html>hello</html>", 200, "not_json"),
        ({"detail": "Error: You have run over your hourly request allocation."}, 200, "rate_limited"),
        ({"prices": []}, 200, "changed_fields"),
        ([], 200, "no_data"),
        ([{"day": "2026-11-18"}], 200, "changed_fields"),
        ([tiingo_day("18/11/2026")], 200, "changed_fields"),
        ([tiingo_day("2026-11-18", adjusted="gone")], 200, "changed_fields"),
        ([tiingo_day("2026-11-18", close=True)], 200, "bad_price"),
        ([tiingo_day("2026-11-18", close=-3)], 200, "bad_price"),
        ([tiingo_day("2026-11-18", close="1e999")], 200, "bad_price"),
    ],
)
def test_tiingo_otherwise_is_a_problem(body, status, code) -> None:
    items = list(tiingo.read(answer(body, status), TESLA))
    assert codes(items) == [code] and len(items) == 1


def chart(stamps, closes, adjusted=None, events=None, **meta) -> dict:
    result = {
        "meta": {"currency": "USD", "symbol": "TSLA", "exchangeTimezoneName": "America/New_York"} | meta,
        "timestamp": stamps,
        "indicators": {"quote": [{"open": closes, "close": closes, "volume": [7] * len(stamps)}]},
    }
    if adjusted:
        result["indicators"]["adjclose"] = [{"adjclose": adjusted}]
    if events:
        result["events"] = events
    return {"chart": {"result": [result], "error": None}}


def opening(day: int, hour: int = 14, minute: int = 30) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


def test_yahoo_reads_days_of_the_exchange(site: Site) -> None:
    split = {"1": {"date": opening(19), "numerator": 3, "denominator": 1, "splitRatio": "3:1"}}
    body = chart([opening(18), opening(19), opening(20)], [400.5, None, 410.0], [399.0, None, 410.0], {"splits": split})
    site.pages["/TSLA"] = (200, json.dumps(body).encode())
    assert list(Yahoo(site.fetch, site.url).quotes(TESLA, *DAYS)) == [
        Price("TSLA", "NASDAQ", date(2026, 11, 18), 400.5, 399.0, "USD", 7, "yahoo", "splits"),
        Price("TSLA", "NASDAQ", date(2026, 11, 20), 410.0, 410.0, "USD", 7, "yahoo", "splits"),
        Split("TSLA", "NASDAQ", date(2026, 11, 19), 3.0, "yahoo"),
    ]
    assert site.asked[0][0].startswith("/TSLA?period1=1794873600&period2=1795305600&interval=1d&events=div%2Csplits")


def test_yahoo_dates_eastern_sessions_by_their_own_midnight() -> None:
    # Tokyo opens at 00:00 UTC, Sydney's day begins while New York still has the one before.
    body = chart([opening(18, 0, 0)], [3000.0], currency="JPY", exchangeTimezoneName="Asia/Tokyo")
    (price,) = yahoo.read(answer(body), Share("7203", "TSE", "JPY", "7203.T", None, "toyota"))
    assert price.date == date(2026, 11, 18) and price.adjusted_close is None
    body = chart([opening(17, 23, 0)], [3000.0], currency="JPY", exchangeTimezoneName="Asia/Tokyo")
    (price,) = yahoo.read(answer(body), Share("7203", "TSE", "JPY", "7203.T", None, "toyota"))
    assert price.date == date(2026, 11, 18)


def test_pence_are_pounds(site: Site) -> None:
    aston = Share("AML", "LSE", "GBP", "AML.L", "aml.uk", "aston-martin", 100)
    body = chart([opening(18, 8, 0)], [123.45], [120.0], currency="GBp", exchangeTimezoneName="Europe/London")
    (price,) = yahoo.read(answer(body), aston)
    assert (price.close, price.adjusted_close, price.currency) == (1.2345, 1.2, "GBP")


def test_an_index_has_no_currency(site: Site) -> None:
    body = chart([opening(18, 1, 30)], [25_000.0], currency="HKD", exchangeTimezoneName="Asia/Hong_Kong")
    site.pages["/%5EHSI"] = (200, json.dumps(body).encode())
    (price,) = Yahoo(site.fetch, site.url).quotes(HANG_SENG, *DAYS)
    assert (price.symbol, price.venue, price.currency, price.close) == ("^HSI", "HKEX", None, 25_000.0)


WRONG_LENGTH = chart([opening(18), opening(19)], [400.0])
WITHOUT_DAYS = chart([], [])
del WITHOUT_DAYS["chart"]["result"][0]["timestamp"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("Too Many Requests\r\n", 429, "rate_limited"),
        ("", 200, "empty_body"),
        ("<!DOCTYPE html><title>consent</title>", 200, "not_json"),
        ({"chart": {"result": None, "error": {"code": "Not Found", "description": "No data found"}}}, 404, "no_data"),
        ({"chart": {"result": [], "error": None}}, 200, "no_data"),
        ({"chart": {"result": None, "error": None}}, 200, "changed_fields"),
        ({"finance": {}}, 200, "changed_fields"),
        (WRONG_LENGTH, 200, "changed_fields"),
        (WITHOUT_DAYS, 200, "no_data"),
        (chart(["x"], [400.0]), 200, "changed_fields"),
        (chart([opening(18)], [400.0], currency="EUR"), 200, "changed_fields"),
        (chart([opening(18)], [400.0], exchangeTimezoneName="Mars"), 200, "changed_fields"),
        (chart([opening(18)], [-1.0]), 200, "bad_price"),
    ],
)
def test_yahoo_otherwise_is_a_problem(body, status, code) -> None:
    items = list(yahoo.read(answer(body, status), TESLA))
    assert codes(items) == [code] and len(items) == 1


XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube><Cube time="2026-11-20"><Cube currency="USD" rate="1.0956"/><Cube currency="CNY" rate="7.9"/></Cube>
<Cube time="2026-11-19"><Cube currency="USD" rate="1.0901"/></Cube></Cube></gesmes:Envelope>"""
CSV = "Date,USD,RUB,CNY,\n2026-11-20,1.0956,N/A,7.9,\n2026-11-19,1.0901,N/A,N/A,\n"
RATES = [
    FxRate("EUR", "USD", date(2026, 11, 20), 1.0956, "ecb"),
    FxRate("EUR", "CNY", date(2026, 11, 20), 7.9, "ecb"),
    FxRate("EUR", "USD", date(2026, 11, 19), 1.0901, "ecb"),
]


def zipped(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("body", [XML, CSV, "\ufeff" + CSV, "\ufeff" + XML, zipped("eurofxref-hist.csv", CSV)])
def test_the_ecbs_three_forms_say_the_same(body) -> None:
    assert list(ecb.read(answer(body))) == RATES


def test_the_ecbs_small_file_serves_recent_days(site: Site) -> None:
    site.pages |= {
        "/eurofxref-hist-90d.xml": (200, XML.encode()),
        "/eurofxref-hist.zip": (200, zipped("a.csv", CSV)),
    }
    bank = Ecb(site.fetch, site.url)
    assert list(bank.rates(date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21))) == RATES[:2]
    assert list(bank.rates(date(2020, 1, 1), date(2026, 11, 19), date(2026, 11, 21))) == RATES[2:]
    assert [path for path, _ in site.asked] == ["/eurofxref-hist-90d.xml", "/eurofxref-hist.zip"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>Service unavailable</body></html>",
        "<broken",
        "Symbol,USD\n",
        "Date,USD,\n",
        b"PK\x03\x04torn",
        zipped("readme.txt", CSV),
        '<!DOCTYPE x [<!ENTITY a "b">]>' + XML.split("\n", 1)[1],
    ],
)
def test_the_ecb_otherwise_is_a_problem(body) -> None:
    assert codes(ecb.read(answer(body))) == ["not_rates"]


def test_a_rate_that_is_none_is_a_problem_of_its_own() -> None:
    items = list(ecb.read(answer("Date,USD,CNY,\n2026-11-20,0,7.9,\nyesterday,1.1,N/A,\n")))
    assert codes(items) == ["bad_price"] * 3 and RATES[1] in items

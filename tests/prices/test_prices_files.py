"""CSV files in the layouts that users download."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.model import Price, Problem
from extractors.prices import Share
from extractors.prices.files import Files, names, read

BYD = Share("1211", "HKEX", "HKD", "1211.HK", "1211.hk", "byd")
DAYS = date(2026, 11, 1), date(2026, 11, 30)
STOOQ = """Date,Open,High,Low,Close,Volume
2026-11-18,100,101,99,100.5,1200
2026-11-19,100,101,99,101,1300.0
"""
POLISH = "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\r\n2026-11-18,100,101,99,100.5,1200\r\n"
YAHOO = """Date,Open,High,Low,Close,Adj Close,Volume
2026-11-18,100.000000,101.000000,99.000000,100.500000,98.250000,1200
2026-11-19,null,null,null,null,null,null
2026-11-20,100,101,99,102,99.5,0
"""


def price(day: int, close: float, adjusted: float | None, volume: int | None) -> Price:
    return Price("1211", "HKEX", date(2026, 11, day), close, adjusted, "HKD", volume, "file", "splits")


def test_stooq() -> None:
    assert list(read(STOOQ.encode(), BYD)) == [price(18, 100.5, None, 1200), price(19, 101.0, None, 1300)]
    assert list(read(b"\xef\xbb\xbf" + POLISH.encode(), BYD)) == [price(18, 100.5, None, 1200)]


def test_an_index_of_stooq_has_no_volume() -> None:
    (found,) = read(b"Date,Open,High,Low,Close\n2026-11-18,1,1,1,25000.1\n", BYD)
    assert found == price(18, 25000.1, None, None)


def test_yahoo_keeps_the_adjusted_close_apart_and_leaves_out_days_without_trade() -> None:
    assert list(read(YAHOO.encode(), BYD)) == [price(18, 100.5, 98.25, 1200), price(20, 102.0, 99.5, 0)]


def test_pence_are_pounds() -> None:
    aston = Share("AML", "LSE", "GBP", "AML.L", "aml.uk", "aston-martin", 100)
    (found,) = read(b"Date,Close\n2026-11-18,123.45\n", aston)
    assert (found.close, found.currency) == (1.2345, "GBP")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "no_data"),
        ("No data", "no_data"),
        ("Brak danych", "no_data"),
        ("Date,Open,High,Low,Close,Volume\n", "no_data"),
        ("Exceeded the daily hits limit", "rate_limited"),
        ("<!DOCTYPE html><html><script>verify()</script>", "not_csv"),
        ("Date,Open\n2026-11-18,1\n", "not_csv"),
        ("Date,Close\n2026-11-18,0\n", "bad_price"),
        ("Date,Close\n2026-11-18,-1\n", "bad_price"),
        ("Date,Close\n2026-11-18,twelve\n", "bad_price"),
        ("Date,Close\n18.11.2026,12\n", "bad_price"),
        ("Date,Close\n2026-11-18,1e400\n", "bad_price"),
    ],
)
def test_other_files_are_a_problem(body: str, code: str) -> None:
    (problem,) = read(body.encode(), BYD)
    assert isinstance(problem, Problem) and problem.code == code


@pytest.mark.parametrize("name", ["1211.HK.csv", "1211.hk.csv", "1211_hk_d.csv"])
def test_a_shares_file_is_found_by_any_of_its_symbols(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(STOOQ)
    assert len(list(Files(tmp_path).quotes(BYD, *DAYS))) == 2
    assert list(Files(tmp_path).quotes(Share("TSLA", "NASDAQ", "USD", "TSLA"), *DAYS)) == []


def test_an_indexs_file_may_lack_the_caret() -> None:
    assert names(Share("^HSI", "HKEX", None, "^HSI", "^hsi")) == ["^HSI", "^hsi", "^hsi_d", "HSI", "hsi", "hsi_d"]


def test_a_symbol_leads_out_of_no_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(STOOQ)
    (tmp_path / "in").mkdir()
    share = Share("x", "NYSE", "USD", "../secret", str(tmp_path / "secret"))
    assert list(Files(tmp_path / "in").quotes(share, *DAYS)) == []


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    for item in read(body, BYD):
        assert isinstance(item, Problem) or item.close > 0


@given(
    st.dictionaries(
        st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        st.one_of(st.none(), st.floats(0.01, 1e6, allow_nan=False)),
        min_size=1,
    )
)
def test_what_is_written_is_read_and_nothing_else(closes: dict[date, float | None]) -> None:
    lines = [f"{day},{'' if close is None else repr(close)}" for day, close in closes.items()]
    found = list(read("\n".join(["Date,Close", *lines]).encode(), BYD))
    assert {it.date: it.close for it in found} == {day: close for day, close in closes.items() if close is not None}

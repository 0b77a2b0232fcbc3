"""Every page is read in its own charset, whatever header and meta element claim."""

import pytest

from extractors.readers.decode import decode

TEXTS = {
    "utf-8": "Près de 100 000 véhicules, größer, 新能源汽车 30万辆",
    "cp1252": "Près de 100 000 véhicules “électriques” – à Wolfsburg größer geworden, déjà livrés l’été dernier",
    "gb18030": "比亚迪公布的数据显示，公司在九月的新能源汽车销量是二十万辆，同比增长了一倍。",
    "big5": "特斯拉公布了去年第四季的交車數量，是四十一萬輛，比前年同季減少，也低於預估。",
    "shift_jis": "トヨタ自動車は年初来（1〜7月）の世界販売が前年同期と比べて増えたと発表した。",
    "euc_jp": "日産自動車の九月の世界生産は前年同月に比べて減った。国内の生産も減った。",
    "iso2022_jp": "ホンダは中国での販売が減ったと発表した。",
    "euc_kr": "현대차는 지난달 국내외에서 자동차를 작년보다 많이 팔았다고 발표했다.",
    "utf-16": "BYD verkaufte im September 201.259 Fahrzeuge, mehr als je zuvor.",
}


def page(charset: str, text: str, body: str) -> bytes:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>".encode(body)


@pytest.mark.parametrize("charset", TEXTS)
def test_header_alone(charset: str) -> None:
    assert TEXTS[charset] in decode(page("", TEXTS[charset], charset), f"text/html; charset={charset}")


@pytest.mark.parametrize("charset", [name for name in TEXTS if name != "utf-16"])
def test_meta_alone(charset: str) -> None:
    assert TEXTS[charset] in decode(page(charset, TEXTS[charset], charset), "text/html")


@pytest.mark.parametrize("header", ["iso-8859-1", "utf-8", "gb2312", "euc-kr", "shift_jis", "no-such-charset", "hex"])
@pytest.mark.parametrize("charset", [name for name in TEXTS if name not in {"utf-16", "iso2022_jp"}])
def test_a_wrong_header_is_repaired_where_the_page_knows_better(charset: str, header: str) -> None:
    if charset == "cp1252" and header not in {"utf-8", "no-such-charset", "hex", "iso-8859-1"}:
        pytest.skip("a few accents decode in every double-byte charset")
    assert TEXTS[charset] in decode(page(charset, TEXTS[charset], charset), f"text/html; charset={header}")


@pytest.mark.parametrize("header", ["", "; charset=utf-8"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "gb18030", "shift_jis", "euc_kr", "big5"])
def test_without_a_true_claim_the_bytes_tell(charset: str, header: str) -> None:
    assert TEXTS[charset] in decode(page("", TEXTS[charset] * 6, charset), f"text/html{header}")


def test_utf8_is_read_as_such_whatever_is_claimed() -> None:
    text = TEXTS["utf-8"]
    assert text in decode(page("iso-8859-1", text, "utf-8"), "text/html; charset=windows-1252")


def test_a_bom_wins_and_disappears() -> None:
    assert decode("\ufeffgrößer".encode(), "text/html; charset=iso-8859-1") == "größer"


def test_one_broken_byte_costs_one_letter() -> None:
    text = "größer " * 300
    body = text.encode()[:500] + b"\xff" + text.encode()[500:]
    assert decode(body, "text/html; charset=utf-8").count("größer") >= 299

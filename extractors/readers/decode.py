"""Bytes to text: in the charset that header, page, byte order mark or the bytes name, if it decodes."""

import codecs
import re

_META = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a page calls itself and what browsers read it as (WHATWG Encoding Standard, "Names and labels").
_BROWSERS_READ = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252", "euc_kr": "cp949"}
_BROWSERS_READ |= {"big5": "big5hkscs", "iso8859-9": "cp1254"}
# These decode any bytes, so that they decode proves nothing.
_PERMISSIVE = {"cp1252", "cp1254", "iso8859-1", "latin-1"}
# The commonest letters of Chinese, Japanese and Korean news: many in the right charset, hardly one in a wrong one.
_COMMON = re.compile("[的了是在和一不有年月日万车のをはにがたでとる다의는이가을에고하도]")
# Charsets of the languages that are read.
_OURS = ["utf_8", "cp1252", "gb18030", "big5", "cp932", "euc_jp", "cp949", "utf_16"]
# Text read in a wrong single-byte charset: UTF-8 lead bytes shown as letters, or C1 controls.
_MOJIBAKE = re.compile("[ÃÂâãäåæçèéï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|[\u0080-\u009f]")


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of `body`, by BOM, else by header, meta or XML declaration as far as they decode, else by detection.

    A wrong header is repaired: what is valid UTF-8 beyond ASCII is UTF-8, since no other charset gives it by accident;
    a claim that fails to decode, or decodes to what no one writes, yields to the next. Of two claims that both decode
    the one whose text holds more of the commonest letters wins. Undecodable bytes become U+FFFD; never raises.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body.decode(charset, "replace")
    claims = _claims(body, content_type)
    # ISO-2022-JP and UTF-16 without a BOM are valid UTF-8 too.
    if (b"\x1b" not in body and b"\0" not in body[:1000]) or not claims:
        claims = ["utf-8"] if _decodes(body, "utf-8") is not None else claims
    texts = [text for charset in claims if (text := _decodes(body, charset)) is not None]
    if texts:
        return max(texts, key=lambda text: len(_COMMON.findall(text[:50_000]))) if len(texts) > 1 else texts[0]
    return _detected(body, claims)


def _claims(body: bytes, content_type: str | None) -> list[str]:
    """Charsets that the header and the page name, in this order, in Python's names."""
    header = _HEADER.search(content_type or "")
    meta = _META.search(body[:4096])
    labels = [header[1] if header else None, meta[1].decode("ascii") if meta else None]
    return list(dict.fromkeys(name for label in labels if label and (name := _python_name(label))))


def _decodes(body: bytes, charset: str) -> str | None:
    try:
        text = body.decode(charset)
    except (UnicodeDecodeError, ValueError):
        # Windows adds characters to Shift JIS, and maps a few others, such as the wave dash, away from what was meant.
        return _decodes(body, "cp932") if charset == "shift_jis" else None
    return None if charset in _PERMISSIVE and _MOJIBAKE.search(text) else text


def _python_name(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
        b"a".decode(name)
    except (LookupError, ValueError):
        return None
    return _BROWSERS_READ.get(name, name)


def _detected(body: bytes, claims: list[str]) -> str:
    """A claim that fails for a byte in 500 at most, else what charset-normalizer finds, else UTF-8 with gaps."""
    for charset in dict.fromkeys([*claims, "utf-8"]):
        text = body.decode(charset, "replace")
        if charset not in _PERMISSIVE and text.count("\ufffd") * 500 <= len(text):
            return text
    from charset_normalizer import from_bytes

    # Mark-up is ASCII and hides the letters that tell charsets apart.
    best = from_bytes(re.sub(rb"<[^>]{0,2000}>", b" ", body[:200_000]), cp_isolation=_OURS).best()
    charset = best.encoding.replace("cp932", "shift_jis") if best else "utf-8"
    return _decodes(body, charset) or body.decode(charset, "replace")

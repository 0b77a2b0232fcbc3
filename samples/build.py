"""Writes the sample archive and what its pages say: samples/sample.warc.gz and samples/expected.json.

`python samples/build.py [FOLDER]` sets the texts of samples/texts into the page structures of samples/templates as
samples/plan.toml says. Nothing depends on the clock or the machine, so the same plan gives the same records.
"""

import io
import json
import sys
import tomllib
import uuid
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pages_html import Page, Site, Text, html_page, slug
from pages_pdf import pdf_page
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).parent
FACTS = ("milestones", "stock_moves")


@dataclass(frozen=True)
class Shot:
    """One capture: the page asked for, when, the answer, and what is to be said of it in expected.json."""

    url: str
    captured: datetime
    body: bytes
    content_type: str
    status: int = 200
    keep: int | None = None  # the crawler stopped after so many bytes and says so
    cut: bool = False  # the archive itself ends inside this record
    source: str = ""  # which source asked for it, where one did
    expected: dict[str, Any] = field(default_factory=dict)


def load() -> tuple[dict[str, Any], dict[str, Text]]:
    """The plan, and the texts by id."""
    plan = tomllib.loads((HERE / "plan.toml").read_text("utf-8"))
    texts = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "texts").glob("*.json"))}
    return plan, texts


def number(key: str) -> int:
    """A five-digit number as sites give their articles."""
    return 10000 + zlib.crc32(key.encode()) % 90000


def misprinted(text: Text, right: str, wrong: str) -> Text:
    """The text with one figure printed wrong, and the facts that the wrong print states."""
    whole = {right: wrong, "".join(filter(str.isdigit, right)): "".join(filter(str.isdigit, wrong))}
    raw = json.dumps(text, ensure_ascii=False)
    for before, after in whole.items():
        raw = raw.replace(before, after)
    changed: Text = json.loads(raw)
    if changed["milestones"] == text["milestones"] or changed["text"] == text["text"]:
        raise ValueError(f"{text['id']}: no milestone states {right}")
    return changed


def url_of(site: Site, text: Text) -> str:
    """The address of the text at the site."""
    year, month, day = text["published"].split("-")
    words = {"y": year, "m": month, "d": day, "slug": slug(text), "number": number(text["id"])}
    return f"https://{site.host}{site.path.format(**words)}"


def answer(page: Page, charset: dict[str, str], others: list[Text]) -> tuple[bytes, str]:
    """Body and content type of the page."""
    if page.template == "pdf":
        return pdf_page(page), "application/pdf"
    body = html_page(page, others, charset.get("meta", "" if charset else "utf-8"))
    header = f"; charset={charset['header']}" if "header" in charset else "" if charset else "; charset=UTF-8"
    return body.encode(charset.get("body", "utf-8"), "xmlcharrefreplace"), f"text/html{header}"


def shots() -> list[Shot]:
    """Every capture of the sample, oldest first."""
    plan, texts = load()
    sites = {key: Site(**{k: v for k, v in site.items() if k != "texts"}) for key, site in plan["sites"].items()}
    charsets = {entry["text"]: entry for entry in plan["charsets"]}
    misprints = {entry["text"]: entry["misprint"] for entry in plan["again"] if "misprint" in entry}
    made: list[Shot] = []

    def add(page: Page, url: str, **expected: Any) -> None:
        others = [text for text in texts.values() if text["lang"] == page.site.lang and text["id"] != page.text["id"]]
        body, content_type = answer(page, charsets.get(page.text["id"], {}), others)
        if "problem" not in expected:
            expected = {"text": page.text["id"], **expected, **{kind: page.text[kind] for kind in FACTS}}
        made.append(Shot(url, page.captured, body, content_type, source=page.site.source, expected=expected))

    pages: dict[str, Page] = {}
    for key, listed in plan["sites"].items():
        for text_id in listed["texts"]:
            text, site = texts[text_id], sites[key]
            url = url_of(site, text)
            seen = datetime.fromisoformat(f"{text['published']}T03:10:00+00:00") + timedelta(days=1, minutes=len(made))
            page = Page(site, text, url, number(text_id), seen, site.template)
            pages[text_id] = page
            if site.problem:
                add(page, url, problem=site.problem)
            elif text_id in misprints:
                wrong = misprints[text_id]
                add(replace(page, text=misprinted(text, *wrong)), url, misprint=wrong)
            else:
                add(page, url)
    for entry in plan["again"]:
        page = pages[entry["text"]]
        seen = datetime.fromisoformat(entry["captured"])
        first = {"url": page.url, "captured": stamp(page.captured)}
        again = replace(page, captured=seen, template=entry.get("template", page.template))
        add(again, page.url + entry.get("url", ""), **{entry["kind"]: first})
    for entry in plan["problems"]:
        site, seen = sites[entry["site"]], datetime.fromisoformat(entry["captured"])
        url = f"https://{site.host}{entry['path']}"
        text = texts[entry.get("text", plan["sites"][entry["site"]]["texts"][0])]
        page = Page(site, text, url, number(url), seen, entry.get("template", site.template))
        others = [other for other in texts.values() if other["lang"] == site.lang]
        body = b"" if entry["code"] == "empty_body" else html_page(page, others, "utf-8").encode()
        made.append(
            Shot(
                url=url,
                captured=seen,
                body=body,
                content_type="text/html; charset=UTF-8",
                status=entry.get("status", 200),
                keep=entry.get("keep"),
                cut=entry.get("cut", False),
                expected={"problem": entry["code"]},
            )
        )
    return sorted(made, key=lambda shot: (shot.captured, shot.url))


def stamp(when: datetime) -> str:
    """As WARC writes a time."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def archive(captures: list[Shot]) -> bytes:
    """The captures as a gzipped WARC, one member a record; ends in the middle of a record that is to be cut."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)

    def write(kind: str, url: str, when: str, payload: bytes, http: StatusAndHeaders | None, **more: str) -> None:
        named = {
            "WARC-Date": when,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {when} {url}')}>",
        }
        headers = {**named, **{key.replace("_", "-"): value for key, value in more.items()}}
        mime = "application/warc-fields" if kind == "warcinfo" else ""
        record = writer.create_warc_record(
            url, kind, io.BytesIO(payload), len(payload), mime, headers, http_headers=http
        )
        writer.write_record(record)

    about = (
        b"software: samples/build.py\r\nformat: WARC File Format 1.0\r\ndescription: pages made up for the sample\r\n"
    )
    write("warcinfo", "", stamp(captures[0].captured), about, None)
    for shot in captures:
        reasons = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}
        http = StatusAndHeaders(
            f"{shot.status} {reasons[shot.status]}",
            [
                ("Date", shot.captured.strftime("%a, %d %b %Y %H:%M:%S GMT")),
                ("Content-Type", shot.content_type),
                ("Content-Length", str(len(shot.body))),
            ],
            protocol="HTTP/1.1",
        )
        start = out.tell()
        more = {"Evledger_Source": shot.source} if shot.source else {}
        if shot.keep:
            more["WARC_Truncated"] = "length"
        write("response", shot.url, stamp(shot.captured), shot.body[: shot.keep], http, **more)
        if shot.cut:
            out.truncate(start + (out.tell() - start) * 2 // 3)
            break
    return out.getvalue()


def expected(captures: list[Shot]) -> str:
    """One object a page, in archive order."""
    rows = [{"url": shot.url, "captured": stamp(shot.captured), **shot.expected} for shot in captures]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def main(folder: Path) -> None:
    captures = shots()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sample.warc.gz").write_bytes(archive(captures))
    (folder / "expected.json").write_text(expected(captures), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)

# ruff: noqa: E501 - mark-up stands as sites write it
"""PDFs and files: announcements set by reportlab, plain text, Markdown, labelled documents."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from layouts import Make
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from extractors.model import Document, Problem
from extractors.readers import read, read_file

ROOT = Path(__file__).parents[2]
TABLE = [["Category", "Sales", "", "Change"], ["", "October", "Last year", "%"], ["BEV", "189,614", "165,505", "14.57"]]
ROWS = "| Category | Sales | | Change |\n| | October | Last year | % |\n| BEV | 189,614 | 165,505 | 14.57 |"
ENGLISH = [
    "The board announces the production and sales volume for the month of October 2024, which rose on the year, as set "
    "out below; the figures have not been audited and may be corrected.",
    "- first point that is somewhat longer than a line can be, so that it has to go on in the next line of the page",
    TABLE,
    "Shenzhen, 1 November 2024",
]
CHINESE = [
    "比亚迪股份有限公司公布二零二四年十月份产销快报，详细数据如下表所示，单位为辆，未经审计，最终数据以定期报告为准，请投资者注意投资风险。",
    [["车型", "本月销量", "去年同期"], ["纯电动", "189,614", "165,505"]],
    "深圳，2024年11月1日",
]


def pdf(blocks: list[object], font: str = "Times-Roman", pages: int = 1) -> bytes:
    """The blocks as an exchange sets them, with a running head and page numbers, on so many pages."""
    out = io.BytesIO()
    wrap = "CJK" if font == "STSong-Light" else None
    style = ParagraphStyle("plain", fontName=font, fontSize=11, leading=15, spaceAfter=9, wordWrap=wrap)
    story: list[object] = []
    for page in range(pages):
        for block in blocks:
            if isinstance(block, list):
                rules = [("GRID", (0, 0), (-1, -1), 0.5, "#000000"), ("FONT", (0, 0), (-1, -1), font, 9)]
                rules += [("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1))] if len(block) > 2 else []
                story += [Table(block, style=TableStyle(rules)), Spacer(1, 12)]
            else:
                story.append(
                    Paragraph(str(block).replace("- ", "\u2022 ", 1) if str(block).startswith("- ") else block, style)
                )
        if page < pages - 1:
            story.append(PageBreak())

    def edges(canvas: object, document: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Roman", 8)  # type: ignore[attr-defined]
        canvas.drawString(72, 810, "Car Company Limited")  # type: ignore[attr-defined]
        canvas.drawCentredString(300, 30, f"- {document.page} -")  # type: ignore[attr-defined]

    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(story, onFirstPage=edges, onLaterPages=edges)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def chinese_font() -> None:
    registerFont(UnicodeCIDFont("STSong-Light"))


def test_english_pdf(capture: Make) -> None:
    found = read(capture(pdf(ENGLISH, pages=3), "application/pdf", url="https://x.example/2024/1101/1.pdf"))
    assert isinstance(found, Document), found
    expected = [ROWS if isinstance(block, list) else block for block in ENGLISH]
    assert found.text.split("\n\n") == expected * 3
    assert (found.lang, found.published, found.published_from) == ("en", date(2024, 11, 1), "url")


def test_a_sentence_goes_on_over_the_page_end(capture: Make) -> None:
    long = " ".join(["The company said that it had built many more vehicles than in the year before"] * 130) + "."
    found = read(capture(pdf([long, "End of it."]), "application/pdf"))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [long, "End of it."]


def test_chinese_pdf(capture: Make) -> None:
    found = read(capture(pdf(CHINESE, "STSong-Light"), "application/octet-stream"), title="产销快报")
    assert isinstance(found, Document), found
    table = "| 车型 | 本月销量 | 去年同期 |\n| 纯电动 | 189,614 | 165,505 |"
    blocks = found.text.split("\n\n")
    assert blocks[0] in {"Car Company Limited"} or blocks[0] == CHINESE[0]
    assert blocks[-3:] == [CHINESE[0], table, CHINESE[2]]
    assert (found.lang, found.title) == ("zh", "产销快报")


def test_glyphs_without_letters_are_a_problem(capture: Make) -> None:
    body = pdf(["The Company sold many vehicles in the month of October 2024, and more than ever before."])
    broken = read(capture(pdf(["The Company sold (cid:12)(cid:13)(cid:14) vehicles in the month."]), "application/pdf"))
    assert isinstance(read(capture(body, "application/pdf")), Document)
    assert isinstance(broken, Problem)
    assert broken.code == "pdf_glyphs"


def test_pdfs_without_text_or_sense(capture: Make) -> None:
    codes = [read(capture(body, "application/pdf")) for body in (pdf(["x"])[:200], b"%PDF-1.4\nnothing", b"<html>")]
    assert all(isinstance(found, Problem) and found.code == "pdf_unreadable" for found in codes), codes


TEXT = """Xiaomi builds its 100,000th car

Xiaomi has built its 100,000th electric car 230 days after the first one left the factory,
the company's founder said on Wednesday. The annual goal is now
120,000 cars.

- 20,000 in October
- more in November

| Month | Cars |
|---|---:|
| October | 20,000 |
"""
BLOCKS = [
    "Xiaomi builds its 100,000th car",
    "Xiaomi has built its 100,000th electric car 230 days after the first one left the factory, the company's founder said "
    "on Wednesday. The annual goal is now 120,000 cars.",
    "- 20,000 in October\n- more in November",
    "| Month | Cars |\n| October | 20,000 |",
]


@pytest.mark.parametrize(
    "body", [TEXT.encode(), TEXT.replace("\n", "\r\n").encode(), ("\ufeff" + TEXT).encode("utf-16")]
)
def test_text_file(body: bytes) -> None:
    found = read_file("some/folder/news.txt", body, published=date(2024, 11, 14))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == BLOCKS
    assert (found.id, found.lang, found.published, found.published_from) == (
        "news",
        "en",
        date(2024, 11, 14),
        "argument",
    )


def test_markdown_file() -> None:
    marked = "---\ndate: x\n---\n# " + TEXT.replace("100,000th", "**100,000th**", 2).replace("founder", "[founder](/x)")
    found = read_file("news.md", marked.replace("- 20", "* 20").replace("- more", "* more").encode())
    assert isinstance(found, Document)
    assert found.text.split("\n\n")[1:] == BLOCKS[1:]
    assert found.title == "Xiaomi builds its **100,000th** car".replace("**", "")


def test_lines_without_blank_ones_between_are_paragraphs() -> None:
    found = read_file("a.txt", "比亚迪公布了九月的产销快报。\n九月销量为二十万辆，同比增长。\n".encode())
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == ["比亚迪公布了九月的产销快报。", "九月销量为二十万辆，同比增长。"]


def test_a_title_without_full_stop_does_not_run_into_the_first_paragraph() -> None:
    lines = [
        "Le patron de Xiaomi célèbre la 100 000e voiture en rendant hommage à Elon Musk",
        "Un court texte.",
        "x " * 90,
    ]
    found = read_file("a.txt", "\n".join(lines).encode())
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [line.strip() for line in lines]


def test_the_seed_article_keeps_its_lines(shared: Path) -> None:
    path = next((shared / "seeds").glob("*.txt"))
    found = read_file(path.name, path.read_bytes(), published=date(2024, 11, 14))
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    assert (found.lang, found.published) == ("fr", date(2024, 11, 14))


def test_labelled_documents_are_taken_to_the_letter() -> None:
    for path in sorted((ROOT / "samples" / "texts").glob("en-*.json")):
        label = json.loads(path.read_text("utf-8"))
        found = read_file(str(path), path.read_bytes())
        assert isinstance(found, Document)
        assert (found.text, found.id, found.lang, str(found.published)) == (
            label["text"], label["id"], label["lang"], label["published"]
        )  # fmt: skip
        assert all(fact["quote"] in found.text for fact in label["milestones"])


def test_saved_page_and_arguments() -> None:
    html = "<html lang=en><h1>BYD is up again</h1>" + "<p>BYD sold 201,259 vehicles in September, it said.</p>" * 4
    found = read_file("saved.html", html.encode(), published=date(2022, 10, 3), lang="de")
    assert isinstance(found, Document)
    assert (found.id, found.url, found.source, found.lang, found.title) == (
        "saved",
        "saved.html",
        None,
        "de",
        "BYD is up again",
    )
    assert isinstance(read_file("-", html.encode()), Document)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.txt", b"", "empty_body"),
        ("a.json", b"[1]", "unreadable"),
        ("a.json", b"{", "unreadable"),
        ("a.json", b'{"text": " "}', "empty_body"),
        ("a.html", b"<p>x</p>", "empty_body"),
        ("a.json", b'{"text": "abc", "lang": "xx"}', "unsupported_language"),
        ("a.pdf", b"%PDF-", "pdf_unreadable"),
    ],
)
def test_files_that_hold_no_article(name: str, body: bytes, code: str) -> None:
    found = read_file(name, body)
    assert isinstance(found, Problem)
    assert (found.code, found.source, found.url) == (code, None, name)

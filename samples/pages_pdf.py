"""Sets a text as an exchange publishes it: a PDF with a disclaimer, a gridded table, a page number."""

import io
import os
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from pages_html import Page, rows
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONTS = {"en": "Times-Roman", "zh": "STSong-Light"}
DISCLAIMER = {
    "en": "The exchange takes no responsibility for the contents of this announcement and makes no representation as to"
    " its accuracy or completeness.",
    "zh": "本公司董事会及全体董事保证本公告内容不存在任何虚假记载、误导性陈述或者重大遗漏。",
}


def grid(block: str, font: str) -> Table:
    """The table with its grid; a heading over several columns spans the empty cells after it."""
    lines = rows(block)
    heads = 2 if not lines[1][0] else 1
    rules: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "#000000"),
        ("FONT", (0, 0), (-1, -1), font, 8),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    if heads == 2:
        starts = [index for index, cell in enumerate(lines[0]) if cell]
        for start, end in zip(starts[1:], [*starts[2:], len(lines[0])], strict=True):
            rules += [("SPAN", (start, 0), (end - 1, 0)), ("ALIGN", (start, 0), (end - 1, 0), "CENTER")]
        rules.append(("SPAN", (0, 0), (0, 1)))
    small = ParagraphStyle("cell", fontName=font, fontSize=7, leading=8, alignment=1)
    cells = [[Paragraph(escape(cell), small) if cell else "" for cell in line] for line in lines[:heads]] + lines[
        heads:
    ]
    return Table(cells, style=TableStyle(rules))


def pdf_page(page: Page) -> bytes:
    """The text as a PDF; a given time of making and no compression keep the bytes the same on every machine."""
    lang, font = page.text["lang"], FONTS[page.text["lang"]]
    made = datetime.fromisoformat(f"{page.text['published']}T16:30:00{page.site.offset}")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(made.timestamp()))
    if font == "STSong-Light":
        registerFont(UnicodeCIDFont(font))
    indent, wrap = (21, "CJK") if lang == "zh" else (0, None)
    fine = ParagraphStyle("fine", fontName=font, fontSize=8, leading=10, spaceAfter=16, wordWrap=wrap)
    plain = ParagraphStyle("plain", fine, fontSize=10.5, leading=15, spaceAfter=8, firstLineIndent=indent)
    title = ParagraphStyle("title", fine, fontSize=14, leading=20, alignment=1, spaceAfter=14)
    signed = ParagraphStyle("signed", plain, alignment=2)
    *blocks, last = page.text["text"].split("\n\n")
    story: list[Any] = [
        Paragraph(escape(DISCLAIMER[lang]), fine),
        Paragraph(escape(page.text["publisher"]), title),
        Paragraph(
            escape(page.text["stock_code"]), signed if lang == "zh" else ParagraphStyle("code", plain, alignment=1)
        ),
        Paragraph(escape(page.text["title"]), title),
    ]
    for block in blocks:
        story += [grid(block, font), Spacer(1, 10)] if block.startswith("|") else [Paragraph(escape(block), plain)]
    story.append(Paragraph(escape(last), signed))

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 8)
        canvas.drawCentredString(landscape(A4)[0] / 2, 30, f"- {document.page} -")

    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=landscape(A4),
        invariant=1,
        pageCompression=0,
        title=page.text["title"],
        author=page.text["publisher"],
    )
    paper.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()

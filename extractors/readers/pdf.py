"""PDF to blocks: paragraphs from lines, ruled tables as `| a | b |` rows, running heads left out."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from extractors.readers.blocks import rows_text, squeeze, tidy

# Annual reports run to hundreds of pages; announcements do not. What lies beyond is not read.
PAGES = 60
# Running heads and feet stand in this part of the page's height at its top and bottom.
_MARGIN = 0.08
_NUMBER = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*(?:/\s*\d{1,3})?")
_GLYPH = re.compile(r"\(cid:\d+\)|\ufffd")
_BULLET = re.compile(r"^(?:(?:\(cid:\d+\)|[•●▪■◦\uf0b7\uf0a7])\s*|[-–—]\s+)(?=\S)")
_ENDS = re.compile(r"[.!?。！？:：;；][\"”’」）)]*$")
_CJK = re.compile("[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Unreadable(ValueError):
    """`code` is the Problem to report: pdf_glyphs, pdf_unreadable, empty_body."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class PdfArticle:
    """Blocks in reading order; its title (named by the file and shown, else the largest type) and day."""

    blocks: list[str]
    title: str | None
    created: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type with its place on the page, in points from the top left; a table is a line with `table` set."""

    text: str
    top: float
    bottom: float
    left: float
    right: float
    size: float
    table: bool = False
    margin: bool = False


def read_pdf(body: bytes) -> PdfArticle:
    """Read a PDF's bytes. Raises Unreadable where glyphs have no letters, or the file is broken, locked or a scan."""
    import logging

    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            pages = [_lines(page) for page in pdf.pages[:PAGES]]
            told = squeeze(str((pdf.metadata or {}).get("Title", "")))
            made = re.match(r"D:(\d{4})(\d\d)(\d\d)", str((pdf.metadata or {}).get("CreationDate", "")))
    except (PdfminerException, ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError) as error:
        raise Unreadable("pdf_unreadable", f"no readable PDF: {type(error).__name__}") from error
    pages = _without_running_heads(pages)
    blocks: list[str] = []
    for page in pages:
        found = _paragraphs(page)
        # A sentence that the page's end cuts goes on in small letters.
        if blocks and found and found[0][:1].islower() and blocks[-1][:1] != "|" and not _ENDS.search(blocks[-1]):
            blocks[-1] = f"{blocks[-1]} {found.pop(0)}"
        blocks += found
    text = "\n".join(blocks)
    if not text.strip():
        raise Unreadable("empty_body", "PDF without text, probably scanned")
    if glyphs := _GLYPH.findall(text):
        raise Unreadable("pdf_glyphs", f"{len(glyphs)} glyphs have no letters, the first {glyphs[0]}")
    try:
        created = date(*map(int, made.groups())) if made else None
    except ValueError:
        created = None
    return PdfArticle(blocks, told if told in blocks else _title(pages), created)


def _lines(page: Any) -> list[Line]:
    """Lines and ruled tables of a page from top to bottom."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and _columns(table) > 1]
    boxes = [table.bbox for table in tables]

    def outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    rest = page.filter(lambda thing: thing["object_type"] != "char" or outside(thing)) if boxes else page
    high, low = page.height * _MARGIN, page.height * (1 - _MARGIN)
    found = [
        Line(
            str(line["text"]),
            line["top"],
            line["bottom"],
            line["x0"],
            line["x1"],
            max(c["size"] for c in line["chars"]),
            margin=line["bottom"] < high or line["top"] > low,
        )
        for line in rest.extract_text_lines(strip=True, return_chars=True)
    ]
    for table in tables:
        grid = [[_unwrap((cell or "").splitlines()) for cell in row] for row in table.extract()]
        x0, top, x1, bottom = table.bbox
        if rows := tidy(grid):
            found.append(Line(rows_text(rows), top, bottom, x0, x1, 0, table=True))
    return sorted(found, key=lambda line: (line.top, line.left))


def _columns(table: Any) -> int:
    return max((len([cell for cell in row.cells if cell]) for row in table.rows), default=0)


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Without page numbers, and without lines in the margins that come back on most pages."""
    shapes = [[re.sub(r"\d+", "#", line.text) for line in page if line.margin] for page in pages]
    counts = Counter(shape for page in shapes for shape in set(page))
    again = {shape for shape, count in counts.items() if count > 1 and count * 2 > len(pages)}
    return [
        [line for line in page if not (_NUMBER.fullmatch(line.text) and line in (page[0], page[-1]))
         and not (line.margin and re.sub(r"\d+", "#", line.text) in again)]
        for page in pages
    ]  # fmt: skip


def _paragraphs(page: list[Line]) -> list[str]:
    """Lines joined to paragraphs: a wide gap, an indent, a short line before, a bullet, other type begin a new one."""
    right = max((line.right for line in page if not line.table), default=0.0)
    gaps = [b.top - a.bottom for a, b in pairwise(page) if not (a.table or b.table) and b.top > a.top]
    usual = max(sorted(gaps)[len(gaps) // 3], 0.0) if gaps else 0.0
    paragraphs: list[list[Line]] = []
    for line in page:
        last = paragraphs[-1][-1] if paragraphs else None
        if last is None or line.table or last.table or _begins(line, last, right, usual):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return [block for lines in paragraphs if (block := _block(lines))]


def _begins(line: Line, last: Line, right: float, usual: float) -> bool:
    gap = line.top - last.bottom
    short = last.right < right - 0.2 * (right - min(last.left, line.left)) and last.right + line.size * 6 < right
    return (
        gap > usual + 0.35 * line.size
        or abs(line.size - last.size) > 0.15 * last.size
        or (short and abs(line.left - last.left) < 40 and not _centred(line, last))
        or (line.left > last.left + line.size and _ENDS.search(last.text) is not None)
        or (line.left > last.left + 40 and not _centred(line, last))
        or bool(_BULLET.match(line.text))
    )


def _centred(line: Line, last: Line) -> bool:
    return abs((line.left + line.right) - (last.left + last.right)) < 6 and abs(line.left - last.left) > 3


def _block(lines: list[Line]) -> str:
    if lines[0].table:
        return lines[0].text
    text = _unwrap([line.text for line in lines])
    return _BULLET.sub("- ", text, count=1)


def _unwrap(lines: list[str]) -> str:
    """Lines of one paragraph as one: no blank between CJK characters, a hyphenated word left as it stands."""
    text = ""
    for line in map(squeeze, lines):
        glue = "" if text and line and _CJK.match(text[-1]) and _CJK.match(line[0]) else " "
        text = f"{text}{glue}{line}" if text else line
    return text.strip()


def _title(pages: list[list[Line]]) -> str | None:
    """The lines of the largest type on the first page, if they are larger than the rest and no longer than a title."""
    lines = [line for page in pages[:1] for line in page if not line.table]
    largest = max((line.size for line in lines), default=0.0)
    large = [line for line in lines if line.size > largest - 0.2]
    found = max(_paragraphs(large), key=len, default="")
    usual = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0.0
    return found if largest > usual + 0.5 and 5 < len(found) < 300 else None

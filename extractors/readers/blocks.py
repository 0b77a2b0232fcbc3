"""An HTML tree as blocks of text: paragraphs, headings, `- ` list items, and tables as `| a | b |` lines."""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Set

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString

# Elements that do not break a line; every other one does, unknown ones too.
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby s samp small "
        "span strike strong sub sup time tt u var wbr",
    )
)
_NEVER = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template svg math iframe object embed canvas audio video source select option textarea "
        "input button rt rp head",
    )
)
_OF_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})
_CJK = "\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_DENSE = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f-\x9f]")
_WRAP = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n\s*(?=[{_CJK}])")
_BREAK = "\x1e"
_BREAKS = re.compile(rf"\s*{_BREAK}\s*")
_WIDEST = 200
_NOTE = re.compile(r"[\[(]?\d{1,2}[\])]?|[*†‡]{1,3}")
BULLET = re.compile(r"[-–—•·●▪■◦*o\uf0b7\uf0a7]")
# A minus sign before a figure is no bullet.
_BULLET_LINE = re.compile(r"^(?:[•●▪■◦\uf0b7\uf0a7]\s*|[-–—*·o]\s+)(?=\S)")
_SIGN = re.compile(r"[$€£¥]|US\$|HK\$|RMB|[%)]+|\)%")


# Old pages never close their font elements, and nest some hundreds deep.
DEEPEST = 2000
# Long articles have some thousands of elements, live tickers ten thousand.
MOST = 50_000
# Taking an element out searches its parent's children for it.
_CROWD = 500
_START_TAG = re.compile("<[a-zA-Z]")


class NoArticle(ValueError):
    """No page of an article nests so deep or has so many elements; reading it would take minutes."""


def parse(html: str) -> BeautifulSoup:
    """The tree of a page or of a piece of HTML, however broken. Raises NoArticle."""
    if sum(1 for _ in _START_TAG.finditer(html)) > MOST:
        raise NoArticle(f"more than {MOST} elements")
    with warnings.catch_warnings():
        # Pages that look like XML or like an address are no news here.
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    _end_head(soup)
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > DEEPEST:
            raise NoArticle(f"nested deeper than {DEEPEST} elements")
    return soup


def _end_head(soup: BeautifulSoup) -> None:
    """Move to the body what lxml leaves in the head: pages may omit </head>, which it ends at old elements only."""
    head = soup.head
    first = head and next((it for it in head.find_all(True, recursive=False) if it.name not in _OF_HEAD), None)
    if not head or not first:
        return
    body = soup.body
    if body is None:
        body = soup.new_tag("body")
        head.insert_after(body)
    for place, node in enumerate([first, *first.next_siblings]):
        body.insert(place, node.extract())


def take_out(tag: Tag) -> None:
    """Take an element out of its tree; among very many siblings it stays, emptied, which costs no search for it."""
    if tag.parent is not None and len(tag.parent.contents) > _CROWD:
        tag.clear()
    else:
        tag.extract()


def weight(text: str) -> int:
    """How much a text says: its letters, CJK ones twice."""
    text = text.strip()
    return len(text) + len(_DENSE.findall(text))


def squeeze(text: str) -> str:
    """One line: every run of white space is one blank, none between CJK characters that a source line break parts."""
    return " ".join(_INVISIBLE.sub("", _WRAP.sub("", text)).split())


def join(blocks: Iterable[str]) -> str:
    """Document.text of blocks: one blank line between two, empty ones left out."""
    return "\n\n".join(block for block in blocks if block)


def blocks(root: Tag) -> list[str]:
    """Blocks of everything under `root` in reading order. One line each, but for tables and forced line breaks."""
    found: list[str] = []
    buffer: list[str] = []
    prefix = ""

    def flush() -> None:
        nonlocal prefix
        for part in re.split(rf"(?:\s*{_BREAK}\s*){{2,}}", "".join(buffer).strip(f" \t\r\n\f{_BREAK}")):
            lines = [squeeze(line) for line in _BREAKS.split(part)]
            text = "\n".join(line for line in lines if line)
            if text:
                found.append(prefix + _BULLET_LINE.sub("", text, count=1) if prefix else text)
                prefix = ""
        buffer.clear()

    # An explicit stack: pages nest deeper than Python recurses. A plain string on it closes the element of that name.
    stack: list[PageElement | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            flush()
            prefix = "" if node == "li" else prefix
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                buffer.append(node)
        elif isinstance(node, Tag) and node.name not in _NEVER:
            if node.name == "br":
                buffer.append(_BREAK)
            elif node.name == "sup" and _is_note(node, buffer):
                continue
            elif node.name == "table" and (table := _table(node)) is not None:
                flush()
                found.extend(table)
            elif node.name in _INLINE or node.name.startswith("ix:"):
                stack.extend(reversed(node.contents))
            else:
                flush()
                prefix = "- " if node.name == "li" else prefix
                stack.append(str(node.name))
                stack.extend(reversed(node.contents))
    flush()
    return found


def _is_note(sup: Tag, buffer: list[str]) -> bool:
    """A footnote mark, which would lengthen the number before it; a square or cubic unit is none."""
    text = sup.contents[0] if len(sup.contents) == 1 else None
    if isinstance(text, Tag) and len(text.contents) == 1:
        text = text.contents[0]
    if not isinstance(text, NavigableString) or not _NOTE.fullmatch(text.strip()):
        return False
    before = next((part.rstrip() for part in reversed(buffer) if part.strip()), "")
    return not (before[-1:].isalpha() and text.strip() in {"2", "3"})


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """A table as text: a line a row, `| a | b |`, an empty cell as `| |`."""
    cells = ([squeeze(cell).replace("|", "/") for cell in row] for row in rows)
    return "\n".join(re.sub(" +", " ", f"| {' | '.join(row)} |") for row in cells)


def _table(table: Tag) -> list[str] | None:
    """Blocks of a table of data, or None where it only lays out the page and its cells are to be read as blocks."""
    if table.find("table") is not None:
        return None
    grid, spans = _grid(table)
    caption = table.find("caption")
    rows = tidy(grid, spans)
    if rows and all(len(row) == 2 and BULLET.fullmatch(row[0]) for row in rows):
        return [f"- {row[1]}" for row in rows]
    width = max(map(len, rows), default=0)
    if width < 2 or any(len(cell) > 600 for row in rows for cell in row):
        return None
    heading = [squeeze(caption.get_text(" "))] if isinstance(caption, Tag) else []
    return [*filter(None, heading), rows_text(rows)]


def _grid(table: Tag) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """Cells on their grid, a spanned place empty; and the pairs of columns that some cell spans."""
    grid: list[list[str]] = []
    spans: set[tuple[int, int]] = set()
    taken: dict[int, set[int]] = defaultdict(set)
    for y, row in enumerate(table.find_all("tr", limit=2000)):
        line: dict[int, str] = {}
        x = 0
        for cell in row.find_all(["td", "th"], recursive=False, limit=_WIDEST):
            while x in taken[y]:
                x += 1
            if x >= _WIDEST:
                break
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            line[x] = squeeze(" ".join(blocks(cell)))
            spans |= {(x + i, x + i + 1) for i in range(wide - 1)}
            for j in range(1, high):
                taken[y + j].update(range(x, x + wide))
            x += wide
        grid.append([line.get(i, "") for i in range(max([x, *(i + 1 for i in taken[y])]))])
    return grid, spans


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return max(1, min(int(value), 50)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def tidy(grid: list[list[str]], spans: Set[tuple[int, int]] = frozenset()) -> list[list[str]]:
    """Rows of one width without empty rows and columns; "$", "%" and ")" cells join the figure they belong to.

    Filings set a figure over several columns under one spanning head: two columns that no row fills both and that a
    cell spans are one.
    """
    width = max(map(len, grid), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in grid if any(row)]
    for row in rows:
        for x, cell in enumerate(row):
            if cell and _SIGN.fullmatch(cell):
                ahead = cell[0] not in "%)"
                other = next((i for i in (range(x + 1, width) if ahead else range(x - 1, -1, -1)) if row[i]), None)
                if other is not None and abs(other - x) <= 2 and re.search(r"[\d–—-]", row[other]):
                    row[other] = f"{cell}{row[other]}" if ahead else f"{row[other]}{cell}"
                    row[x] = ""
    columns = [(i, [row[i] for row in rows]) for i in range(width)]
    merged: list[tuple[int, list[str]]] = []
    for place, column in columns:
        before = merged[-1] if merged else (-1, [])
        if (before[0], place) in spans and not any(a and b for a, b in zip(before[1], column, strict=True)):
            merged[-1] = (place, [a or b for a, b in zip(before[1], column, strict=True)])
        else:
            merged.append((place, column))
    return [list(row) for row in zip(*(column for _, column in merged if any(column)), strict=True)]

"""Rows for people and programs, a function for each form. Nothing from a page reaches a terminal raw."""

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Rows = Iterable[Sequence[object]]

SIGN = {"over": "> ", "under": "< ", "about": "~ ", "exact": ""}

# Wide enough for a quote where no terminal sets the width.
PIPE_WIDTH = 180


def plain(value: object) -> str:
    """A value as one printable line: control, direction and other format characters become spaces or vanish."""
    text = "" if value is None else str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if char in "\n\r\t" else char for char in text if char in "\n\r\t" or unicodedata.category(char)[0] != "C"
    )


def console(stream: TextIO | None = None) -> Console:
    """A console that wraps at the terminal's width, and at a generous one where there is no terminal."""
    stream = stream or sys.stdout
    return Console(
        file=stream, width=None if stream.isatty() else PIPE_WIDTH, highlight=False, emoji=False, markup=False
    )


def grid(columns: Sequence[str], rows: Rows) -> Table:
    """A table for rich; numbers to the right."""
    rows = [list(row) for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(columns):
        numeric = any(row[index] is not None for row in rows) and all(
            row[index] is None or (isinstance(row[index], int | float | Decimal) and not isinstance(row[index], bool))
            for row in rows
        )
        table.add_column(Text(plain(name)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    return table


def as_table(columns: Sequence[str], rows: Rows) -> str:
    """For a terminal, in the width of standard output."""
    buffer = io.StringIO()
    out = Console(file=buffer, width=console().width, highlight=False, emoji=False, markup=False)
    out.print(grid(columns, rows))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    """RFC 4180 with a head line; null is an empty field."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def as_json(columns: Sequence[str], rows: Rows) -> str:
    """An array of objects; dates and decimals as text and number."""
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    return as_json_text(objects) + "\n"


def as_json_text(value: object) -> str:
    """Plain data as JSON; dates as text, decimals as numbers."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_json_value)


def as_markdown(columns: Sequence[str], rows: Rows) -> str:
    """A pipe table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(plain(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _json_value(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


FORMATS: dict[str, Callable[[Sequence[str], Rows], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
    "markdown": as_markdown,
}

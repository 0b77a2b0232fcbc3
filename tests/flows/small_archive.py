"""What the tests of the command share: its environment, articles of our own, and the rows runs must agree on."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

EVLEDGER = Path(sys.executable).with_name("evledger")
Command = Callable[..., subprocess.CompletedProcess[str]]

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="{day}T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/cars">Cars</a></nav>
<article><h1>{title}</h1><p>{text}</p>
<p>The company gave no outlook for the coming months. Analysts had expected a quieter month, and dealers spoke of long
queues in the larger cities, where new showrooms opened in the spring.</p></article>
<footer>All rights reserved.</footer></body></html>"""


def page(title: str, text: str, day: str) -> bytes:
    """A news page as a small site has it."""
    return PAGE.format(title=title, text=text, day=day).encode()


def story(number: int) -> bytes:
    """One of any number of articles, each with a count of its own."""
    count, year = 10_000 + 137 * number, 2010 + number % 15
    text = f"Tesla delivered {count:,} vehicles in {date(year, 1 + number % 12, 1):%B %Y}, the company said."
    return page(f"Tesla report number {number}", text, f"{year + 1}-03-05")


def environment(data: Path, **more: str) -> dict[str, str]:
    """A user's environment in which everything lies below `data`, and nothing of ours is set otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVLEDGER_", "PREFECT_"))}
    return kept | {"EVLEDGER_DATA": str(data), "HOME": str(data.parent)} | more


FirstRun = tuple[Path, subprocess.CompletedProcess[str]]


FACTS = (
    "SELECT id, url, lang, version, text_sha256 FROM documents ORDER BY ALL",
    "SELECT * FROM milestones ORDER BY ALL",
    "SELECT * FROM stock_moves ORDER BY ALL",
    "SELECT source, url, code, message FROM problems ORDER BY ALL",
)


def rows(warehouse: Path) -> list[list[tuple[object, ...]]]:
    """Everything that two runs over the same pages must agree on."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return [con.execute(query).fetchall() for query in FACTS]

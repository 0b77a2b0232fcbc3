"""CSV files that a user downloads, in Stooq's layout (English or Polish) or Yahoo's; both adjust closes for splits.

A share's file is named by one of its symbols: TSLA.csv, tsla.us.csv, or as Stooq names its downloads, tsla_us_d.csv;
an index's with or without its ^.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractors.model import Problem
from extractors.prices.bar import bar
from extractors.prices.collect import Quote
from extractors.prices.share import Share

COLUMNS = {
    "date": "date",
    "data": "date",
    "close": "close",
    "zamkniecie": "close",
    "zamknięcie": "close",
    "adj close": "adjusted",
    "volume": "volume",
    "wolumen": "volume",
}


@dataclass(frozen=True, slots=True)
class Files:
    """The provider of a folder of such files."""

    folder: Path
    name: str = "file"

    def quotes(self, share: Share, first: date, last: date) -> Iterator[Quote]:
        """What the share's file holds; nothing where there is none."""
        for stem in names(share):
            path = self.folder / f"{stem}.csv"
            # A symbol is data from outside and names nothing but a file of this folder.
            if path.parent == self.folder and path.is_file():
                yield from read(path.read_bytes(), share, self.name)
                return


def names(share: Share) -> list[str]:
    """How a share's file may be called, without its ending."""
    stooq = [share.stooq, f"{share.stooq.replace('.', '_')}_d"] if share.stooq else []
    stems = [name for name in (share.yahoo, *stooq) if name]
    plain = [name.lstrip("^") for name in stems if name.startswith("^")]
    return [name for name in dict.fromkeys([*stems, *plain]) if not set(name) & set("/\\\0")]


def read(body: bytes, share: Share, provider: str = "file") -> Iterator[Quote]:
    """Every day of a file; rows without a close are left out, rows that cannot be read are Problems."""
    text = body.decode("utf-8-sig", "replace").strip()
    rows = csv.reader(io.StringIO(text))
    try:
        heads = [COLUMNS.get(cell.strip().lower(), "") for cell in next(rows, [])]
        if not {"date", "close"} <= set(heads):
            yield _refusal(text, provider)
            return
        empty = True
        for row in rows:
            empty = False
            cells = dict(zip(heads, row, strict=False))
            try:
                day = date.fromisoformat(cells.get("date", "").strip())
            except ValueError:
                yield Problem(provider, None, "bad_price", f"line {rows.line_num}: no day in {','.join(row)[:60]!r}")
                continue
            price = bar(
                share, day, cells.get("close"), cells.get("adjusted"), cells.get("volume"), provider, per=share.per
            )
            if price is not None:
                yield price
    except csv.Error as error:
        yield Problem(provider, None, "not_csv", str(error))
        return
    if empty:
        yield Problem(provider, None, "no_data", f"{share.venue}:{share.symbol}: a file without rows")


def _refusal(text: str, provider: str) -> Problem:
    """Stooq tells in words, with status 200, what it does not give."""
    start = text[:60]
    if not text or start.lower().startswith(("no data", "brak danych")):
        return Problem(provider, None, "no_data", f"the file says {start!r}")
    if "limit" in start.lower():
        return Problem(provider, None, "rate_limited", f"the file says {start!r}")
    return Problem(provider, None, "not_csv", f"starts with {start!r}")

"""Writes the synthetic closes and exchange rates of the sample into samples/synthetic-prices.

`python samples/build_prices.py [FOLDER]` follows samples/prices.toml; the same plan gives the same bytes.
"""

import math
import random
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from extractors.prices.sessions import sessions

HERE = Path(__file__).parent
DAILY = 0.018  # a share's usual move in a session
CALM = 0.4  # of an index or a currency, as part of a share's


def walk(name: str, days: list[date], start: float, calm: float, moves: list[dict[str, Any]]) -> list[float]:
    """A close for each day; over each of `moves` the path is bent until it ends where the move does."""
    dice = random.Random(name)
    path = [math.log(start)]
    for _ in days[1:]:
        path.append(path[-1] + dice.gauss(0, DAILY * calm))
    for move in sorted(moves, key=lambda it: ("since" in it, it["on"])):
        end = days.index(move["on"])
        begin = days.index(move["since"]) if "since" in move else end - 1
        lack = math.log1p(move["pct"] / 100) - (path[end] - path[begin])
        path = [it + lack * min(max(place - begin, 0) / (end - begin), 1) for place, it in enumerate(path)]
    return [math.exp(it) for it in path]


def main(folder: Path) -> None:
    plan = tomllib.loads((HERE / "prices.toml").read_text("utf-8"))
    rates = plan.pop("rates")
    folder.mkdir(parents=True, exist_ok=True)
    for name, (series,) in plan.items():
        days = [it.date for it in sessions(series["venue"], series["from"], series["to"])]
        calm = CALM if name.startswith("^") else 1.0
        closes = walk(name, days, series["close"], calm, series.get("moves", []))
        lines = ["Date,Close", *(f"{day},{close:.4f}" for day, close in zip(days, closes, strict=True))]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    days = [it.date for it in sessions("XETRA", rates.pop("from"), rates.pop("to"))]
    columns = {name: walk(name, days, start, CALM, []) for name, start in rates.items()}
    lines = [",".join(["Date", *columns])]
    lines += [
        ",".join([str(day), *(f"{column[place]:.4f}" for column in columns.values())]) for place, day in enumerate(days)
    ]
    (folder / "eurofxref-hist.csv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "synthetic-prices")

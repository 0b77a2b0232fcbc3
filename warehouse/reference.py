"""What comes with the package as data: who speaks on which site, and figures published elsewhere to compare with."""

import csv
import tomllib
from importlib.resources import files

import duckdb
import pyarrow as pa

from warehouse.period import bounds

_FILES = ("sites.csv", "reference_figures.csv", "reference_metrics.toml")
_OURS = ("metric", "subject", "powertrain", "region", "scope")
_WORDS = ("company", "name", "period", "unit", "basis", "note", "source_url", *_OURS, "left_out")
_FIGURES = pa.schema(
    [(name, pa.string()) for name in _WORDS]
    + [("value", pa.float64()), ("period_start", pa.date32()), ("period_end", pa.date32())]
)


def texts() -> tuple[str, ...]:
    """The data files as they are: another text is another program."""
    return tuple(_text(name) for name in _FILES)


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Put the data into its tables, in an open transaction, in the place of what was there."""
    sites = pa.Table.from_pylist(list(csv.DictReader(_text("sites.csv").splitlines())))
    figures = pa.Table.from_pylist(reference_figures(), _FIGURES)
    for table, rows in (("sites", sites), ("reference_figures", figures)):
        con.execute(f"DELETE FROM {table}")  # noqa: S608
        con.register("given_rows", rows)
        con.execute(f"INSERT INTO {table} BY NAME FROM given_rows")
        con.unregister("given_rows")


def reference_figures() -> list[dict[str, object]]:
    """Each published figure as a row of `reference_figures`. Raises KeyError for one that the mapping does not name."""
    mapping = tomllib.loads(_text("reference_metrics.toml"))
    return [_figure(row, mapping) for row in csv.DictReader(_text("reference_figures.csv").splitlines())]


def _figure(row: dict[str, str], mapping: dict[str, dict[str, dict[str, str]]]) -> dict[str, object]:
    given = {name: row[name] or None for name in ("company", "period", "unit", "basis", "note", "source_url")}
    figure = {**given, "name": row["metric"], "value": float(row["value"])}
    for column, reasons in mapping["left_out"].items():
        if reason := reasons.get(row[column]):
            return {**figure, "left_out": reason}
    ours = mapping["metric"][row["metric"]]
    first, last = bounds(row["period"])
    since = ours.get("since")
    return {
        **figure,
        **{name: ours.get(name) for name in _OURS},
        "scope": "cumulative" if since == "start" else "period",
        "period_start": first.replace(month=1, day=1) if since == "year" else first,
        "period_end": last,
    }


def _text(name: str) -> str:
    return files("warehouse").joinpath("data", name).read_text("utf-8")
